"""The page of a recording, whole without a script: its pictures are made here. A small script makes it nicer."""

from __future__ import annotations

from html import escape
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from eutonia.emg.marks import BURST, LONGEST_TEXT, Mark
from eutonia.emg.needle.definitions import CANNOT_TELL, KINDS, NONE
from eutonia.emg.reporting.scales import exact, plain
from eutonia.emg.surface.spasms import KINDS as SPASMS
from eutonia.emg.viewing.pyramids import Pyramid
from eutonia.emg.viewing.viewer import COLUMNS, Viewer, Window

SPLIT = "<!-- marks -->"  # between the pictures and the list, where both are fetched at once
_TALL = 100  # units of the picture
_LANES = 36
_MOST_ROWS = 40
_MOST_DRAWN = 400
_LETTER_SHARES = {"wide": 0.008, "narrow": 0.026}  # of the width of a wide and a narrow window
_LETTERS = 14
_LOST = "Nothing answers any more. Start <code>eutonia emg view</code> again and open the new address that it shows."
_KEY = (
    '<p class="key"><span><svg aria-hidden="true"><rect class="burst" width="24" height="8" y="4"/></svg>burst</span> '
    '<span><svg aria-hidden="true"><rect class="mark" width="24" height="10" y="3"/></svg>'
    "everything else, with its name: the type of activity, discharges, your own marks</span></p>"
)
_BARELY = 1.01  # of the height: nobody sees that less is cut off
_KEYS = (
    "Drag over a channel to fill in a time, or type it. On the recording, arrow keys move; + and -, or Ctrl and the "
    "wheel, zoom."
)


def script() -> str:
    """Return the script of the page."""
    return files("eutonia.emg.viewing").joinpath("view.js").read_text("utf-8")


def style() -> str:
    """Return the style of the page."""
    return files("eutonia.emg.viewing").joinpath("view.css").read_text("utf-8")


def page(viewer: Viewer, window: Window, said: str = "", entered: dict[str, str] | None = None) -> str:
    """Return the whole page. ``said``: what happened last; ``entered``: a mark that was refused, to be mended."""
    wrong = entered is not None
    message = f'<p class="said{" wrong" if wrong else ""}" role="{"alert" if wrong else "status"}">{escape(said)}</p>'
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{'Error: ' if wrong else ''}{escape(viewer.name)}: EMG – Eutonia</title>"
        '<link rel="stylesheet" href="view.css"><script src="view.js" defer></script></head><body>'
        '<a class="nhsuk-skip-link" href="#main">Skip to the recording</a>'
        f'<header><h1>{escape(viewer.name)}</h1></header><main id="main">{message if said else ""}'
        f'<p id="lost" class="said wrong" role="alert" hidden>{_LOST}</p>'
        f'<div id="window">{fragment(viewer, window)}</div>{_add_form(viewer, window, entered or {})}'
        f'<div id="list">{marks_list(viewer, window)}</div></main>'
        "<footer><p>Found by software that no clinician has reviewed. It names no disease. "
        "Look at the recording itself.</p></footer></body></html>"
    )


def fragment(viewer: Viewer, window: Window) -> str:
    """Return the way around a window and its pictures."""
    strips = "".join(_strip(viewer, one, window) for one in viewer.pyramids)
    start, length, stop = exact(window.start_s), exact(window.length_s), exact(window.stop_s)
    return (
        f"{_way_around(window)}"
        f'<div id="strips" tabindex="0" role="group" data-start="{start}" data-length="{length}" '
        f'aria-label="Recording from {start} to {stop} s">{strips}{_ticks(window)}</div>{_KEY}'
    )


