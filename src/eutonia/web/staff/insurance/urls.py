"""Addresses of the insurance pages."""

from __future__ import annotations

from django.urls import path

from eutonia.web.staff.insurance import views

app_name = "insurance"

urlpatterns = [
    path("", views.work, name="work"),
    path("<uuid:public_id>/", views.authorisation, name="authorisation"),
    path("<uuid:public_id>/change/", views.change, name="change"),
    path("<uuid:public_id>/step/<slug:action>/", views.step, name="step"),
]
