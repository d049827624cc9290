"""Find a symptom in a person's own words.

Every answer that a person could give by themselves, and every cause, is a small text. A query is folded into
words; each word finds its own and its lay neighbours' (`lay_words`), and forgives a slip of the fingers. The
score of a text is the share of the query's weight that it explains: rare words weigh more. No network, no
model, nothing is kept of what was typed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eutonia.knowledge.care import Medicine
from eutonia.knowledge.load import Knowledge
from eutonia.knowledge.vocabulary import PRESENT, AnsweredBy, Finding, FindingKind
from eutonia.reasoning.lay_words import SAME_MEANING

LONGEST_QUERY = 200  # characters; more is not a search but a story
LEAST_SCORE = 0.34  # a text that explains less than a third of what was asked is not shown
URGENT_FIRST = 0.08  # an emergency sign stands before a text that fits as well
WHOLE_TEXT = 0.2  # how much it counts that the query speaks of all that a text says, and not of a part
NOT_A_SYMPTOM = frozenset({"complaint"})

EXACT, NEIGHBOUR, BEGINNING, SLIP, TWO_SLIPS = 1.0, 0.8, 0.75, 0.7, 0.5
IN_QUESTION, IN_TERM, IN_HELP = 1.0, 0.8, 0.6

_WORD = re.compile(r"[a-z0-9]{2,}")
_STOP = frozenset(
    _WORD.findall(
        "about after all also always am an and any are as at be been but by can cannot could did do does every feel "
        "feeling feels for from get gets getting got had has have having he her his if in into is it its just keep "
        "keeps like lot me my not of often on or our really she since so some something sometimes that the their them "
        "then there these they this to too up very was we when which while with you your"
    )
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that a query found. For a finding ``value`` is the answer it would give; empty for a condition."""

    kind: str
    id: str
    value: str
    words: str
    score: float


@dataclass(frozen=True, slots=True)
class _Text:
    kind: str
    id: str
    value: str
    shown: str
    weights: dict[str, float]
    is_urgent: bool = False


