"""Fields: what people type becomes what they mean, or an error that says what to do."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms as django_forms
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from eutonia.web.design import body_drawing, forms
from eutonia.web.design.body_map import BodyMapField
from eutonia.web.design.fields import ChoiceField, MultipleChoiceField, PasswordField, TextField
from eutonia.web.design.kit import kit
from eutonia.web.design.numbers import DateField, NumberField
from eutonia.web.design.options import Option

YES, NO = Option("yes", "Yes"), Option("no", "No")


def form_with(field: django_forms.Field, **data: Any) -> forms.Form:
    """A form of one field named ``answer``, filled in."""
    kind = type("OneField", (forms.Form,), {"answer": field})
    return kind({name.replace("_", "-"): value for name, value in data.items()})


def age(**more: Any) -> NumberField:
    return NumberField(label="Age", least=12, most=120, missing="Enter your age", **more)


# ---- numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"), [("63", 63), (" 63 ", 63), ("012", 12), ("63.0", 63), ("+63", 63), ("120", 120)]
)
def test_a_whole_number_is_understood(typed: str, number: int) -> None:
    form = form_with(age(), answer=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["answer"] == number
    assert isinstance(form.cleaned_data["answer"], int)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter your age"),
        ("sixty", "Enter a number, like 12"),
        ("63 years", "Enter a number, like 12"),
        ("1e2", "Enter a number, like 12"),
        ("NaN", "Enter a number, like 12"),
        ("٦٣x", "Enter a number, like 12"),
        ("63.5", "Enter a whole number"),
        ("11", "Enter a number from 12 to 120"),
        ("150", "Enter a number from 12 to 120"),
        ("-63", "Enter a number from 12 to 120"),
    ],
)
def test_a_wrong_number_is_explained(typed: str, error: str) -> None:
    assert form_with(age(), answer=typed).errors["answer"] == [error]


def test_thousands_may_be_set_apart() -> None:
    for typed in ("12,500", "12 500", "12500"):
        field = NumberField(label="CK", least=0, most=10**6, missing="Enter it")
        form = form_with(field, answer=typed)
        assert form.is_valid()
        assert form.cleaned_data["answer"] == 12500
    assert not form_with(NumberField(label="CK", least=0, most=10**6, missing="-"), answer="1,2").is_valid()


def test_decimals_stay_exact_and_are_limited() -> None:
    field = NumberField(label="Mg", least=0, most=5, places=2, missing="Enter it")
    form = form_with(field, answer="0.71")
    assert form.is_valid()
    assert form.cleaned_data["answer"] == Decimal("0.71")
    assert form_with(field, answer="0.715").errors["answer"] == ["Use fewer decimal places"]


@given(st.text(max_size=12))
def test_any_text_gives_a_number_within_limits_or_one_error(typed: str) -> None:
    form = form_with(age(), answer=typed)
    if form.is_valid():
        assert 12 <= form.cleaned_data["answer"] <= 120
    else:
        assert len(form.errors["answer"]) == 1


# ---- dates -------------------------------------------------------------------------------------------------


def since() -> DateField:
    return DateField(label="When?", subject="The date it started", missing="Enter the date")


@pytest.mark.parametrize("month", ["2", "02", "Feb", "february"])
def test_a_date_is_understood(month: str) -> None:
    form = form_with(since(), answer_day="29", answer_month=month, answer_year="2024")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["answer"] == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("day", "month", "year", "error"),
    [
        ("", "", "", "Enter the date"),
        ("29", "", "2024", "The date it started must include a month"),
        ("", "2", "", "The date it started must include a day and a year"),
        ("29", "2", "2026", "The date it started must be a real date, like 27 3 1985"),
        ("1", "13", "2026", "The date it started must be a real date, like 27 3 1985"),
        ("1", "Smarch", "2026", "The date it started must be a real date, like 27 3 1985"),
        ("x", "y", "z", "The date it started must be a real date, like 27 3 1985"),
    ],
)
def test_a_wrong_date_is_explained(day: str, month: str, year: str, error: str) -> None:
    form = form_with(since(), answer_day=day, answer_month=month, answer_year=year)
    assert form.errors["answer"] == [error]


def test_a_wrong_date_is_drawn_back_as_it_was_typed() -> None:
    form = form_with(since(), answer_day="31", answer_month="Feb", answer_year="2026")
    drawn = str(form["answer"])
    for typed in ('value="31"', 'value="Feb"', 'value="2026"'):
        assert typed in drawn


# ---- choices -----------------------------------------------------------------------------------------------


def signs() -> MultipleChoiceField:
    return MultipleChoiceField(
        label="Any of these?",
        options=[Option("weak", "Weakness"), Option("numb", "Numbness")],
        apart=[Option("none", "None of these")],
        missing="Choose what applies",
    )


def test_none_of_these_stands_alone() -> None:
    assert form_with(signs(), answer=["none"]).is_valid()
    assert form_with(signs(), answer=["weak", "numb"]).is_valid()
    error = "Choose what applies, or “None of these”, not both"
    assert form_with(signs(), answer=["weak", "none"]).errors["answer"] == [error]


def test_an_answer_that_was_not_offered_is_refused() -> None:
    field = ChoiceField(label="?", options=[YES, NO], missing="Choose")
    assert form_with(field, answer="maybe").errors["answer"] == ["Choose"]
    assert form_with(ChoiceField(label="?", options=[YES, NO], required=False), answer="maybe").errors["answer"] == [
        "Choose one of these"
    ]
    assert not form_with(signs(), answer=["weak", "strong"]).is_valid()


def test_what_was_chosen_is_still_chosen_when_the_page_comes_back() -> None:
    drawn = str(form_with(signs(), answer=["numb"])["answer"])
    assert drawn.count(" checked") == 1
    assert 'value="numb" checked' in drawn


# ---- drawing -----------------------------------------------------------------------------------------------


def test_a_required_field_must_say_what_is_missing() -> None:
    with pytest.raises(TypeError, match="missing"):
        TextField(label="Name")
    TextField(label="Name", required=False)


def test_everything_is_escaped() -> None:
    nasty = '"><script>alert(1)</script>'
    field = ChoiceField(
        label=nasty, hint=nasty, options=[Option(nasty, nasty, hint=nasty)], apart=[Option("x", nasty)], missing=nasty
    )
    for drawn in (
        str(form_with(field, answer="")["answer"]),
        form_with(field, answer="").error_summary,
        str(form_with(TextField(label=nasty, missing=nasty), answer=nasty)["answer"]),
    ):
        assert "<script" not in drawn
        assert "&lt;script" in drawn


def test_a_password_is_never_drawn_back() -> None:
    drawn = str(form_with(PasswordField(label="Password", missing="Enter it"), answer="hunter2 hunter2")["answer"])
    assert "hunter2" not in drawn


def test_words_may_be_lazy_translations() -> None:
    drawn = kit.details({"summary": gettext_lazy("Why?"), "text": gettext_lazy("Because.")})
    assert "Why?" in drawn
    assert "Because." in drawn


def test_the_kit_says_when_it_lacks_a_component() -> None:
    with pytest.raises(AttributeError, match="carousel"):
        kit.carousel({})


def test_a_page_heading_is_the_one_heading() -> None:
    for field in (age(page_heading=True), signs_as_heading()):
        drawn = str(form_with(field, answer="")["answer"])
        assert drawn.count("<h1") == 1


def signs_as_heading() -> MultipleChoiceField:
    return MultipleChoiceField(label="Any?", page_heading=True, options=[YES], missing="Choose")


# ---- body map ----------------------------------------------------------------------------------------------


def test_the_style_sheet_lights_up_every_area() -> None:
    from tests.web.test_palette import SOURCE

    css = (SOURCE / "web/design/static/eutonia/body-map.css").read_text(encoding="utf-8")
    for state in (":hover", ":focus-visible", ":checked"):
        for area in body_drawing.AREAS:
            assert f'[data-area="{area}"]{state}) .eu-body-map__shape[data-area="{area}"]' in css, (area, state)


def test_an_area_that_is_not_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="tail"):
        BodyMapField(label="?", options=[Option("tail", "Tail", area="tail")], missing="Choose")


def test_every_part_of_the_drawing_ticks_the_box_of_its_area() -> None:
    field = BodyMapField(
        label="Where?",
        options=[Option("inside", "Inside"), Option("calf", "Calf", area="calf"), Option("hand", "Hand", area="hand")],
        missing="Choose",
    )
    drawn = " ".join(str(form_with(field)["answer"]).split())
    assert drawn.count('for="id_answer-2" data-area="calf"') == 4
    assert drawn.count('for="id_answer-3" data-area="hand"') == 4
    assert 'id="id_answer-2" name="answer" type="checkbox" value="calf"' in drawn


def test_the_drawing_stays_on_its_paper() -> None:
    for shape in body_drawing.shapes():
        assert 0 <= shape.x
        assert shape.x + shape.width <= body_drawing.WIDTH
        assert 0 <= shape.y
        assert shape.y + shape.height <= body_drawing.HEIGHT
