"""The interval of a post-test probability: what the annotated frequencies leave open.

A frequency of 3/7 could be 2/7 or 5/7; a term that is not listed may only not have been looked for. Each weight
gets a standard deviation, and the probabilities are worked out again under fixed quasi-random draws: no dice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import count, islice
from math import isqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from eutonia.phenotype.likelihood import Evidence, Query
from eutonia.phenotype.listed import Listed

DRAWS = 128
VARIED = 20  # the first so many diseases vary together, however many are asked for; each further one with them
UNLISTED = 0.35  # standard deviation of the weight of a term that the disease does not list; an estimate
UNCOUNTED_PATIENTS = 2.0  # a frequency without a count is as unsure as one of so many patients


def intervals_of(
    evidence: Evidence, query: Query, logit: NDArray[np.float64], listed: Sequence[Listed]
) -> list[tuple[float, float]]:
    """Return the central 90 % of the probability of each of these diseases: the first of all, ``VARIED`` or more."""
    if not listed:
        return []
    spread = np.array([_deviation(evidence, query, one) for one in listed])
    shown = logit[[one.disease for one in listed]]
    top = float(logit.max())
    stated, whole = np.exp(shown - top), float(np.exp(logit - top).sum())
    drawn = np.exp(shown + spread * _normal_draws(len(listed)) - top)
    moved = drawn - stated
    together = whole + moved[:, :VARIED].sum(axis=1, keepdims=True)
    alone = np.where(np.arange(len(listed)) < VARIED, 0.0, moved)
    share, stated = drawn / (together + alone), stated / whole
    low, high = np.quantile(share, [0.05, 0.95], axis=0)
    return [(float(min(a, p)), float(max(b, p))) for a, b, p in zip(low, high, stated, strict=True)]


def _deviation(evidence: Evidence, query: Query, listed: Listed) -> float:
    variance = 0.0
    for term, share in zip(query.present, evidence.term_weights.tolist(), strict=True):
        if term not in listed.counts:
            variance += (share * UNLISTED) ** 2
            continue
        seen, examined = listed.counts[term]
        frequency = (seen + 0.5) / (examined + 1.0)
        patients = examined or UNCOUNTED_PATIENTS
        variance += share**2 * (1.0 - min(frequency, 0.95)) / (max(frequency, 0.05) * (patients + 1.0))
    return float(variance**0.5) / evidence.heat


@cache
def _normal_draws(columns: int) -> NDArray[np.float64]:
    """Return fixed draws from the normal distribution, spread evenly: a Kronecker sequence on square roots."""
    steps = np.sqrt(np.array(_primes(columns), dtype=np.float64)) % 1.0
    uniform = (np.arange(1, DRAWS + 1)[:, None] * steps) % 1.0
    inverse = np.vectorize(NormalDist().inv_cdf, otypes=[np.float64])
    draws: NDArray[np.float64] = inverse(np.clip(uniform, 1e-6, 1 - 1e-6))
    return draws


def _primes(most: int) -> list[int]:
    """Return the first so many prime numbers."""
    primes = (number for number in count(2) if all(number % part for part in range(2, isqrt(number) + 1)))
    return list(islice(primes, most))
