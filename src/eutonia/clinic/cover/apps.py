"""The cover app."""

from django.apps import AppConfig


class CoverConfig(AppConfig):
    """Prices, insurers, authorisations and payments."""

    name = "eutonia.clinic.cover"
    label = "cover"
