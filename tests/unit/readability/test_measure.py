"""The measure itself, against counts made by hand and the formulas worked out on paper."""

import pytest

from tests.unit.readability.measure import measure, syllables
from tests.unit.readability.names import NAMES

BY_HAND = {
    1: "cramp legs stretched clothes goes eyes calves pulled weak through drive tube breathes strength",
    2: "muscle twitches changes treated settled doctor people safely fluid being every movement ankle system",
    3: "medicine potassium's dangerous exercise several prevented idea urgently everyone vomiting calcium",
    4: "magnesium diabetes emergency usually dystonia inflammation operation temperature diarrhoea",
    5: "physiotherapy antidepressants inflammatory electricity",
}


@pytest.mark.parametrize(
    ("word", "count"),
    [(word, count) for count, words in BY_HAND.items() for word in words.split() if word != "potassium's"],
)
def test_syllables_as_people_say_them(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(("number", "count"), [("7", 1), ("10", 2), ("999", 3), ("1,000", 3), ("2026", 3)])
def test_a_number_is_read_out_but_never_counts_for_more_than_three(number: str, count: int) -> None:
    assert syllables(number) == count


def test_a_text_worked_out_on_paper() -> None:
    """Two sentences, 14 words, 17 syllables, one word of three: "medicine".

    Flesch-Kincaid: 0.39 · 14/2 + 11.8 · 17/14 − 15.59 = 2.73 + 14.3286 − 15.59 = 1.4686; age 6.4686.
    SMOG: 1.043 · √(1 · 30/2) + 3.1291 = 4.0395 + 3.1291 = 7.1686; age 12.1686.
    """
    measured = measure(["Stretch the calf at once and hold it. A medicine seldom helps a cramp."])
    assert (measured.sentences, measured.words, measured.syllables, measured.long_words) == (2, 14, 17, 1)
    assert measured.flesch_kincaid_age == pytest.approx(6.4686, abs=1e-4)
    assert measured.smog_age == pytest.approx(12.1686, abs=1e-4)


def test_a_block_ends_a_sentence_and_a_decimal_point_does_not() -> None:
    assert measure(["Drink water", "Rest"]).sentences == 2
    assert measure(["Below 2.5 you need hospital."]).sentences == 1


def test_long_sentences_and_long_words_need_an_older_reader() -> None:
    plain = measure(["Rest your leg. Drink some water. Ask for help if it hurts."])
    stilted = measure(
        ["Immobilisation of the affected extremity and adequate hydration are recommended in the interim."]
    )
    assert plain.flesch_kincaid_age < 9 < 18 < stilted.flesch_kincaid_age


def test_an_unavoidable_name_counts_as_two_syllables_and_no_more_is_excused() -> None:
    text = ["Low potassium makes muscles weak."]
    assert measure(text).syllables - measure(text, NAMES).syllables == 2
    assert measure(["Weak legs."], NAMES) == measure(["Weak legs."])


def test_only_long_words_are_excused_and_they_are_few() -> None:
    assert len(NAMES) <= 100
    assert [name for name in NAMES if syllables(name) < 3 and name not in {"aspirin", "steroid", "steroids"}] == []
