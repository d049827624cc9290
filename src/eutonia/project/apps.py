"""The wiring as an app, so that its checks and commands are found."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Commands and start-up checks of the whole house."""

    name = "eutonia.project"
    label = "project"

    def ready(self) -> None:
        """Register the start-up checks."""
        from eutonia.project import checks  # noqa: F401 -- registers on import
