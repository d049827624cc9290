"""What a report says in short, and how its pictures are numbered."""

import re
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from weasyprint import HTML

from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.reporting.drawing import figure
from eutonia.emg.reporting.needle_part import unit_figure
from eutonia.emg.reporting.report import analyse_channel, report_of
from eutonia.emg.reporting.scales import exact, plain, ticks, unit_of_time

RATE = 2000.0


def in_short(page: str) -> str:
    """The words of the part "In short", without its table."""
    part = page[page.index("<h2>In short</h2>") : page.index("<table>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def resting(seconds: float) -> emg.Recording:
    noise = np.random.default_rng(7).normal(0, 3, (1, round(seconds * RATE)))
    return emg.Recording(noise, rate_hz=RATE, unit="uV", labels=["calf"])


def test_a_muscle_without_a_burst_is_not_called_inactive() -> None:
    page = report_of(resting(20), "made", "0").page
    assert "No burst stands out: the muscle was at rest, or active alike, all the time." in in_short(page)
    assert "<td>cannot tell</td>" in page
    assert page.count("No burst stands out") == 2  # and nowhere a plain "none" beside activity all the time


def test_bursts_are_counted_with_their_share_of_time() -> None:
    recording = resting(20)
    samples = np.array(recording.emg_channels()[0].read(0, round(20 * RATE)))[np.newaxis]
    samples[0, 10_000:14_000] *= 40  # 5 to 7 s
    page = report_of(emg.Recording(samples, rate_hz=RATE, unit="uV", labels=["calf"]), "made", "0").page
    assert "calf : 1 burst, 10 % of the time." in in_short(page)
    assert "(shaded: bursts)" in page


@pytest.mark.parametrize("kind", ["voluntary", "myotonic"])
def test_a_needle_is_summed_up_by_what_the_pattern_resembles(kind: str) -> None:
    page = report_of(simulate.needle(11, kind, 10.0).recording, "made", "0").page
    words = "voluntary activity" if kind == "voluntary" else kind
    assert f"Pattern resembles {words}" in in_short(page)
    assert "a verdict on their pattern needs 20" in in_short(page)
    assert "(shaded: discharges)" in page
    assert re.search(r": (1 discharge|[2-9] discharges) in 10.0 s</title>", page)
    assert "spikes" not in page  # a motor unit beside a needle is no fault
    assert "<p>Tremor:" not in page  # and its rhythm is no tremor


def test_of_a_channel_that_stood_still_nothing_is_said() -> None:
    still = np.vstack([resting(20).samples[0], np.full(round(20 * RATE), 31.0)])
    page = report_of(emg.Recording(still, rate_hz=RATE, unit="uV", labels=["calf", "off"]), "made", "0").page
    assert "off : No second of it is usable, so nothing can be said." in in_short(page)
    assert in_short(page).count("No burst stands out") == 1
    assert "not measurable</text>" in page
    assert "&#x27;off&#x27;: no signal" in page


def test_what_cannot_be_told_is_no_type_of_activity() -> None:
    samples = resting(30).samples.copy()
    for onset, length in ((5, 2.0), (15, 0.15), (15.6, 0.15)):
        samples[0, round(onset * RATE) : round((onset + length) * RATE)] *= 40
    page = report_of(emg.Recording(samples, rate_hz=RATE, unit="uV", labels=["calf"]), "made", "0").page
    told = "Activity resembles tonic (1). A willed contraction looks like a tonic one. Of 1 spell of activity the type"
    assert f"{told} cannot be told." in in_short(page)


def test_a_needle_in_a_silent_muscle_shows_no_discharge() -> None:
    page = report_of(simulate.needle(7, "none", 10.0).recording, "made", "0").page
    assert "No discharge was found." in in_short(page)
    assert ": 0 discharges in 10.0 s</title>" in page
    assert "(shaded: " not in page


def test_a_size_that_no_muscle_has_is_said_at_the_top() -> None:
    volts = emg.Recording(resting(20).samples, rate_hz=RATE, unit="V", labels=["calf"])
    assert "no muscle makes 50 mV. Check the unit" in in_short(report_of(volts, "made", "0").page)


def test_the_muscle_is_asked_for_only_where_units_are_enough() -> None:
    page = report_of(simulate.needle(11, "voluntary", 10.0).recording, "made", "0").page
    assert "--muscle" not in page


def test_an_age_without_a_muscle_is_not_passed_over() -> None:
    page = report_of(simulate.needle(11, "voluntary", 10.0).recording, "made", "0", age=40).page
    assert "No muscle was named, so the motor units are not compared with any limits." in in_short(page)


def test_one_reason_is_said_once() -> None:
    page = report_of(simulate.needle(11, "voluntary", 10.0).recording, "made", "0").page
    for cell in re.findall(r"<td>([^<]*)</td></tr>", page):
        sentences = [one for one in cell.split(". ") if one]
        assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (12.71, [0, 2.5, 5, 7.5, 10, 12.5]),
        (60, [0, 10, 20, 30, 40, 50, 60]),
        (4, [0, 1, 2, 3, 4]),
        (0.0001, [0, 2e-5, 4e-5, 6e-5, 8e-5, 1e-4]),
    ],
)
def test_an_axis_has_round_steps(end: float, expected: list[float]) -> None:
    assert ticks(end) == pytest.approx(expected)


