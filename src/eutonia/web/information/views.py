"""Public pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from eutonia.web.requests import Request


def home(request: Request) -> HttpResponse:
    """The start page."""
    return render(request, "information/home.jinja")
