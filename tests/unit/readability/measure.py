"""How old a reader must be: Flesch–Kincaid and SMOG, with the names that cannot be avoided taken apart.

Formulas: Kincaid and others, 1975 (US grade = 0.39 words per sentence + 11.8 syllables per word − 15.59);
McLaughlin, 1969 (US grade = 1.043 √(words of three syllables or more per 30 sentences) + 3.1291).
A US grade is the age less five, so the ages here are grade + 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

AGE_OF_GRADE_0 = 5

WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:[’'][A-Za-z]+)*|\d[\d,.]*\d|\d")
END_OF_SENTENCE = re.compile(r"[.!?:;]+(?:[\s)”\"’']+|$)")

# Spelling to syllables: groups of vowels, plus vowels that meet without joining, less an e that is not heard.
VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")
MEETING = re.compile(
    r"(?<![ctsg])ia|(?<![cstgx])io|iu|eo(?!ple|us)|(?<![qg])ua"  # giant, radio, calcium, area, usual
    r"|(?<![qgbrs])ui(?!ce|d?e|t)|[eiouy]ing"  # fluid, being
    r"|ier$|iest$|iet|ism$|thm$"  # easier, quiet, rhythm
)
UNHEARD_E = re.compile(
    r"[^aeiouy]e$"  # safe
    r"|(?:[^aeiouyschxzg]|[^cs]h)es$"  # tubes, clothes; but twitches, changes
    r"|[^aeiouytd]ed$"  # pressed; but treated
    r"|[^aeiouy]e(?:ly|ful|fully|less|ments?)$"  # safely
)
HEARD_L = re.compile(r"[^aeiouylr]l(?:e|es|ed)$")  # muscle, muscles, settled
EXCEPTIONS = {
    "everybody": 4, "everyday": 3, "ibuprofen": 4, "people": 2, "someone": 2,
    "something": 2, "sometimes": 2, "somebody": 3, "everyone": 3, "every": 2, "everything": 3,
    "area": 3, "areas": 3, "science": 2, "therefore": 2, "several": 3, "eyelid": 2, "eyelids": 2, "forearm": 2,
    "clothes": 1, "business": 2, "evening": 2, "evenings": 2, "neurone": 2, "neurones": 2, "diabetes": 4, "create": 2,
    "diarrhoea": 4, "apnoea": 3, "recipe": 3, "likely": 2, "unlikely": 3, "anyone": 3, "somewhere": 2, "elsewhere": 2,
    "suicide": 3, "ankle": 2, "real": 1, "really": 2, "idea": 3, "ideas": 3, "ideal": 3, "naked": 2, "hundred": 2,
    "toes": 1, "shoes": 1, "goes": 1, "does": 1, "eyes": 1, "eye": 1, "bye": 1, "dye": 1, "lie": 1, "tie": 1, "die": 1,
    "quiet": 2, "diet": 2, "fluid": 2, "fluids": 2, "ruin": 2, "client": 2, "lion": 2, "violent": 3, "medium": 3,
    "usually": 4, "usual": 3, "unusual": 4, "actual": 3, "actually": 4, "gradual": 3, "gradually": 4, "individual": 5,
    "prescription": 3, "vein": 1, "veins": 1, "protein": 2, "caffeine": 2, "codeine": 2, "quinine": 2, "being": 2,
    "bruise": 1, "bruises": 2, "juice": 1, "cannot": 2, "sexual": 3, "voice": 1, "choice": 1, "noise": 1, "noises": 2,
    "house": 1, "houses": 2, "cause": 1, "causes": 2, "nurse": 1, "nurses": 2, "pulse": 1, "sense": 1, "worse": 1,
    "movement": 2, "movements": 2, "careful": 2, "carefully": 3, "useful": 2, "useless": 2, "lonely": 2, "entirely": 4,
    "were": 1, "here": 1, "there": 1, "where": 1, "more": 1, "before": 2, "fire": 1, "tired": 1, "tire": 1, "wire": 1,
}  # fmt: skip


def syllables(word: str) -> int:
    """How many syllables a word has, by its spelling; a number counts as read digit by digit, at most three."""
    plain = word.lower().replace("’", "'").removesuffix("'s")
    if plain[0].isdigit():
        return min(3, sum(character.isdigit() for character in plain))
    if plain in EXCEPTIONS:
        return EXCEPTIONS[plain]
    groups = len(VOWELS.findall(plain)) + len(MEETING.findall(plain))
    unheard = UNHEARD_E.search(plain) is not None and not HEARD_L.search(plain)
    return max(1, groups - unheard)


@dataclass(frozen=True)
class Measured:
    """The counts of a text and what follows from them."""

    sentences: int
    words: int
    syllables: int
    long_words: int

    @property
    def flesch_kincaid_age(self) -> float:
        """Reading age in years after Flesch and Kincaid."""
        grade = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return grade + AGE_OF_GRADE_0

    @property
    def smog_age(self) -> float:
        """Reading age in years after McLaughlin's SMOG."""
        return 1.043 * sqrt(self.long_words * 30 / self.sentences) + 3.1291 + AGE_OF_GRADE_0


def measure(blocks: Iterable[str], names: frozenset[str] = frozenset()) -> Measured:
    """Measure a text. Each block ends a sentence. A word of ``names`` counts as one of two syllables."""
    sentences = words = total = long_words = 0
    for block in blocks:
        for sentence in END_OF_SENTENCE.split(block):
            found = WORD.findall(sentence)
            if not found:
                continue
            counts = [min(2, syllables(word)) if word.lower() in names else syllables(word) for word in found]
            sentences += 1
            words += len(found)
            total += sum(counts)
            long_words += sum(count >= 3 for count in counts)
    return Measured(sentences, words, total, long_words)