def test_time_is_read_in_the_unit_that_fits() -> None:
    assert [unit_of_time(s) for s in (12.7, 299, 300, 10_799, 14_400)] == [
        (1.0, "s"), (1.0, "s"), (60.0, "min"), (60.0, "min"), (3600.0, "h"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "words"),
    [(1114.3, "1114"), (-515.2, "-515"), (0.0, "0"), (-0.0, "0"), (0.0333, "0.0333"), (8.0, "8"), (1e-7, "0.0000001")],
)
def test_numbers_have_no_exponents(value: float, words: str) -> None:
    assert plain(value) == words


def test_what_is_no_number_is_not_shown() -> None:
    assert plain(float("nan")) == ""


# ---- on paper --------------------------------------------------------------------------------------------------------


def beyond_the_page(page: str) -> list[str]:
    """The tables and pictures that reach beyond the right margin of a printed page."""
    found = []
    for paper in HTML(string=page).render().pages:
        sheet = paper._page_box  # the library has no public way to ask
        edge = sheet.content_box_x() + sheet.width + 1  # a pixel for rounding
        for box in sheet.descendants():
            right = box.position_x + box.margin_width() if box.element_tag in ("table", "svg", "td", "th") else 0
            if right > edge:
                found.append(f"{box.element_tag} ends at {right:.0f} of {edge:.0f}")
    return found


def test_nothing_is_cut_off_on_paper() -> None:
    page = report_of(simulate.needle(11, "voluntary", 10.0).recording, "made", "0", "biceps brachii", 40).page
    assert "Size index" in page  # the widest table is there
    assert beyond_the_page(page) == []
    samples = simulate.surface(3, 20, channels=2).recording.samples
    labels = ["EMG_gastrocnemius_medialis_of_the_left_leg", "EMG_gastrocnemius_lateralis_of_the_left_leg"]
    assert beyond_the_page(report_of(emg.Recording(samples, 2000, "uV", labels), "made", "0").page) == []
    assert beyond_the_page(page.replace("font-size: 9pt", "font-size: 16pt"))  # and it would be seen


def last_on_each_page(page: str) -> list[list[str]]:
    """The last two headings, paragraphs, rows or pictures of each printed page but the last."""
    pages = [paper._page_box.descendants() for paper in HTML(string=page).render().pages]
    tags = [[box.element_tag for box in boxes if box.element_tag in ("h2", "h3", "p", "tr", "svg")] for boxes in pages]
    return [list(dict.fromkeys(found[-9:]))[-2:] for found in tags[:-1]]


def test_a_channel_does_not_begin_at_the_very_end_of_a_page() -> None:
    page = report_of(simulate.surface(5, 60, channels=2).recording, "made", "0").page
    assert ["h2", "p"] not in last_on_each_page(page)
    assert ["h2", "p"] in last_on_each_page(page.replace("h2, h3, h2 + p {", "h2, h3 {"))  # and it would be seen


@pytest.mark.parametrize("lasts_ms", [8.0, 26.0])
def test_both_marks_of_a_unit_are_in_its_picture_beside_a_bar_of_time(lasts_ms: float) -> None:
    values = np.sin(np.linspace(0, 20, 1201))
    unit = made_unit(values, rate_hz=20_000.0, onset_ms=-4.0, offset_ms=lasts_ms - 4.0)
    picture = unit_figure([unit], [])
    assert picture.count("stroke-dasharray") == 2
    (bar,) = (float(x) for x in re.findall(r'h-([\d.]+)"', picture))
    marks = [float(x) for x in re.findall(r'd="M([\d.]+) 20v100"', picture)]
    assert (marks[1] - marks[0]) / bar == pytest.approx(lasts_ms / 5, rel=0.02)
    assert 0 < marks[0] < marks[1] < 230
    assert ">5 ms</text>" in picture


def made_unit(values: NDArray[np.float64], rate_hz: float, onset_ms: float, offset_ms: float) -> emg.MotorUnit:
    numbers: dict[str, Any] = dict.fromkeys((one.name for one in fields(emg.MotorUnit)), 1)
    numbers |= {"channel": "EMG", "values_uv": values, "values_hz": rate_hz, "onset_ms": onset_ms}
    return emg.MotorUnit(**numbers | {"offset_ms": offset_ms, "duration_ms": offset_ms - onset_ms})