def _way_around(window: Window) -> str:
    links = (
        ("Earlier", window.moved(-0.5)),
        ("Later", window.moved(0.5)),
        ("Zoom in", window.zoomed(0.5)),
        ("Zoom out", window.zoomed(2)),
        ("Whole", Window.of(0, window.total_s, window.total_s)),
    )
    ways = "".join(f'<li><a href="?{escape(to.query)}" data-go>{name}</a></li>' for name, to in links)
    return (
        f'<nav aria-label="Window"><ul>{ways}</ul><form method="get">'
        f'<span class="pair"><label for="start">From, s</label><input id="start" name="start" inputmode="decimal" '
        f'size="8" value="{exact(window.start_s)}"></span><span class="pair"><label for="length">for, s</label>'
        f'<input id="length" name="length" inputmode="decimal" size="8" value="{exact(window.length_s)}"></span>'
        "<button>Show</button></form></nav>"
    )


# ---- pictures --------------------------------------------------------------------------------------------------------


def _strip(viewer: Viewer, pyramid: Pyramid, window: Window) -> str:
    label, tall, middle = pyramid.channel.label, pyramid.height_uv, pyramid.middle_uv
    marks = [one for _, one in viewer.inside(window) if one.channel in ("", label)]
    pairs = pyramid.window(window.start_s, window.length_s, COLUMNS) - middle
    around = f" around {plain(middle)} µV" if middle else ""
    cut = "; larger peaks are cut off" if np.nanmax(np.abs(pairs), initial=0) > _BARELY * tall else ""
    return (
        f'<section class="strip" data-channel="{escape(label)}"><h2>{escape(label)} '
        f"<small>±{plain(tall)} µV{around}, {pyramid.channel.rate_hz:g} Hz{cut}</small></h2>"
        f'<svg class="lanes" height="{_LANES}" width="100%" aria-hidden="true">{_lanes(marks, window)}</svg>'
        f'<svg class="outline" viewBox="0 0 {COLUMNS} {_TALL}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}, {exact(window.start_s)} to {exact(window.stop_s)} s, {len(marks)} marks">'
        f'<path class="zero" d="M0 {_TALL / 2}H{COLUMNS}"/><path d="{_outline(pairs, tall)}"/></svg></section>'
    )


def _outline(pairs: NDArray[np.float64], tall: float) -> str:
    """Return the path of least and largest values; each column joins the one before it, so that lines stay whole."""
    heights = np.clip(_TALL / 2 * (1 - pairs / tall), 0, _TALL)
    path, before = [], np.nan
    for x, (low, high) in enumerate(heights.tolist()):
        if np.isfinite(low):
            path.append(f"{'L' if np.isfinite(before) else 'M'}{x} {low:.1f}V{high:.1f}")
        before = high
    return "".join(path)


def _lanes(marks: list[Mark], window: Window) -> str:
    """Return the marks above a strip: bursts as bars below, everything else with its name above."""
    drawn, free = [], dict.fromkeys(_LETTER_SHARES.values(), 0.0)
    for one in marks[:_MOST_DRAWN]:
        left = max(0.0, (one.onset_s - window.start_s) / window.length_s)
        right = min(1.0, (one.offset_s - window.start_s) / window.length_s)
        title = f"<title>{escape(one.kind)}, {exact(one.onset_s)} s, {exact(one.duration_s)} s</title>"
        burst = one.kind == BURST
        drawn.append(
            f'<rect class="{"burst" if burst else "mark"}" x="{100 * left:.3f}%" y="{28 if burst else 16}" '
            f'width="{max(100 * (right - left), 0.15):.3f}%" height="{8 if burst else 10}">{title}</rect>'
        )
        name = _short(one.kind)
        for width, share in _LETTER_SHARES.items():
            end = left + share * (len(name) + 1)
            if not burst and left >= free[share] and end <= 1:
                drawn.append(f'<text class="{width}" x="{100 * left:.3f}%" y="12">{escape(name)}</text>')
                free[share] = end
    return "".join(drawn)


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"


def _ticks(window: Window) -> str:
    digits = max(0, 2 - int(np.floor(np.log10(window.length_s))))
    times = "".join(f"<span>{window.start_s + share * window.length_s:.{digits}f} s</span>" for share in (0, 0.5, 1))
    return f'<p class="ticks">{times}</p>'


