"""The numbers of the model, each with its meaning. All are global: nothing here knows one disease from another.

They were chosen on one half of the diseases of 278 published patients and reported on the other half; see
docs/evidence/rare-causes.md. They are estimates, and their values in clinical practice are not known.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

VERSION = "6"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the likelihood ratios are built from."""

    # how often a disease shows a term
    frequency_prior: float = 0.35  # mean to which a count of few patients is drawn …
    frequency_prior_patients: float = 3.0  # … as if so many more had been examined
    frequency_unstated: float = 0.4  # a term listed without a frequency

    # what a disease may borrow from its relatives, as a share of their frequencies
    borrow_gene: float = 0.07  # another OMIM disease of the same gene
    borrow_orphanet: float = 0.25  # Orphanet's entry of the same gene; divided by the root of its number of genes
    borrow_series: float = 0.2  # the mean of diseases with the same name but for the number
    series_members: int = 3  # fewer than this are not a series
    borrow_least: float = 0.02  # a smaller share is left out

    # the chance that a person looks as one of its kin is described, rather than as the disease itself
    kin_orphanet: float = 0.2  # Orphanet's entries of the same gene, together
    kin_gene: float = 0.05  # other OMIM diseases of the same gene, together
    kin_name: float = 0.15  # diseases whose names share telling words, together
    kin_names: int = 10  # at most so many of those
    kin_likeness: float = 0.4  # cosine of two names below which they have nothing in common
    kin_power: float = 0.7  # fits are averaged after being raised to this power

    # how a term bears on a disease that lists only a relative of the term
    decay: float = 1.0  # weight of an ancestor falls by e to this, per unit of information lost
    exact: float = 4.0  # weight of the term itself, where the ancestor just above counts up to 1
    noise: float = 0.1  # share of terms that have nothing to do with the disease
    background_prior: float = 10.0  # diseases added to the count behind each background frequency
    background_floor: float = 0.001  # added to each background: a term may be missing from what is annotated

    # evidence that is not a present term
    breadth: float = 0.75  # how far a disease that lists more spreads its probability thinner
    breadth_floor: float = 12.0  # units of information; below it diseases count as equally broad
    absent: float = 0.1  # weight of an absent term: papers say little of what was looked for
    absent_in_full: int = 5  # more absent terms than this share the weight of so many
    absent_certain: float = 0.9  # an absent term never speaks with more certainty than this
    onset: float = 1.0
    onset_spread: float = 1.5  # a paper's span of onset falls by e to this for each span away from it
    onset_prior: float = 1.0  # patients with the onset of all diseases, added to each disease's own
    sex: float = 1.0

    renown: float = 0.3  # the prior rises with the number of publications on a disease, to this power

    # correlation and calibration
    synonymy: float = 2.0  # two terms count as one as their overlap, to this power, goes to 1
    crowding: float = 10.0  # all evidence is divided by the root of 1 + the independent terms over this
    elsewhere: float = 0.6  # chance that a new person's disease is not ranked, or not as it is described

    def key(self) -> str:
        """Return what distinguishes these numbers in a cache."""
        return VERSION + ",".join(f"{name}={value:g}" for name, value in asdict(self).items())


PARAMETERS = Parameters()
