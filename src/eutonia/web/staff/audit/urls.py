"""Addresses of the auditor's pages."""

from __future__ import annotations

from django.urls import path

from eutonia.web.staff.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.lines, name="lines"),
    path("verification/", views.verification, name="verification"),
]