# ---- marks -----------------------------------------------------------------------------------------------------------


def marks_list(viewer: Viewer, window: Window) -> str:
    """Return the marks in a window, each with a form to correct it."""
    inside = viewer.inside(window)
    wait = "" if viewer.ready else "<p>The detectors are still at work; load the page again to see more.</p>"
    trouble = f"<p>{escape(viewer.problem)}</p>" if viewer.problem else ""
    more = len(inside) - _MOST_ROWS
    rows = "".join(_row(viewer, window, place, one) for place, one in inside[:_MOST_ROWS])
    return (
        f'<section aria-labelledby="marks"><h2 id="marks">Marks in this window: {len(inside)}</h2>{wait}{trouble}'
        + (f'<ul class="marks">{rows}</ul>' if rows else "")
        + (f"<p>{more} more: zoom in to see them.</p>" if more > 0 else "")
        + "</section>"
    )


def _hidden(viewer: Viewer, window: Window) -> str:
    values = {"revision": viewer.revision, "start": exact(window.start_s), "length": exact(window.length_s)}
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items())


def _row(viewer: Viewer, window: Window, place: int, one: Mark) -> str:
    title = f"{one.kind}, {one.channel or 'all channels'}, {exact(one.onset_s)} s"
    values = {"kind": one.kind, "onset": exact(one.onset_s), "duration": exact(one.duration_s), "channel": one.channel}
    return (
        f"<li><details><summary>{escape(title)}, for {exact(one.duration_s)} s</summary>"
        f'<form method="post" action="marks">{_hidden(viewer, window)}'
        f'<input type="hidden" name="index" value="{place}">'
        f"{_fields(viewer, f'm{place}', values)}"
        '<button name="op" value="change">Save</button> '
        f'<button name="op" value="remove" class="second" aria-label="Remove {escape(title)}">Remove</button>'
        "</form></details></li>"
    )


def _add_form(viewer: Viewer, window: Window, entered: dict[str, str]) -> str:
    values = {"kind": "", "onset": exact(window.start_s), "duration": "0", "channel": ""} | entered
    kinds = dict.fromkeys([BURST, *SPASMS, *KINDS])
    listed = "".join(f'<option value="{escape(kind)}">' for kind in kinds if kind not in (NONE, CANNOT_TELL))
    return (
        f'<section aria-labelledby="add"><h2 id="add">Add a mark</h2><p id="keys" hidden>{_KEYS}</p>'
        f'<form id="add-form" method="post" action="marks">{_hidden(viewer, window)}{_fields(viewer, "add", values)}'
        f'<button name="op" value="add">Add</button></form><datalist id="kinds">{listed}</datalist></section>'
    )


def _fields(viewer: Viewer, key: str, values: dict[str, str]) -> str:
    chosen = values["channel"]
    options = '<option value="">All channels</option>' + "".join(
        f'<option{" selected" if label == chosen else ""} value="{escape(label)}">{escape(label)}</option>'
        for label in dict.fromkeys(viewer.labels)
    )
    return (
        f'<p class="field"><label for="{key}-kind">What</label><input id="{key}-kind" name="kind" list="kinds" '
        f'required maxlength="{LONGEST_TEXT}" value="{escape(values["kind"])}"></p>'
        f'<p class="field"><label for="{key}-onset">From, s</label><input id="{key}-onset" name="onset" '
        f'inputmode="decimal" size="9" value="{escape(values["onset"])}"></p>'
        f'<p class="field"><label for="{key}-duration">Lasts, s</label><input id="{key}-duration" name="duration" '
        f'inputmode="decimal" size="9" value="{escape(values["duration"])}"></p>'
        f'<p class="field"><label for="{key}-channel">Channel</label><select id="{key}-channel" name="channel">'
        f"{options}</select></p>"
    )
