"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Staff accounts. The only place that hears sign-in signals."""

    name = "eutonia.clinic.people"
    label = "people"

    def ready(self) -> None:
        """Start to hear sign-ins."""
        from eutonia.clinic.people import signins  # noqa: F401 -- connects on import
