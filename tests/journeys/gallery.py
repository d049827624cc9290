"""A page that shows every component of the design room, for its tests only. The site does not have it."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils.safestring import mark_safe

from eutonia.project.urls import handler400, handler403, handler404, handler500, urlpatterns
from eutonia.web.design import body_drawing, forms
from eutonia.web.design.bars import Bar
from eutonia.web.design.body_map import BodyMapField
from eutonia.web.design.fields import ChoiceField, LongTextField, MultipleChoiceField, TextField
from eutonia.web.design.numbers import DateField, NumberField
from eutonia.web.design.options import Option

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

AREAS = sorted(body_drawing.AREAS)


class GalleryForm(forms.Form):
    severity = ChoiceField(
        label="How bad is it?",
        hint="Think of the worst one this week.",
        options=[Option("mild", "Mild", hint="I can carry on"), Option("severe", "Severe")],
        apart=[Option("not-sure", "I am not sure")],
        missing="Choose how bad it is",
    )
    signs = MultipleChoiceField(
        label="Do you have any of these?",
        options=[Option("weak", "Weakness"), Option("numb", "Numbness")],
        apart=[Option("none", "None of these")],
        missing="Choose what applies, or “None of these”",
    )
    where = BodyMapField(
        label="Where is it?",
        options=[Option(area, area.replace("-", " ").capitalize(), area=area) for area in sorted(body_drawing.AREAS)],
        apart=[Option("everywhere", "All over my body")],
        missing="Choose where it is",
    )
    age = NumberField(label="Age", least=12, most=120, unit="years", missing="Enter your age")
    magnesium = NumberField(label="Magnesium", least=0, most=5, places=2, unit="mmol/L", required=False)
    since = DateField(label="When did it start?", subject="The date it started", missing="Enter the date")
    name = TextField(label="Preferred name", width=20, autocomplete="given-name", required=False)
    more = LongTextField(label="Anything else?", max_length=200, required=False)


DETAIL = mark_safe("<p>It comes with exercise.</p>")

BARS = [
    Bar("Cramp from exercise", 0.42, 0.25, 0.6, href="#a", detail=DETAIL),
    Bar("Side effect of a water tablet", 0.2, 0.05, 0.4, href="#b"),
    Bar("Low magnesium", 0.004, 0.001, 0.02),
]

TEMPLATE = (Path(__file__).parent / "gallery.jinja").read_text(encoding="utf-8")


def gallery(request: HttpRequest) -> HttpResponse:
    form = GalleryForm(request.POST if request.method == "POST" else None)
    done = form.is_bound and form.is_valid()
    context = {"form": form, "bars": BARS, "done": repr(form.cleaned_data) if done else "", "back": "/"}
    return HttpResponse(engines["jinja2"].from_string(TEMPLATE).render(context, request))


urlpatterns = [*urlpatterns, path("gallery/", gallery, name="gallery")]
