"""Our colours can be read: contrast after WCAG 2.2, 1.4.3 (text, 4.5) and 1.4.11 (parts of controls, 3)."""

import re
from pathlib import Path

import pytest

import eutonia

SOURCE = Path(eutonia.__file__).parent
STYLE = (SOURCE / "web/design/static/eutonia/eutonia.css").read_text(encoding="utf-8")
KIT_SETTINGS = (SOURCE.parents[1] / "scripts/kit.scss").read_text(encoding="utf-8")
PALETTE = dict(re.findall(r"--eu-([\w-]+): (#[0-9a-f]{6});", STYLE))

TEXT = [
    ("ink", "paper"),
    ("ink", "white"),
    ("ink", "focus"),
    ("ink", "amber-pale"),
    ("teal", "white"),
    ("teal", "paper"),
    ("teal-dark", "paper"),
    ("grey", "paper"),
    ("grey", "white"),
    ("copper", "white"),
    ("copper", "paper"),
    ("red", "paper"),
    ("red-dark", "red-pale"),
    ("white", "red"),
    ("white", "red-dark"),
    ("white", "teal-dark"),
    ("white", "teal"),
    ("white", "copper"),
]
PARTS = [("teal-mid", "teal-pale"), ("teal-mid", "white"), ("ink", "teal-pale"), ("ink", "teal-mid"), ("teal", "white")]


def luminance(colour: str) -> float:
    """Relative luminance after WCAG."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio after WCAG, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_the_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # WCAG's well-known near miss


@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_can_be_read(front: str, back: str) -> None:
    assert contrast(PALETTE[front], PALETTE[back]) >= 4.5


@pytest.mark.parametrize(("front", "back"), PARTS)
def test_parts_can_be_told_apart(front: str, back: str) -> None:
    assert contrast(PALETTE[front], PALETTE[back]) >= 3


@pytest.mark.parametrize(
    ("ours", "kits"),
    [("teal", "blue"), ("ink", "black"), ("red", "red"), ("focus", "yellow"), ("grey", "grey-1"), ("paper", "grey-5")],
)
def test_the_kit_is_built_with_the_same_colours(ours: str, kits: str) -> None:
    assert f'"{kits}": {PALETTE[ours]}' in KIT_SETTINGS
