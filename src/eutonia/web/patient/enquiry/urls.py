"""Addresses of asking the clinic something."""

from __future__ import annotations

from django.urls import path

from eutonia.web.patient.enquiry import views

app_name = "enquiry"

urlpatterns = [
    path("", views.screen, name="start"),
    path("question/", views.question, name="question"),
    path("thanks/", views.thanks, name="thanks"),
    path("reply/", views.reply, name="reply"),
]
