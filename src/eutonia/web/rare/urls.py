"""Addresses of the page for a clinician. They hold nothing about a person."""

from __future__ import annotations

from django.urls import path

from eutonia.web.rare import views

app_name = "rare"

urlpatterns = [
    path("", views.clinician, name="clinician"),
    path("open/", views.opened, name="open"),
    path("search/", views.search, name="search"),
    path("found/", views.found, name="found"),
    path("add/", views.add, name="add"),
    path("remove/", views.remove, name="remove"),
    path("onset/", views.onset, name="onset"),
]
