"""Whether clinicians have reviewed the knowledge as it stands.

Reviews are kept beside the data folder, not in it, because they name its fingerprint.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eutonia.knowledge.documents import DATA_FOLDER, fingerprint
from eutonia.knowledge.vocabulary import KnowledgeError

REVIEWS = Path(__file__).parent / "reviews.toml"


@dataclass(frozen=True, slots=True)
class Review:
    """A clinician's statement that one version of the knowledge is fit to be given to people."""

    version: str
    by: str
    on: date

    def __post_init__(self) -> None:
        if not (self.version.strip() and self.by.strip() and isinstance(self.on, date)):
            raise KnowledgeError("a review needs a version, a name ('by') and a date ('on')")


def read_reviews(path: Path = REVIEWS) -> tuple[Review, ...]:
    """Every review on file. Raises KnowledgeError for an entry that is not complete."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("review", [])
    try:
        return tuple(Review(**entry) for entry in entries)
    except (TypeError, AttributeError) as error:
        raise KnowledgeError(f"{path.name}: a review has exactly version, by and on ({error})") from error


def reviewed(data: Path = DATA_FOLDER, reviews: Path = REVIEWS) -> bool:
    """Whether a review holds for the very content of the data folder."""
    contents = {file.relative_to(data).as_posix(): file.read_bytes() for file in data.rglob("*.toml")}
    return fingerprint(contents) in {review.version for review in read_reviews(reviews)}
