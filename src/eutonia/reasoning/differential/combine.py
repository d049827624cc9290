"""What two causes together do to a finding.

Each cause alone gives exactly its own numbers. Together, causes that raise an event combine as noisy-OR
with the background as leak, and causes that lower it multiply by their ratio to the background; see Pearl,
Probabilistic Reasoning in Intelligent Systems (1988), section 4.3, and for ordered values Diez (1993),
Parameter adjustment in Bayes networks: the generalized noisy OR-gate.

All arrays hold probabilities along their last axis and broadcast over the others.
"""

from __future__ import annotations

import numpy as np

from eutonia.reasoning.differential.arrays import Array

_FLOOR = 1e-9  # keeps a value that two causes make all but impossible from becoming quite impossible


def combine_events(background: Array, first: Array, second: Array) -> Array:
    """Return the probability of an event under two causes, given each alone and the background."""
    survival = (1.0 - background) * _kept_absent(background, first) * _kept_absent(background, second)
    return (1.0 - survival) * _lowered(background, first) * _lowered(background, second)


def _kept_absent(background: Array, alone: Array) -> Array:
    return np.where(alone >= background, (1.0 - alone) / (1.0 - background), 1.0)


def _lowered(background: Array, alone: Array) -> Array:
    return np.where(alone < background, alone / background, 1.0)


def combine_ordered(background: Array, first: Array, second: Array) -> Array:
    """Return the distribution of an ordered finding under two causes: cumulative noisy-max.

    "At least value k" is an event for each k; the events are combined one by one and kept nested.
    """
    at_least = combine_events(_exceedance(background), _exceedance(first), _exceedance(second))
    nested = np.minimum.accumulate(at_least, axis=-1)
    ones = np.ones_like(nested[..., :1])
    zeros = np.zeros_like(ones)
    return _normalised(-np.diff(np.concatenate([ones, nested, zeros], axis=-1), axis=-1))


def _exceedance(distribution: Array) -> Array:
    """Return the probability of at least value 1, at least value 2, and so on."""
    return np.cumsum(distribution[..., ::-1], axis=-1)[..., ::-1][..., 1:]


def combine_nominal(background: Array, first: Array, second: Array) -> Array:
    """Return the distribution of the cause that departs most from the background."""
    louder = departure(background, first) >= departure(background, second)
    return np.where(louder[..., None], first, second)


def departure(background: Array, alone: Array) -> Array:
    """Return the Kullback-Leibler divergence of a distribution from the background, in nats."""
    divergence: Array = np.sum(alone * np.log(alone / background), axis=-1)
    return divergence


def _normalised(distribution: Array) -> Array:
    kept = np.maximum(distribution, _FLOOR)
    total: Array = np.sum(kept, axis=-1, keepdims=True)
    return kept / total
