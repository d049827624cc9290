"""The audit app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """The account of who did what, guarded by triggers that are put back after every migration."""

    name = "eutonia.clinic.audit"
    label = "audit"

    def ready(self) -> None:
        """Guard the tables after every migration, and register the check that the guards stand."""
        from eutonia.clinic.audit import checks, triggers  # noqa: F401 -- checks registers on import

        post_migrate.connect(triggers.after_migrate, dispatch_uid="audit.guard", sender=self)
