"""Where on the body: checkboxes with a drawing whose parts can be pressed.

The checkboxes are the answer; the drawing is only another way to tick them. Its parts are empty labels of
the checkboxes laid over an SVG, so that pressing works without a script, and the style sheet lights up a part
when its box is ticked. Screen readers and keyboards meet the checkboxes alone.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.template import engines
from django.utils.translation import gettext as _

from eutonia.web.design import body_drawing
from eutonia.web.design.fields import DrawnField, MultipleChoiceField
from eutonia.web.design.kit import kit
from eutonia.web.design.options import Option


class BodyMapField(MultipleChoiceField):
    """Pick parts of the body. An option with an ``area`` (one of ``body_drawing.AREAS``) is drawn too."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        unknown = {option.area for option in self.options if option.area} - body_drawing.AREAS
        if unknown:
            raise ValueError(f"not on the drawing: {sorted(unknown)}; it has {sorted(body_drawing.AREAS)}")

    def draw(self, bound: DrawnField) -> str:
        """Checkboxes with the drawing before them."""
        chosen = bound.value() or []
        params = self.group_params(bound, {str(value) for value in chosen})
        params["classes"] = "eu-body-map"
        params["formGroup"] = {"beforeInputs": {"html": self.picture(bound)}}
        return kit.checkboxes(params)

    def item(self, bound: DrawnField, option: Option, chosen: set[str]) -> dict[str, Any]:
        """One checkbox, tied to its area by an attribute that the style sheet reads."""
        item = super().item(bound, option, chosen)
        if option.area:
            item["attributes"] = {"data-area": option.area}
        return item

    def picture(self, bound: DrawnField) -> str:
        """The drawing. An area that no option asks about stays grey."""
        boxes: dict[str, str] = {}
        for number, option in enumerate(self.options, start=1):
            if option.area:
                # The kit numbers checkboxes from the second on.
                boxes.setdefault(option.area, bound.auto_id + (f"-{number}" if number > 1 else ""))
        shapes = [asdict(shape) | {"box": boxes.get(shape.area, "")} for shape in body_drawing.shapes()]
        titles = (
            (body_drawing.FRONT_X, 14, _("Front")),
            (body_drawing.BACK_X, 14, _("Back")),
            (body_drawing.FACE_X, 52, _("Face")),
        )
        size = {"width": body_drawing.WIDTH, "height": body_drawing.HEIGHT}
        template = engines["jinja2"].get_template("design/body_map.jinja")
        return str(template.render({"shapes": shapes, "titles": titles} | size)).strip()
