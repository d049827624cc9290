"""A ranked disease in the words and links of a page."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from django.utils.translation import gettext as _

from eutonia.phenotype.contributions import PhenotypeContribution
from eutonia.phenotype.ranking import RankedDisease
from eutonia.phenotype.words import in_todays_words

LEAST_WEIGHT = 0.05  # nats: what adds less is left out
MOST_SOURCES = 4
ADDRESSES = {
    "PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "OMIM": "https://www.omim.org/entry/{}",
    "ORPHA": "https://www.orpha.net/en/disease/detail/{}",
}


@dataclass(frozen=True)
class Link:
    """A publication or database entry; no address where we do not know one."""

    text: str
    address: str


@dataclass(frozen=True)
class ShownReason:
    """What one piece of evidence adds, in words and as a ratio, with who says so."""

    sentence: str
    ratio: str
    sources: tuple[Link, ...]
    further: int  # sources that are not shown


@dataclass(frozen=True)
class ShownDisease:
    """A ranked disease for the page."""

    name: str
    link: Link
    genes: str
    probability: str
    interval: str
    reasons: tuple[ShownReason, ...]


def shown_disease(disease: RankedDisease) -> ShownDisease:
    """Return a disease as the page shows it."""
    low, high = disease.interval
    return ShownDisease(
        name=in_todays_words(disease.name),
        link=link(disease.id),
        genes=", ".join(disease.genes),
        probability=percent(disease.probability),
        interval=_("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)},
        reasons=tuple(_reason(one) for one in disease.contributions if abs(one.weight) >= LEAST_WEIGHT),
    )


def _reason(one: PhenotypeContribution) -> ShownReason:
    links = tuple(link(source) for source in one.sources)
    return ShownReason(one.sentence, ratio(one.weight), links[:MOST_SOURCES], len(links[MOST_SOURCES:]))


def link(source: str) -> Link:
    """Return a source such as ``PMID:123`` with its address."""
    database, _colon, number = source.partition(":")
    known = ADDRESSES.get(database, "") if number.isdigit() else ""
    return Link(source, known.format(number))


def percent(share: float) -> str:
    """A probability in per cent; none is made nothing or all."""
    if share < 0.001:
        return _("under 0.1 %")
    if share >= 0.995:
        return _("over 99 %")
    return f"{share * 100:.{0 if share >= 0.0995 else 1}f} %"


def ratio(weight: float) -> str:
    """What a weight says as a likelihood ratio: ``×12 for`` or ``×3 against``."""
    times = f"{float(f'{exp(abs(weight)):.2g}'):,.9g}"  # two figures, and no 1.8e+02
    return _("×%(times)s for") % {"times": times} if weight > 0 else _("×%(times)s against") % {"times": times}
