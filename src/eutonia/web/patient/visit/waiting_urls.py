"""Addresses of the waiting list."""

from __future__ import annotations

from django.urls import path

from eutonia.web.patient.booking import views as booking
from eutonia.web.patient.booking.draft import WAITING
from eutonia.web.patient.visit import offer_views, waiting_views

app_name = "waiting"

urlpatterns = [
    path("", waiting_views.listed, name="list"),
    path("join/", booking.start, {"aim": WAITING}, name="join"),
    path("switch/", booking.switch_to_waiting, name="switch"),
    path("sooner/", waiting_views.sooner, name="sooner"),
    path("leave/", waiting_views.leave, name="leave"),
    path("offer/", offer_views.offer, name="offer"),
    path("offer/accept/", offer_views.accept, name="accept"),
    path("offer/decline/", offer_views.decline, name="decline"),
    path("offer/declined/", offer_views.declined, name="declined"),
]
