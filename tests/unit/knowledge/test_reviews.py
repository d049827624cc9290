"""A review holds for the content that was reviewed, and for nothing else."""

from pathlib import Path

import pytest

from eutonia.knowledge.documents import fingerprint, read_contents
from eutonia.knowledge.reviews import read_reviews, reviewed
from eutonia.knowledge.vocabulary import KnowledgeError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "conditions").mkdir(parents=True)
    (folder / "conditions/cramp.toml").write_text("prior = 0.1\n", encoding="utf-8")
    return folder


def review(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "reviews.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_review_of_this_content_counts_until_a_number_changes(tmp_path: Path, data: Path) -> None:
    version = fingerprint(read_contents(data))
    reviews = review(tmp_path, f'[[review]]\nversion = "{version}"\nby = "Example Person"\non = 2026-11-22\n')
    assert reviewed(data, reviews)
    (data / "conditions/cramp.toml").write_text("prior = 0.2\n", encoding="utf-8")
    assert not reviewed(data, reviews)


def test_without_a_review_nothing_is_reviewed(tmp_path: Path, data: Path) -> None:
    assert not reviewed(data, review(tmp_path, ""))


@pytest.mark.parametrize(
    "text",
    [
        '[[review]]\nversion = "a"\nby = "Example Person"\n',
        '[[review]]\nversion = "a"\nby = " "\non = 2026-11-22\n',
        '[[review]]\nversion = "a"\nby = "Example Person"\non = "yesterday"\n',
        '[[review]]\nversion = "a"\nby = "Example Person"\non = 2026-11-22\nmood = "good"\n',
        'review = "yes"\n',
    ],
)
def test_an_incomplete_review_is_an_error_and_not_a_review(tmp_path: Path, text: str) -> None:
    with pytest.raises(KnowledgeError):
        read_reviews(review(tmp_path, text))


def test_the_file_we_ship_can_be_read() -> None:
    assert isinstance(read_reviews(), tuple)