def test_a_spectrum_says_its_units() -> None:
    page = report_of(resting(20), "made", "0").page
    assert "spectrum of the cleaned signal, dB over 1 µV² in each 2 Hz" in page
    assert "Median frequency (raw), Hz" in page
    assert ">100 Hz</text>" in page


@pytest.mark.parametrize(
    ("seconds", "words"), [(14400.123456, "14400.123456"), (0.02, "0.02"), (150.0, "150"), (-0.0, "0"), (1e-7, "0")]
)
def test_a_time_is_written_to_the_microsecond(seconds: float, words: str) -> None:
    assert exact(seconds) == words


@pytest.mark.filterwarnings("error")
def test_a_channel_that_stands_still_far_from_nothing_is_drawn() -> None:
    """One more or less is nothing beside such a value: the picture needs room for it all the same."""
    (channel,) = emg.Recording(np.full((1, 1000), -3e13), 1000, "mV").channels
    part = analyse_channel(channel)
    assert "nan" not in figure(channel, np.empty(0, np.float32), 100.0, (), part.features, "")


def lines_of(page: str) -> list[list[list[tuple[float, float]]]]:
    """The stretches of points of each line in the pictures of a page; letters and bars are left out."""
    paths = re.findall(r'd="(M[^V"]*L[^V"]*)"', page)
    return [
        [[(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", part)] for part in path.split("M")[1:]]
        for path in paths
    ]


def test_a_short_burst_is_in_the_envelope_of_an_hour() -> None:
    """One value in 204 was drawn, so what is short was lost; and the line did not have the scale of its axis."""
    samples = np.random.default_rng(4).normal(0, 2, (1, 3600 * 200)).astype(np.float32)
    samples[0, 200 * 1800 : 200 * 1800 + 60] *= 100  # 0.3 s
    page = report_of(emg.Recording(samples, rate_hz=200, unit="uV"), "made", "0").page
    (envelope, *_) = lines_of(page)
    height, place = min((y, x) for x, y in envelope[0])
    assert height == 0  # the highest point of the axis is drawn
    assert place == pytest.approx(80 + 880 * 1800 / 3600, abs=1)
    assert np.quantile([y for _, y in envelope[0]], 0.01) > 110  # and beside it the rest is low
    assert all(80 <= x <= 960 for x, _ in envelope[0])


def test_the_chain_says_what_is_not_taken_for_rest() -> None:
    assert (
        "seconds quieter than any contact (0.21 µV) and than a tenth of rest" in report_of(resting(5), "made", "0").page
    )


def test_where_nothing_was_recorded_no_line_is_drawn() -> None:
    samples = resting(20).samples.copy()
    samples[0, 16_000:24_000] = np.nan  # 8 to 12 s
    page = report_of(emg.Recording(samples, rate_hz=RATE, unit="uV", labels=["calf"]), "made", "0").page
    for line in lines_of(page)[:2]:  # envelope and median frequency
        assert len(line) == 2
        before, after = (80 + 880 * second / 20 for second in (8, 12))
        assert line[0][-1][0] < before + 2
        assert line[1][0][0] > after - 2


@pytest.mark.parametrize("rate_hz", [500.0, 2000.0])
def test_a_spectrum_is_no_line_at_the_top(rate_hz: float) -> None:
    """What the band-pass leaves below 20 Hz took two thirds of the axis."""
    recording = simulate.surface(5, 20, rate_hz=rate_hz).recording
    spectrum = lines_of(report_of(recording, "made", "0").page)[-1][0]
    inside = [y for x, y in spectrum if 30 <= (x - 80) / 880 * 450 <= min(440.0, 0.4 * rate_hz)]
    assert max(inside) - min(inside) > (40 if rate_hz > 1000 else 10)


def test_means_of_few_units_are_not_held_against_limits() -> None:
    """One unit of 28 ms beside "7.5 to 11.2, +20 SD off" is read as the verdict that is refused above it."""
    recording = simulate.needle(11, "voluntary", 10.0).recording
    page = report_of(recording, "made", "0", "tibialis anterior", 44).page
    assert "a verdict needs at least 20" in page
    assert "means of fewer than 20 are not held against them" in page
    assert "SD off" not in page


def test_reasons_of_one_unit_are_not_those_of_all() -> None:
    page = report_of(simulate.needle(3, "voluntary", 15.0).recording, "made", "0").page
    (cell,) = re.findall(r"<td class='why'>([^<]*)</td></tr>", page)
    assert cell.startswith("The unit seen most of 2: Potentials of")
