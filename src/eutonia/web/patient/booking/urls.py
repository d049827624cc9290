"""Addresses of booking. They hold names of pages, and days of a calendar, and nothing about a person."""

from __future__ import annotations

from django.urls import path

from eutonia.web.patient.booking import (
    confirm_views,
    cover_views,
    person_views,
    proof_views,
    suits_views,
    time_views,
    views,
)

app_name = "booking"

CHANGEABLE = {
    "visit": views.visit,
    "wishes": views.wishes,
    "times": time_views.times,
    "suits": suits_views.suits,
    "person": person_views.person,
    "guardian": person_views.guardian,
    "contact": person_views.contact,
    "help": person_views.help_us,
    "private": person_views.private,
    "pay": cover_views.pay,
    "membership": cover_views.membership,
}
"""Pages that can be opened on the way, and again from the last look at the answers."""

urlpatterns = [
    path("", views.start, name="start"),
    path("from-result/", views.begin_from_result, name="from-result"),
    *(path(f"{name}/", view, name=name) for name, view in CHANGEABLE.items()),
    *(path(f"{name}/change/", view, {"is_change": True}, name=f"{name}-change") for name, view in CHANGEABLE.items()),
    path("let-go/", time_views.let_go, name="let-go"),
    path("prove/", proof_views.prove, name="prove"),
    path("code/", proof_views.code, name="code"),
    path("check/", confirm_views.check, name="check"),
    path("done/", confirm_views.done, name="done"),
    path("not-here/", views.not_here, name="not-here"),
    path("delete/", views.forget, name="forget"),
    path("deleted/", views.forgotten, name="forgotten"),
]