def fold(text: str) -> list[str]:
    """Return the words of a text: small letters, no accents or marks, endings cut."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'")).encode("ascii", "ignore").decode()
    return [
        stem(word)
        for word in _WORD.findall(plain.replace("can't", "cannot").replace("n't", " not").replace("'", ""))
        if word not in _STOP
    ]


def stem(word: str) -> str:
    """Cut the commonest English endings, so that "cramping", "cramps" and "cramp" are one word."""
    for ending, least in (("ings", 7), ("ing", 6), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            cut = word[: -len(ending)]
            if ending == "ies":
                return cut + "y"
            return cut[:-1] if len(cut) > 3 and cut[-1] == cut[-2] and cut[-1] not in "ls" else cut
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _shortened(word: str, times: int) -> set[str]:
    """Return the word and what is left of it when up to ``times`` letters are taken out."""
    found = {word}
    ring = {word}
    for _ in range(times):
        ring = {part[:place] + part[place + 1 :] for part in ring for place in range(len(part))}
        found |= ring
    return found


def _slips(word: str) -> int:
    """How many slips a word of that length is forgiven."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def distance(one: str, other: str, most: int) -> int:
    """Return the number of letters added, lost, changed or swapped, or ``most`` + 1 where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        earlier, before, row = before, row, [i] + [0] * len(other)
        for j, b in enumerate(other, start=1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], earlier[j - 2] + 1)
    return min(row[-1], most + 1)


class SymptomSearch:
    """The texts of one version of the knowledge, indexed once. Holds nothing about a person."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._texts = (*_finding_texts(knowledge), *_condition_texts(knowledge))
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(self._texts):
            for word in text.weights:
                self._holding[word].append(place)
        self._rarity = {word: math.log(1 + len(self._texts) / len(places)) for word, places in self._holding.items()}
        self._phrases, self._neighbours = _lay_index()
        self._by_part: dict[str, list[str]] = defaultdict(list)
        for word in (*self._holding, *self._neighbours):
            for part in _shortened(word, _slips(word)):
                if word not in self._by_part[part]:
                    self._by_part[part].append(word)

    def find(self, query: str, limit: int = 8) -> list[Hit]:
        """Return what fits a query best, the best first; nothing where nothing fits."""
        scores: dict[int, float] = defaultdict(float)
        total = 0.0
        for phrase, words in dict.fromkeys(self._units(fold(query[:LONGEST_QUERY]))):
            weight, values = self._explained(words)
            if phrase:
                for place, value in self._places(self._neighbour_words(phrase)).items():
                    values[place] = max(values.get(place, 0.0), weight * value)
            total += weight
            for place, value in values.items():
                scores[place] += value
        if not total:
            return []
        found = [(self._whole(score / total, place), place) for place, score in scores.items()]
        found.sort(key=lambda pair: (-round(pair[0], 6), pair[1]))
        return _distinct((self._hit(score, place) for score, place in found if score >= LEAST_SCORE), limit)

    def _whole(self, explained: float, place: int) -> float:
        """Return the share of the query that is explained, less a little where a text speaks of much else."""
        text = self._texts[place]
        share = 1 - WHOLE_TEXT + WHOLE_TEXT / math.sqrt(len(text.weights))
        return explained * share * (1 + URGENT_FIRST * text.is_urgent)

    def _hit(self, score: float, place: int) -> Hit:
        text = self._texts[place]
        return Hit(text.kind, text.id, text.value, text.shown, score)

    def _units(self, words: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each word, or each phrase that people use ("pins and needles") with its words."""
        place = 0
        while place < len(words):
            length = next((n for n in (4, 3, 2) if " ".join(words[place : place + n]) in self._phrases), 1)
            taken = tuple(words[place : place + length])
            yield (" ".join(taken) if length > 1 else ""), taken
            place += len(taken)

    def _explained(self, words: Iterable[str]) -> tuple[float, dict[int, float]]:
        """Return what the words weigh together, and how much of that each text explains."""
        total = 0.0
        values: dict[int, float] = defaultdict(float)
        for word in words:
            meant = self._meant(word)
            weight = max((self._rarity.get(known, 0.0) for known in meant), default=math.log(2))
            total += weight
            for place, value in self._places(meant).items():
                values[place] += weight * value
        return total, values

    def _places(self, meant: dict[str, float]) -> dict[int, float]:
        """Return how well each text holds one of the words."""
        best: dict[int, float] = {}
        for known, nearness in meant.items():
            for place in self._holding.get(known, ()):
                best[place] = max(best.get(place, 0.0), nearness * self._texts[place].weights[known])
        return best

    def _neighbour_words(self, phrase: str) -> dict[str, float]:
        return dict.fromkeys(self._neighbours.get(phrase, ()), NEIGHBOUR)

    def _meant(self, word: str) -> dict[str, float]:
        """Return the known words that a typed word may mean, each with how near it is."""
        near: dict[str, float] = {}
        for known, nearness in self._spelled(word):
            near[known] = max(near.get(known, 0.0), nearness)
        for known, nearness in tuple(near.items()):
            for neighbour in self._neighbours.get(known, ()):
                near[neighbour] = max(near.get(neighbour, 0.0), NEIGHBOUR * nearness)
        return near

    def _spelled(self, word: str) -> Iterator[tuple[str, float]]:
        if word in self._holding or word in self._neighbours:
            yield word, EXACT
            return
        if len(word) >= 4:
            yield from ((known, BEGINNING) for known in self._holding if known.startswith(word))
        most = _slips(word)
        candidates = {known for part in _shortened(word, most) for known in self._by_part.get(part, ())}
        for known in sorted(candidates):
            slips = distance(word, known, most)
            if slips <= most:
                yield known, SLIP if slips <= 1 else TWO_SLIPS


def _distinct(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """Return each finding and condition once, with its best value."""
    chosen: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        chosen.setdefault((hit.kind, hit.id), hit)
        if len(chosen) == limit:
            break
    return list(chosen.values())


def _weigh(*parts: tuple[str, float]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text, weight in parts:
        for word in fold(text):
            weights[word] = max(weights.get(word, 0.0), weight)
    return weights


def _finding_texts(knowledge: Knowledge) -> Iterator[_Text]:
    for finding in knowledge.findings.values():
        if finding.answered_by is not AnsweredBy.PERSON or finding.room in NOT_A_SYMPTOM:
            continue
        if finding.kind is FindingKind.YES_NO:
            yield _finding_text(finding, PRESENT, finding.question, "")
        else:
            for value in finding.values:
                yield _finding_text(finding, value.id, f"{finding.question} {value.label}", value.label)


def _finding_text(finding: Finding, value: str, shown: str, label: str) -> _Text:
    parts = [(finding.question, IN_QUESTION), (finding.term, IN_TERM), (finding.help, IN_HELP)]
    weights = _weigh((label, IN_QUESTION), *parts)
    return _Text("finding", finding.id, value, shown, weights, is_urgent=finding.screen is not None)


def _condition_texts(knowledge: Knowledge) -> Iterator[_Text]:
    for condition in knowledge.conditions.values():
        names = (condition.lay_name, condition.name, *condition.synonyms)
        yield _Text(
            "condition",
            condition.id,
            "",
            condition.patient_name,
            _weigh(*((name, IN_TERM) for name in names)),
        )


def _lay_index() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Return the phrases, folded, and for each word or phrase the single words that mean the same."""
    neighbours: dict[str, dict[str, None]] = defaultdict(dict)
    phrases = set()
    for group in SAME_MEANING:
        folded = [fold(entry) for entry in group]
        single = [words[0] for words in folded if len(words) == 1]
        for words in folded:
            if words:
                neighbours[" ".join(words)].update(dict.fromkeys(single))
            if len(words) > 1:
                phrases.add(" ".join(words))
    return frozenset(phrases), {word: tuple(found) for word, found in neighbours.items()}


def find_medicines(knowledge: Knowledge, query: str, limit: int = 6) -> list[Medicine]:
    """Return the medicines whose substance or brand is meant, slips of the fingers forgiven; the nearest first.

    Several names may be given with commas between them.
    """
    found: dict[str, tuple[int, Medicine]] = {}
    for asked in re.split(r"[,;\n]| and ", query[:LONGEST_QUERY].lower()):
        plain = " ".join(asked.split())
        if len(plain) < 3:
            continue
        for medicine in knowledge.medicines:
            slips = min(_name_distance(plain, name.lower()) for name in (medicine.substance, *medicine.brands))
            if slips <= _slips(plain) and slips < found.get(medicine.substance, (99, medicine))[0]:
                found[medicine.substance] = (slips, medicine)
    ranked = sorted(found.values(), key=lambda pair: (pair[0], pair[1].substance))
    return [medicine for _slips_made, medicine in ranked[:limit]]


def _name_distance(asked: str, name: str) -> int:
    """Return the slips between what was typed and a name, or its beginning, or one of its words."""
    if name.startswith(asked) or asked in name.split():
        return 0
    return min(distance(word, name, 2) for word in {asked, asked.split()[0]})
