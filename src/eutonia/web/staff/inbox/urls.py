"""Addresses of the inbox and the waiting list."""

from __future__ import annotations

from django.urls import path

from eutonia.web.staff.inbox import views, waiting

app_name = "inbox"

urlpatterns = [
    path("", views.enquiries, name="enquiries"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("waiting/<uuid:public_id>/leave/", waiting.leave, name="leave"),
    path("waiting/<uuid:public_id>/offer/", waiting.offer, name="offer"),
    path("<uuid:public_id>/", views.enquiry, name="enquiry"),
    path("<uuid:public_id>/take/", views.take, name="take"),
    path("<uuid:public_id>/owner/", views.owner, name="owner"),
    path("<uuid:public_id>/reply/", views.reply, name="reply"),
    path("<uuid:public_id>/note/", views.note, name="note"),
    path("<uuid:public_id>/book/", views.book, name="book"),
    path("<uuid:public_id>/close/", views.close, name="close"),
]
