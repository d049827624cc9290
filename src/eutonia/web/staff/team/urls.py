"""Addresses of the accounts of staff."""

from __future__ import annotations

from django.urls import path

from eutonia.web.staff.team import views

app_name = "team"

urlpatterns = [
    path("", views.everybody, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:public_id>/", views.one, name="one"),
    path("<uuid:public_id>/role/", views.role, name="role"),
    path("<uuid:public_id>/link/", views.link, name="link"),
    path("<uuid:public_id>/second-step/", views.second_step, name="second-step"),
    path("<uuid:public_id>/close/", views.close, name="close"),
    path("<uuid:public_id>/open/", views.reopen, name="open"),
]
