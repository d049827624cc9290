"""Every address of the site, room by room."""

from __future__ import annotations

from django.urls import include, path

from eutonia.web.patient.enquiry.views import open_reply
from eutonia.web.patient.visit.link_views import open_offer

urlpatterns = [
    path("", include("eutonia.web.information.urls")),
    path("assessment/", include("eutonia.web.patient.urls")),
    path("assessment/for-a-clinician/", include("eutonia.web.rare.urls")),
    path("book/", include("eutonia.web.patient.booking.urls")),
    path("visit/", include("eutonia.web.patient.visit.urls")),
    path("waiting-list/", include("eutonia.web.patient.visit.waiting_urls")),
    path("enquire/", include("eutonia.web.patient.enquiry.urls")),
    path("offer/<str:token>/", open_offer, name="offer-link"),
    path("reply/<str:token>/", open_reply, name="reply-link"),
    path("staff/", include("eutonia.web.staff.urls")),
]

handler400 = "eutonia.web.errors.bad_request"
handler403 = "eutonia.web.errors.forbidden"
handler404 = "eutonia.web.errors.not_found"
handler429 = "eutonia.web.errors.too_many"  # allauth looks for it here
handler500 = "eutonia.web.errors.broken"
