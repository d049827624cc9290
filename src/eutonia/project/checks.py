"""Checks before a start, run with Django's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register
from django.core.exceptions import ImproperlyConfigured

from eutonia.clinic.outbox import gateways, queries
from eutonia.project import environment
from eutonia.web.design import site
from eutonia.web.information.clinic import ClinicProblem, clinic


@register("eutonia")
def knowledge_is_reviewed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse knowledge that no clinician has reviewed for real people, unless somebody answers for it."""
    if not settings.EUTONIA_IS_PRODUCTION or site.knowledge_is_reviewed():
        return []
    if person := settings.EUTONIA_ACCEPTS_UNREVIEWED:
        return [Info(f"The knowledge is not reviewed. {person} answers for running it.", id="eutonia.I001")]
    return [
        Error(
            "No clinician has reviewed the knowledge that this site would give to people.",
            hint="Have it reviewed; or, for a supervised trial, let the person who answers for it set "
            f"{environment.ACCEPT_UNREVIEWED.name} to their full name (see docs/safety).",
            id="eutonia.E001",
        )
    ]


@register("eutonia")
def example_clinic_is_not_public(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a production site whose staff have a password that everybody can read here."""
    if settings.EUTONIA_IS_PRODUCTION and settings.EUTONIA_DEMO_PASSWORD:
        return [
            Error(
                "The password of the example clinic is set in production.",
                hint="Start production settings from eutonia.project.settings.production only.",
                id="eutonia.E002",
            )
        ]
    return []


@register("eutonia")
def clinic_is_a_real_one(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a clinic.toml that cannot be read, and one whose telephone and prices are made up."""
    try:
        is_example = clinic().is_example
    except ClinicProblem as problem:
        return [Error(issue.what, hint=issue.remedy, obj=issue.where, id="eutonia.E003") for issue in problem.issues]
    if settings.EUTONIA_IS_PRODUCTION and is_example:
        return [
            Error(
                "The clinic in clinic.toml is the example, whose telephone number belongs to nobody.",
                hint="Write the facts of your clinic, and set example = false.",
                id="eutonia.E004",
            )
        ]
    return []


@register("eutonia")
def messages_can_leave(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse gateways that cannot be made, and in production one that shows messages to whoever looks."""
    found: list[CheckMessage] = []
    for channel in queries.channels():
        try:
            gateway = gateways.gateway(channel)
        except ImproperlyConfigured as problem:
            hint = f"Name a class with a method send in EUTONIA_MESSAGE_GATEWAYS or {environment.SMS_GATEWAY.name}."
            found.append(Error(str(problem), hint=hint, id="eutonia.E005"))
            continue
        if settings.EUTONIA_IS_PRODUCTION and getattr(gateway, "for_demo", False):
            found.append(
                Error(
                    f"Messages by {channel.label} would be shown rather than sent.",
                    hint="The gateway in EUTONIA_MESSAGE_GATEWAYS is for the example clinic only. Name another.",
                    id="eutonia.E006",
                )
            )
    return found
