"""Addresses of the front desk. They hold opaque ids and days, and nothing about a person."""

from __future__ import annotations

from django.urls import path, register_converter

from eutonia.web.staff.desk import cover, days, paying, people, placing, visits
from eutonia.web.staff.desk.converters import DayConverter, LookConverter

app_name = "desk"

register_converter(DayConverter, "day")
register_converter(LookConverter, "look")

urlpatterns = [
    path("", days.today, name="today"),
    path("day/<day:day>/<look:look>/", days.day, name="day"),
    path("day/<day:day>/missing/", days.problems, name="problems"),
    path("go/", days.go, name="go"),
    path("month/<int:year>/<int:month>/", days.month, name="month"),
    path("stranded/", days.stranded, name="stranded"),
    path("mine/", days.mine, name="mine"),
    path("mine/<day:day>/", days.mine, name="my-day"),
    path("find/", people.find, name="find"),
    path("found/", people.found, name="found"),
    path("register/", people.register, name="register"),
    path("duplicates/", people.duplicates, name="duplicates"),
    path("duplicates/<uuid:first>/<uuid:second>/", people.compare, name="compare"),
    path("patient/<uuid:public_id>/", people.patient, name="patient"),
    path("patient/<uuid:public_id>/book/", placing.place, name="place"),
    path("patient/<uuid:public_id>/book/times/", placing.free_times, name="times"),
    path("patient/<uuid:public_id>/wait/", placing.wait, name="wait"),
    path("patient/<uuid:public_id>/change/", people.change, name="change"),
    path("patient/<uuid:public_id>/history/", people.history, name="history"),
    path("patient/<uuid:public_id>/guardians/add/", people.add_guardian, name="add-guardian"),
    path("patient/<uuid:public_id>/guardians/remove/", people.remove_guardian, name="remove-guardian"),
    path("patient/<uuid:public_id>/merged/<uuid:alias>/undo/", people.undo_merge, name="undo-merge"),
    path("patient/<uuid:public_id>/insurance/add/", cover.add, name="add-coverage"),
    path("patient/<uuid:public_id>/insurance/end/", cover.end, name="end-coverage"),
    path("visit/<uuid:public_id>/", visits.visit, name="visit"),
    path("visit/<uuid:public_id>/step/<slug:action>/", visits.step, name="step"),
    path("visit/<uuid:public_id>/move/", placing.move, name="move"),
    path("visit/<uuid:public_id>/cancel/", visits.cancel, name="cancel"),
    path("visit/<uuid:public_id>/did-not-come/", visits.no_show, name="no-show"),
    path("visit/<uuid:public_id>/consent/", visits.consent, name="consent"),
    path("visit/<uuid:public_id>/competence/", visits.competence, name="competence"),
    path("visit/<uuid:public_id>/in-confidence/", visits.confidence, name="confidence"),
    path("visit/<uuid:public_id>/payer/", paying.payer, name="payer"),
    path("visit/<uuid:public_id>/pay/", paying.pay, name="pay"),
    path("visit/<uuid:public_id>/payment/<uuid:payment>/void/", paying.void, name="void"),
    path("visit/<uuid:public_id>/payment/<uuid:payment>/refund/", paying.refund, name="refund"),
]
