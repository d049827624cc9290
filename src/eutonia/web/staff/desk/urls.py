"""Addresses of the front desk. They hold opaque ids and days, and nothing about a person."""

from __future__ import annotations

from django.urls import path

from eutonia.web.staff.desk import cover, people

app_name = "desk"

urlpatterns = [
    path("find/", people.find, name="find"),
    path("found/", people.found, name="found"),
    path("register/", people.register, name="register"),
    path("duplicates/", people.duplicates, name="duplicates"),
    path("duplicates/<uuid:first>/<uuid:second>/", people.compare, name="compare"),
    path("patient/<uuid:public_id>/", people.patient, name="patient"),
    path("patient/<uuid:public_id>/change/", people.change, name="change"),
    path("patient/<uuid:public_id>/history/", people.history, name="history"),
    path("patient/<uuid:public_id>/guardians/add/", people.add_guardian, name="add-guardian"),
    path("patient/<uuid:public_id>/guardians/remove/", people.remove_guardian, name="remove-guardian"),
    path("patient/<uuid:public_id>/merged/<uuid:alias>/undo/", people.undo_merge, name="undo-merge"),
    path("patient/<uuid:public_id>/insurance/add/", cover.add, name="add-coverage"),
    path("patient/<uuid:public_id>/insurance/end/", cover.end, name="end-coverage"),
]
