"""Addresses of the public pages."""

from django.urls import path

from eutonia.web.information import views

app_name = "information"

urlpatterns = [path("", views.home, name="home")]
