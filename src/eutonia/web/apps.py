"""The web app, known to Django for its static files only."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, their design and their static files. No models."""

    name = "eutonia.web"
    label = "web"
