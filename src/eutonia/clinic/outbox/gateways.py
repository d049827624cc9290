"""Which gateway carries which channel, found through settings: this stage knows none of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils.module_loading import import_string

from eutonia.clinic.outbox.channels import Channel, Gateway


class ChannelClosed(Exception):
    """No gateway carries this channel. Offer only what ``queries.channels()`` names."""


def open_channels() -> tuple[Channel, ...]:
    """Channels that a gateway carries."""
    return tuple(channel for channel in Channel if channel.value in settings.EUTONIA_MESSAGE_GATEWAYS)


def require_open(channel: Channel) -> None:
    """Raise :class:`ChannelClosed` unless a gateway carries it."""
    if channel not in open_channels():
        raise ChannelClosed(f"{ChannelClosed.__doc__} Asked for: {channel}.")


@lru_cache(maxsize=len(Channel))
def gateway(channel: Channel) -> Gateway:
    """The gateway of a channel. Raises ``ImproperlyConfigured`` for one that cannot be made."""
    require_open(channel)
    entry: dict[str, Any] = settings.EUTONIA_MESSAGE_GATEWAYS[channel.value]
    try:
        return cast("Gateway", import_string(entry["BACKEND"])(**entry.get("OPTIONS", {})))
    except (ImportError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(f"EUTONIA_MESSAGE_GATEWAYS[{channel.value!r}] cannot be used: {error}") from error


@receiver(setting_changed, dispatch_uid="outbox.gateways")
def _forget(*, setting: str, **rest: Any) -> None:
    """A test has changed the settings."""
    if setting == "EUTONIA_MESSAGE_GATEWAYS":
        gateway.cache_clear()
