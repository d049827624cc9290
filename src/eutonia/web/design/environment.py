"""The template environment of our pages: where templates are, and what every one of them can use."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import BaseLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined

from eutonia.web.design import site
from eutonia.web.design.kit import kit

ROOMS = ("design", "information", "patient", "rare", "staff")
"""Folders of ``eutonia.web`` that hold templates. ``patient/question.jinja`` lies in patient/templates."""

BORROWED = {"account": "staff", "mfa": "staff"}
"""Folders that allauth asks for, and the room that answers."""


def build(**options: Any) -> Environment:
    """The environment, as Django's Jinja2 backend asks for it.

    A name that is not defined is an error, so a page never shows a silent gap.
    """
    options |= {"loader": loader(), "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 -- autoescape is in options
    environment.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(kit=kit, eutonia=site, static=static, url=address)
    environment.globals["ui"] = Components(environment)
    return environment


def loader() -> BaseLoader:
    """Find ``room/name.jinja`` in the templates folder of that room."""
    here = {room: f"eutonia.web.{room}" for room in ROOMS if has_templates(room)}
    loaders: dict[str, BaseLoader] = {room: PackageLoader(package) for room, package in here.items()}
    for folder, room in BORROWED.items():
        loaders[folder] = PackageLoader(f"eutonia.web.{room}", f"templates/{folder}")
    return PrefixLoader(loaders)


def has_templates(room: str) -> bool:
    """Whether a room has been built yet."""
    return files("eutonia.web").joinpath(room, "templates").is_dir()


def address(name: str, **parts: Any) -> str:
    """The address of a named page: ``url("information:home")``."""
    return reverse(name, kwargs=parts or None)


class Components:
    """Our own components as ``ui.bars(…)``: the macros of ``design/components.jinja``."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._environment.get_template("design/components.jinja").module, name)
