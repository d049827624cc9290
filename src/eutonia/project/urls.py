"""Every address of the site, room by room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("eutonia.web.information.urls")),
    path("assessment/", include("eutonia.web.patient.urls")),
    path("assessment/for-a-clinician/", include("eutonia.web.rare.urls")),
    path("staff/", include("eutonia.web.staff.urls")),
]

handler400 = "eutonia.web.errors.bad_request"
handler403 = "eutonia.web.errors.forbidden"
handler404 = "eutonia.web.errors.not_found"
handler500 = "eutonia.web.errors.broken"
