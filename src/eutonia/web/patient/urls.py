"""Addresses of the assessment. They hold numbers of pages and nothing about a person."""

from __future__ import annotations

from django.urls import path

from eutonia.web.patient.assessment import finding_views, views
from eutonia.web.patient.result import keeping
from eutonia.web.patient.result import views as result

app_name = "patient"

urlpatterns = [
    path("", views.start, name="start"),
    path("go-on/", views.resume, name="resume"),
    path("first/<int:number>/", views.first, name="first"),
    path("first/<int:number>/change/", views.first, {"change": True}, name="first-change"),
    path("elsewhere/", views.elsewhere, name="elsewhere"),
    path("questions/<int:number>/", views.question, name="question"),
    path("questions/<int:number>/change/", views.question, {"change": True}, name="question-change"),
    path("questions/<int:number>/which/", views.unsure, name="unsure"),
    path("questions/<int:number>/which/change/", views.unsure, {"change": True}, name="unsure-change"),
    path("find/symptom/", finding_views.symptom, name="find-symptom"),
    path("find/medicine/", finding_views.medicine, name="find-medicine"),
    path("check/", views.check, name="check"),
    path("check/remove/", views.remove, name="remove"),
    path("more-questions/", views.go_on, name="more"),
    path("back-to-the-answer/", views.mistake, name="mistake"),
    path("result/", result.result, name="result"),
    path("result/for-a-clinician.pdf", result.document, name="document"),
    path("result/feedback/", result.feedback, name="feedback"),
    path("result/feedback/thanks/", result.thanks, name="thanks"),
    path("keep/", keeping.keep, name="keep"),
    path("kept/", keeping.kept, name="kept"),
    path("return/", keeping.come_back, name="return"),
    path("delete-kept/", keeping.delete_kept, name="delete-kept"),
    path("session/", views.session, name="session"),
    path("delete/", views.forget, name="forget"),
    path("deleted/", views.forgotten, name="forgotten"),
]
