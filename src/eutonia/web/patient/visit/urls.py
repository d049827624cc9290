"""Addresses of managing a visit. A token of a link stands in one for a moment only: it leads on at once."""

from __future__ import annotations

from django.urls import path

from eutonia.web.patient.visit import find_views, link_views, looked_views, views

app_name = "visit"

urlpatterns = [
    path("", views.see, name="see"),
    path("booking.ics", views.calendar, name="calendar"),
    path("move/", views.move, name="move"),
    path("cancel/", views.cancel, name="cancel"),
    path("late/", views.say_late, name="late"),
    path("new-link/", views.new_link, name="new-link"),
    path("pay-myself/", views.pay_myself, name="pay-myself"),
    path("who-looked/", looked_views.looked, name="looked"),
    path("leave/", views.leave, name="leave"),
    path("left/", views.left, name="left"),
    path("find/", find_views.find, name="find"),
    path("find/code/", find_views.code, name="find-code"),
    path("yours/", find_views.yours, name="yours"),
    path("<str:token>/", link_views.open_visit, name="link"),
]
