"""A post office for the tests: remembers what it carried, and refuses when told to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction

from eutonia.clinic.outbox import services
from eutonia.clinic.outbox.channels import Channel, Outgoing
from eutonia.clinic.outbox.models import Message

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ADDRESS = "zebra.quagga@example.org"
NUMBER = "+441632960001"


class Post:
    """Carries to a list."""

    carried: ClassVar[list[Outgoing]] = []
    before: ClassVar[Callable[[Outgoing], None] | None] = None

    def send(self, message: Outgoing) -> None:
        """Remember it, unless ``before`` raises."""
        if type(self).before is not None:
            type(self).before(message)  # type: ignore[misc]
        self.carried.append(message)


def queue(key: str = "k1", **more: Any) -> Message:
    """Queue a plain message, changed as a test wants it."""
    plain: dict[str, Any] = {"channel": Channel.EMAIL, "to": ADDRESS, "link": "/visits/abc", "now": NOW}
    kind = more.pop("kind", "visit-confirmed")
    with transaction.atomic():
        services.queue(kind, key=key, **(plain | more))
    return Message.objects.get(key=key)
