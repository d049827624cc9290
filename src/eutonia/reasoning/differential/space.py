"""The sets of causes that are weighed against each other: none, one, or two that do not exclude each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from eutonia.knowledge.model import Model
from eutonia.knowledge.vocabulary import Condition, Figure, Modifier, Person
from eutonia.reasoning.differential.arrays import Array, Index
from eutonia.reasoning.triage.truth import may_be_pregnant


@dataclass(frozen=True, slots=True)
class Space:
    """All sets: the empty one, then one for each condition, then the pairs.

    ``first`` and ``second`` hold the members of each set as positions in ``conditions``; the position
    ``len(conditions)`` stands for nobody. ``affinity`` holds how much more often than chance a pair is met.
    """

    conditions: tuple[str, ...]
    first: Index
    second: Index
    affinity: Array

    @property
    def size(self) -> int:
        """The number of sets."""
        return len(self.first)

    @property
    def pairs(self) -> slice:
        """The part of the sets that are pairs."""
        return slice(1 + len(self.conditions), self.size)

    def marginals(self, posterior: Array) -> Array:
        """Return for each condition the probability that it is one of the causes."""
        count = len(self.conditions)
        first = np.bincount(self.first, posterior, count + 1)
        second = np.bincount(self.second, posterior, count + 1)
        total: Array = (first + second)[:count]
        return total


def build_space(conditions: Mapping[str, Condition]) -> Space:
    """Return the space over these conditions, in their order."""
    names = tuple(conditions)
    nobody = len(names)
    rows, columns = np.triu_indices(nobody, k=1)
    times = np.ones((nobody, nobody))
    for (one, other), figure in stated_affinities(conditions).items():
        times[one, other] = figure.value
    position = {name: index for index, name in enumerate(names)}
    for name, condition in conditions.items():
        for other_name in condition.excludes:
            if other_name in position:
                times[position[name], position[other_name]] = times[position[other_name], position[name]] = 0.0
    kept = times[rows, columns] > 0.0
    alone = np.arange(nobody)
    return Space(
        conditions=names,
        first=np.concatenate([[nobody], alone, rows[kept]]).astype(np.int32),
        second=np.concatenate([[nobody], np.full(nobody, nobody), columns[kept]]).astype(np.int32),
        affinity=np.concatenate([np.ones(1 + nobody), times[rows, columns][kept]]),
    )


def stated_affinities(conditions: Mapping[str, Condition]) -> dict[tuple[int, int], Figure]:
    """Return the stated affinities by pair of positions, the lower first.

    Where both conditions state one, the later holds; `knowledge check` sees to it that the two agree.
    """
    position = {name: index for index, name in enumerate(conditions)}
    stated = {}
    for name, condition in conditions.items():
        for affinity in condition.goes_with:
            if affinity.condition in position:
                one, other = sorted((position[name], position[affinity.condition]))
                stated[one, other] = affinity.times
    return stated


def weigh_conditions(conditions: Mapping[str, Condition], person: Person) -> Array:
    """Return the relative weight of each condition as the main cause in such a person."""
    return np.array(
        [
            condition.prior.value * np.prod([factor.value for factor in applicable(condition, person)])
            for condition in conditions.values()
        ]
    )


def applicable(condition: Condition, person: Person) -> list[Figure]:
    """Return the factors of the modifiers that hold for a person; what nobody said switches none on."""
    return [modifier.factor for modifier in condition.modifiers if _holds(modifier, person)]


def _holds(modifier: Modifier, person: Person) -> bool:
    if modifier.age_from is not None and (person.age is None or person.age < modifier.age_from):
        return False
    if modifier.age_to is not None and (person.age is None or person.age > modifier.age_to):
        return False
    if modifier.sex is not None and person.sex is not modifier.sex:
        return False
    return modifier.pregnant is None or _pregnant(person) is modifier.pregnant


def _pregnant(person: Person) -> bool | None:
    """As it was stated; no for somebody who cannot be pregnant, who is not asked; None where nobody has said."""
    return person.pregnant if may_be_pregnant(person) else False


def prior_over_sets(space: Space, weights: Array, causes: tuple[float | Array, float | Array, float | Array]) -> Array:
    """Return the prior of each set.

    ``weights``: relative weight of each condition, any scale. ``causes``: the probability of none, one and
    two causes. Arrays may carry leading axes, as for draws.
    """
    none, one, two = (np.asarray(share, dtype=float)[..., None] for share in causes)
    nobody = np.ones(weights.shape[:-1] + (1,))
    padded = np.concatenate([weights, nobody], axis=-1)
    mass = padded[..., space.first] * padded[..., space.second] * space.affinity
    singles = slice(1, space.pairs.start)
    prior = np.empty_like(mass)
    prior[..., :1] = none
    prior[..., singles] = one * _share(mass[..., singles])
    prior[..., space.pairs] = two * _share(mass[..., space.pairs])
    normalised: Array = prior / prior.sum(axis=-1, keepdims=True)
    return normalised


def _share(mass: Array) -> Array:
    total: Array = mass.sum(axis=-1, keepdims=True)
    return mass / np.where(total > 0.0, total, 1.0)


def causes_of(model: Model) -> tuple[float, float, float]:
    """Return how likely a person has none, one and two of our causes."""
    return model.none.value, model.one.value, model.two.value
