"""Age at onset and sex as evidence.

HPO's onset terms become eight spans of age. A disease spreads what it lists over neighbouring spans, because a
paper's "infantile" is another paper's "neonatal"; one that lists nothing stays at the mean of all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eutonia.knowledge.vocabulary import Sex
from eutonia.phenotype.parameters import Parameters

Floats = NDArray[np.float32]

# First age of each span in years: before and at birth, newborn, infant, 1 to 5, 5 to 16, to 40, to 60, later.
SPANS = (0.0, 0.001, 28 / 365.25, 1.0, 5.0, 16.0, 40.0, 60.0)
SPAN_NAMES = (
    "at birth or before", "in the first month", "in the first year", "between 1 and 5 years",
    "between 5 and 15 years", "between 16 and 40 years", "between 40 and 60 years", "after 60 years",
)  # fmt: skip
WIDE_SPAN_NAMES: dict[tuple[int, ...], str] = {
    (5, 6, 7): "at 16 years or later",
    (2, 3, 4): "after the first month, and by 15 years",
}
ANTENATAL = "HP:0030674"
ONSET_TERMS: dict[str, tuple[int, ...]] = {
    ANTENATAL: (0,), "HP:0011460": (0,), "HP:0011461": (0,), "HP:0034199": (0,), "HP:0034198": (0,),
    "HP:0034197": (0,), "HP:0003577": (0,), "HP:0003623": (1,), "HP:0003593": (2,), "HP:0011463": (3,),
    "HP:0003621": (4,), "HP:0011462": (5,), "HP:0025708": (5,), "HP:0025709": (5,), "HP:0025710": (5,),
    "HP:0003581": (5, 6, 7), "HP:0003596": (6,), "HP:0003584": (7,), "HP:0410280": (2, 3, 4),
}  # fmt: skip
# Share of female patients by inheritance; estimates, sex outside X- and Y-linked disease taken as even.
FEMALE_SHARE = {"HP:0001419": 0.12, "HP:0001417": 0.3, "HP:0001423": 0.6, "HP:0001450": 0.02}
AUTOSOMAL = {"HP:0000006", "HP:0000007"}
_APART = np.abs(np.subtract.outer(np.arange(len(SPANS)), np.arange(len(SPANS))))


def span_of(years: float) -> int:
    """Return the span in which an age in years lies."""
    return int(np.searchsorted(SPANS, years, side="right")) - 1


def span_words(spans: tuple[int, ...]) -> str:
    """Return when something began that began in one of these spans, at least one."""
    return WIDE_SPAN_NAMES.get(spans) or " or ".join(SPAN_NAMES[span] for span in spans)


def onset_weights(
    counts: Floats, background: Floats, onset: tuple[int, ...], age: float | None, p: Parameters
) -> Floats:
    """Return the log likelihood ratio of each disease (rows of ``counts``) for an onset, or else for an age.

    An age only says that the disease had begun by then. Neither stated is neutral.
    """
    if not onset and age is None:
        return np.zeros(len(counts), dtype=np.float32)
    prior = np.float32(p.onset_prior)
    spread = np.exp(-p.onset_spread * _APART).astype(np.float32)
    spread /= spread.sum(axis=1, keepdims=True)
    spans = list(onset) if onset else list(range(span_of(age or 0.0) + 1))
    usual = (background @ spread)[spans].sum()  # spread alike: else a span that few papers name would count double
    met = counts @ (spread[:, spans].sum(axis=1) / usual)
    patients = counts @ np.ones(len(SPANS), dtype=np.float32)
    ratio = (met + prior) / (patients + prior)
    weights: Floats = np.float32(p.onset) * np.log(np.maximum(ratio, 0.01))
    return weights


def onset_background(counts: Floats) -> Floats:
    """Return the mean distribution over the spans of the diseases that list an onset."""
    listed = counts[counts.sum(axis=1) > 0]
    if not len(listed):
        return np.full(len(SPANS), 1 / len(SPANS), dtype=np.float32)
    mean = (listed / listed.sum(axis=1, keepdims=True)).mean(axis=0)
    floored: Floats = ((mean + 0.005) / (mean + 0.005).sum()).astype(np.float32)
    return floored


def sex_weights(female_share: Floats, sex: Sex | None, p: Parameters) -> Floats:
    """Return the log likelihood ratio of each disease for a sex."""
    if sex is None:
        return np.zeros(len(female_share), dtype=np.float32)
    share = female_share if sex is Sex.FEMALE else 1.0 - female_share
    weights: Floats = (p.sex * np.log(share / 0.5)).astype(np.float32)
    return weights
