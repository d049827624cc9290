"""The booking app."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """The clinic's world, visits, the waiting list and enquiries."""

    name = "eutonia.clinic.booking"
    label = "booking"
