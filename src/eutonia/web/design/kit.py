"""The component kit, called as functions: ``kit.button({"text": "Continue"})``.

The kit's own templates need undefined names to be forgiving; ours need them to be errors. So the kit gets a
template environment of its own, and our templates reach its components through :class:`Kit` only. Parameter
names are the kit's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.utils.functional import Promise
from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup

ODDLY_NAMED = {"table": ("tables", "table"), "do_dont_list": ("do-dont-list", "list")}
"""Components whose folder and macro do not follow from their name."""


@cache
def environment() -> Environment:
    """The kit's template environment."""
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        undefined=ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def macro(component: str) -> Callable[..., Markup]:
    """The kit's macro for a component in snake case, such as ``error_summary``.

    Raises ``AttributeError`` for a component that the kit does not have.
    """
    head, *tail = component.split("_")
    usual = (component.replace("_", "-"), head + "".join(map(str.title, tail)))
    folder, name = ODDLY_NAMED.get(component, usual)
    path = f"nhsuk/components/{folder}/macro.jinja"
    if path not in environment().list_templates():
        raise AttributeError(f"the kit has no component {component!r}")
    found: Callable[..., Markup] = getattr(environment().get_template(path).module, name)
    return found


class Kit:
    """Every component of the kit as a method.

    ``kit.details({"summary": "Why?", "text": "…"})``, or with a body:
    ``{% call kit.inset_text({}) %}<p>…</p>{% endcall %}``.
    """

    def __getattr__(self, component: str) -> Callable[..., Markup]:
        if component.startswith("_"):
            raise AttributeError(component)
        draw = macro(component)

        def drawn(params: Mapping[str, Any] | None = None, caller: Callable[[], str] | None = None) -> Markup:
            extra = {"caller": caller} if caller else {}
            return draw(settled(params or {}), **extra).strip()

        return drawn


def settled(value: Any) -> Any:
    """The parameters with every lazy translation made a string, as the kit tests ``is string``."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {key: settled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [settled(item) for item in value]
    return value


kit = Kit()
