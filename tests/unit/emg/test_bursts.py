"""Bursts against a known truth, with one setting for all; and against real recordings where they are at hand."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.emg_accuracy import CONDITIONS, Score
from eutonia import emg
from eutonia.emg import simulate
from eutonia.emg.segments import segments
from eutonia.emg.spectra import _even_length, clean
from eutonia.emg.surface.edges import edges
from eutonia.emg.surface.heart import find_beats
from eutonia.emg.surface.paths import _loop, _plain

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "emg"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real recordings is not beside the project")

# What must be held on these seeds; docs/evidence/surface-emg.md has the figures on many more.
HELD = {"0 dB": 0.8, "3 dB": 0.93, "6 dB": 0.97, "10 dB": 0.98, "mixed": 0.96, "10 dB, disturbed": 0.97}
HELD["mixed, disturbed"] = 0.93


@pytest.mark.parametrize("name", CONDITIONS)
def test_onsets_are_found_within_50_ms(name: str) -> None:
    snr_db, disturbed = CONDITIONS[name]
    score = Score()
    for seed in (5000, 5001):
        nuisances = simulate.Nuisances() if disturbed else simulate.CLEAN
        made = simulate.surface(seed, 90, snr_db=snr_db, nuisances=nuisances)
        score.add([one.onset_s for one in emg.bursts(made.recording)[0]], [on for on, _ in made.bursts[0]])
    assert score.f1 >= HELD[name]


@pytest.mark.parametrize("snr_db", [0.0, 10.0, 25.0])
def test_edges_lean_neither_way(snr_db: float) -> None:
    """In the median an onset is off by no more than a frame, an offset by two, whichever way and however strong."""
    begun, ended = [], []
    for seed in (5100, 5101):
        made = simulate.surface(seed, 90, snr_db=snr_db)
        for onset, offset in made.bursts[0]:
            found = [one for one in emg.bursts(made.recording)[0] if one.onset_s < offset and one.offset_s > onset]
            begun += [one.onset_s - onset for one in found[:1]]
            ended += [one.offset_s - offset for one in found[-1:]]
    assert len(begun) > 40
    assert abs(float(np.median(begun))) <= 0.005
    assert abs(float(np.median(ended))) <= 0.01


def test_an_edge_stays_where_activity_was_surely_seen() -> None:
    """Three strong contractions, which the course takes as one run: the first of them stays in it."""
    ratio = np.ones(400, np.float32)
    for first in (100, 140, 180):
        ratio[first : first + 14] = 200
    (run,) = edges(ratio, np.repeat(np.array([0, 3, 0], np.int8), (100, 94, 206)), 2.0, 4.0, None)
    assert run[2:] == pytest.approx([100, 194], abs=2)


@pytest.mark.parametrize(
    "nuisances", [simulate.CLEAN, simulate.Nuisances(), simulate.Nuisances(mains=5, mains_hz=60.1)]
)
def test_rest_has_no_burst(nuisances: simulate.Nuisances) -> None:
    made = simulate.surface(6001, 180, nuisances=nuisances, active=False)
    assert emg.bursts(made.recording) == [[]]


def test_a_burst_at_either_end_is_open_and_no_error() -> None:
    rng = np.random.default_rng(4)
    size = np.ones(20_000)
    size[:2500] = size[-3000:] = 10
    (found,) = emg.bursts(emg.Recording([size * rng.normal(0, 1, 20_000)], 1000, "uV"))
    assert [(one.open_start, one.open_end) for one in found] == [(True, False), (False, True)]
    assert found[0].onset_s == 0
    assert found[0].offset_s == pytest.approx(2.5, abs=0.03)
    assert found[1].offset_s == 20
    assert found[0].snr_db == pytest.approx(20, abs=1.5)


def test_a_gap_in_the_samples_makes_no_burst() -> None:
    row = np.random.default_rng(8).normal(0, 5, 30_000)
    row[10_000:10_700] = np.nan
    assert emg.bursts(emg.Recording([row], 1000, "uV")) == [[]]


def test_a_long_hold_stays_active_past_a_segment() -> None:
    rng = np.random.default_rng(9)
    size = np.ones(200_000)
    size[30_000:190_000] = 12
    (found,) = emg.bursts(emg.Recording([size * rng.normal(0, 1, 200_000)], 1000, "uV"))
    assert len(found) == 1
    assert (found[0].onset_s, found[0].offset_s) == pytest.approx((30, 190), abs=0.03)


def test_beats_are_found_and_muscle_is_not_taken_for_a_heart() -> None:
    for ecg in (True, False):
        nuisances = simulate.Nuisances(0, 50, 6.0 if ecg else 0, 0, 0)
        made = simulate.surface(21, 60, snr_db=15.0, nuisances=nuisances)
        (segment,) = segments(made.recording.channels[0])
        beats = find_beats(clean(segment), segment)
        assert (40 <= len(beats) <= 100) if ecg else len(beats) == 0


@pytest.mark.parametrize("rate_hz", [512.8, 999.7, 1000.6, 1024.51, 2048.6])
def test_a_rate_with_a_fraction_leaves_room_for_all_samples_and_what_they_go_on_with(rate_hz: float) -> None:
    """Loops do not look whether there is room: they would write past the end."""
    counts = np.arange(1, round(70 * rate_hz), 7)
    short = [count for count in counts.tolist() if _even_length(count, rate_hz) < count]
    assert not short
    count = round(59.47 * rate_hz)  # at 1024.51 Hz a length that a rounded rate makes 30 samples too short
    row = np.random.default_rng(1).normal(0, 5, count)
    row[count // 2 : count // 2 + round(rate_hz)] *= 10
    (found,) = emg.bursts(emg.Recording([row], rate_hz, "uV"))
    assert min(abs(one.onset_s - count // 2 / rate_hz) for one in found) < 0.02


def test_the_compiled_course_is_the_plain_one() -> None:
    rng = np.random.default_rng(1)
    ratio = rng.gamma(2, 0.5, 600).astype(np.float32)
    ratio[200:300] *= 6
    silent = np.zeros(600, bool)
    silent[220:240] = True
    levels, costs = np.array([1.7, 3, 6, 15]), np.array([9.0, 5, 6, 3])
    plain = _plain(ratio, 2.0, levels, costs, silent)
    np.testing.assert_array_equal(_loop(ratio, 2.0, levels, costs, silent), plain)
    assert 90 < np.count_nonzero(plain) < 120


WITHOUT_NUMBA = """
import importlib.util, json
known = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "numba" else known(name, *rest)
from eutonia import emg
from eutonia.emg import simulate, speed
assert not speed.HAS_NUMBA
recording = simulate.surface(5200, 70, 1000, snr_db=(3.0, 25.0), nuisances=simulate.Nuisances()).recording
print(json.dumps([[one.onset_s, one.offset_s] for one in emg.bursts(recording)[0]]))
"""


def test_without_numba_the_bursts_are_the_same() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_NUMBA], capture_output=True, text=True, check=True)
    made = simulate.surface(5200, 70, 1000, snr_db=(3.0, 25.0), nuisances=simulate.Nuisances())
    (found,) = emg.bursts(made.recording)
    assert len(found) > 10
    np.testing.assert_allclose(json.loads(done.stdout), [[one.onset_s, one.offset_s] for one in found], atol=0.0011)


@needs_shared
def test_a_needle_recording_goes_from_activity_to_rest() -> None:
    recording = emg.read(SHARED / "emgdb" / "emg_neuropathy.hea")
    (found,) = emg.bursts(recording)
    assert found
    assert emg.quality(recording)[0].usable_share > 0.9


@pytest.mark.parametrize("gap_s", [5, 20, 40, 55])
@pytest.mark.parametrize("seed", [3, 4])
def test_what_was_not_recorded_hides_no_burst_beside_it_and_is_none_itself(gap_s: int, seed: int) -> None:
    rate, start = 1000, 50.0
    recording = simulate.surface(seed, 120, rate, snr_db=(10.0, 15.0)).recording
    row = np.array(recording.samples[0], np.float64)
    row[int(start * rate) : int((start + gap_s) * rate)] = np.nan
    whole, found = emg.bursts(recording)[0], emg.bursts(emg.Recording(row[np.newaxis], rate, "uV", ["m"]))[0]
    beside = [one for one in whole if one.offset_s < start - 0.2 or one.onset_s > start + gap_s + 0.2]
    assert beside
    for one in beside:
        assert any(abs(one.onset_s - other.onset_s) < 0.05 for other in found)
    assert not [one for one in found if one.onset_s < start + gap_s / 2 < one.offset_s]


def test_rest_with_a_gap_is_still_rest() -> None:
    row = np.random.default_rng(1).normal(0, 5, 120_000)
    row[40_000:80_000] = np.nan
    assert emg.bursts(emg.Recording(row[np.newaxis], 1000, "uV", ["m"]))[0] == []


@pytest.mark.parametrize("seed", [97147, 97194, 97202, 97227])
def test_a_beat_of_the_heart_that_the_beginning_cuts_is_no_burst(seed: int) -> None:
    made = simulate.surface(seed, 30, nuisances=simulate.Nuisances(), active=False)
    assert emg.bursts(made.recording)[0] == []
    backwards = np.asarray(made.recording.samples)[:, ::-1]
    assert emg.bursts(emg.Recording(backwards, 2000, "uV", ["turned round"]))[0] == []


@pytest.mark.parametrize("gap_s", [0.3, 1.0, 5.0])
def test_beside_a_gap_activity_ends_with_what_was_recorded(gap_s: float) -> None:
    """It was said to go on for 0.15 s into the gap: there every place was as probable as another."""
    rate, half = 2000, gap_s / 2
    for seed in range(3):
        row = np.random.default_rng(seed).normal(0, 5, 30 * rate)
        row[12 * rate : 18 * rate] *= 10
        for begin, end, expected in (
            (12 - gap_s, 12, [(12, 18)]),
            (18, 18 + gap_s, [(12, 18)]),
            (15 - half, 15 + half, [(12, 15 - half), (15 + half, 18)]),
        ):
            gapped = row.copy()
            gapped[round(begin * rate) : round(end * rate)] = np.nan
            (found,) = emg.bursts(emg.Recording(gapped, rate, "uV"))
            if len(expected) == 2 and gap_s < 0.5:
                expected = [(12, 18)]
            assert [one.onset_s for one in found] == pytest.approx([one for one, _ in expected], abs=0.025)
            assert [one.offset_s for one in found] == pytest.approx([one for _, one in expected], abs=0.025)
