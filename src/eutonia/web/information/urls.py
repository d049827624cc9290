"""Addresses of the public pages. They are stable: other sites and printed letters name them."""

from django.urls import path

from eutonia.web.information import views

app_name = "information"

urlpatterns = [
    path("", views.home, name="home"),
    path("muscle-spasms/", views.prose, name="muscle-spasms"),
    path("causes/", views.causes, name="causes"),
    path("causes/<slug:condition>/", views.cause, name="cause"),
    path("tests/", views.tests, name="tests"),
    path("tests/<slug:test>/", views.test, name="test"),
    path("treatments/", views.treatments, name="treatments"),
    path("treatments/<slug:treatment>/", views.treatment, name="treatment"),
    path("prevention/", views.prevention, name="prevention"),
    path("emergencies/", views.emergencies, name="emergencies"),
    path("complications/", views.complications, name="complications"),
    path("questions/", views.questions, name="questions"),
    path("young-people/", views.prose, name="young-people"),
    path("paying/", views.prose, name="paying"),
    path("contact/", views.prose, name="contact"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.prose, name="accessibility"),
    path("sources/", views.sources, name="sources"),
    path("all-pages/", views.all_pages, name="all-pages"),
]
