"""Turns what was typed into the terms that are compared: stems, pairs of neighbours, groups of synonyms.

Spelling is mended here too: a word that no phrasing knows stands for the nearest one that is known, and
two words that were run together are taken apart.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.library import Vocabulary
from bot.understanding.words import LONGEST, fold, stem, word_set

CONCEPT = "="
"""How the term of a group of synonyms begins."""

PAIR = "_"
"""What joins the two stems of a pair of neighbours."""

NUMBER = "#"
"""What stands for digits, so that 30 seconds and 45 seconds are the same question."""

_WORD = re.compile(r"[a-z0-9]+(?:[&'/.:][a-z0-9]+)*|[&]")
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_MOST_WORDS = 60
"""Words of a message that are compared: what a question has to say, it says within as many."""

_SHORTEST_MENDED = 4
_SHORTEST_HALF = 3
_AGE_LEADS = word_set("im i'm am is age aged at turned turning are over past now nearly almost she's he's")
_AGE_FOLLOWS = word_set("and but yo y/o years year male female man woman runner running still been here now")
"""What stands behind an age that opens a message: "68 and running since school", not "60 minutes"."""
_YOUNG, _GROWN, _OLD, _OLDEST = 10, 17, 48, 99
# words that carry no pair: "before the run" and "before my run" are neighbours all the same
_LIGHT = word_set(
    "a an the my your our i im i'm me you it its it's is are am be was of to for in on at do does did can could"
    " should would will may might and or so just really please some any this that these those with if have has"
    " had get got ve d ll s t as there their them they we us he she his her by from lol haha tbh pls btw also"
    " coach hi hey hello ok okay um well cause actually basically even still than"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """A text as terms; `heads` are those that its own words make, one each, for the share that is met."""

    stems: tuple[str, ...]
    pairs: tuple[str, ...]
    concepts: tuple[str, ...]
    unknown: tuple[str, ...]
    """Words that no phrasing has, nor any like them."""
    key: str
    """The words that are not light, for questions that are typed the way a phrasing stands."""


class TermReader:
    """Reads texts into terms, by a vocabulary and by the words that the phrasings use."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._abbreviations = {
            word: tuple(_WORD.findall(spelled)) for word, spelled in vocabulary.abbreviations.items()
        }
        self.concepts = _concepts(vocabulary)
        self._known = frozenset(vocabulary.known) | vocabulary.stop_words
        self._words: frozenset[str] = frozenset()
        self._stems: frozenset[str] = frozenset(self.concepts)
        self._choices: dict[str, list[str]] = {}
        self._mended = lru_cache(maxsize=8192)(self._mend)

    def learn(self, words: Iterable[str]) -> None:
        """Take in the words of the phrasings: what is typed is mended towards these."""
        often = Counter(words)
        self._words = frozenset(often)
        self._stems = frozenset(stem(word) for word in self._words) | frozenset(self.concepts)
        choices: dict[str, list[str]] = defaultdict(list)
        # of two equally near words the frequent one is meant
        for word in sorted(self._words, key=lambda word: (-often[word], word)):
            if len(word) >= _SHORTEST_MENDED and word.isalpha():
                choices[word[0]].append(word)
        self._choices = dict(choices)
        self._mended.cache_clear()

    def words(self, text: str) -> list[str]:
        """Return the words of a text with abbreviations spelled out, unmended."""
        found: list[str] = []
        for word in _WORD.findall(fold(text[:LONGEST])):
            spelled = self._abbreviations.get(word)
            if spelled:
                found.extend(spelled)
            else:
                found.extend(part for part in word.split("/") if part)
            if len(found) >= _MOST_WORDS:
                break
        return found

    def read(self, text: str, words: list[str] | None = None, *, mend: bool = True) -> Terms:
        """Return the terms of a text, or of its words; phrasings are read without mending."""
        stems: list[str] = []
        unknown: list[str] = []
        before = ""
        said = self.words(text) if words is None else words
        opens = len(said) > 1 and said[1] in _AGE_FOLLOWS
        for word in said:
            if word[0].isdigit():
                stems.append(_number(word))
                if (before in _AGE_LEADS or (opens and not before)) and (age := _age(word)):
                    stems.append(age)
                before = word
                continue
            before = word
            root = stem(word)
            if not mend or root in self._stems or word in self._known:
                stems.append(root)
                continue
            mended = self._mended(word)
            stems.extend(mended)
            if not mended:
                unknown.append(root)
        heavy = [each for each in stems if each not in _LIGHT]
        pairs = [a + PAIR + b for a, b in pairwise(heavy) if a != b]
        concepts = [head for each in (*stems, *pairs) for head in self.concepts.get(each, ())]
        return Terms(
            tuple(dict.fromkeys(stems)),
            tuple(dict.fromkeys(pairs)),
            tuple(dict.fromkeys(concepts)),
            tuple(dict.fromkeys(unknown)),
            " ".join(heavy + unknown),
        )

    def _mend(self, word: str) -> tuple[str, ...]:
        """Return the stems that an unknown word stands for; none when nothing is near."""
        if len(word) < _SHORTEST_MENDED:
            return ()
        slips = 1 if len(word) < 8 else 2  # a noise of two letters turns a short word into any other
        choices = self._choices.get(word[0])
        if choices:
            near = process.extractOne(word, choices, scorer=OSA.distance, score_cutoff=slips)
            if near:
                return (stem(near[0]),)
        for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
            if word[:cut] in self._words and word[cut:] in self._words:
                return (stem(word[:cut]), stem(word[cut:]))
        return ()


def _age(word: str) -> str:
    """Return the word for an age that changes the answer: "i'm 62" is about age, "at 25" is not."""
    years = int(word) if word.isascii() and word.isdigit() and len(word) <= 3 else 0
    if _OLD <= years <= _OLDEST:
        return "older"
    return "teenag" if _YOUNG <= years <= _GROWN else ""


def _shape(word: str) -> str:
    return _number(word) if word[0].isdigit() else stem(word)


def _number(word: str) -> str:
    """Return a number's shape: 3x10 and 5x5 are the same question, and so are 40 km and 90 km."""
    return _DIGITS.sub(NUMBER, word)


def _concepts(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for head, words in vocabulary.synonyms.items():
        for word in (head, *words):
            roots = [_shape(each) for each in _WORD.findall(fold(word).replace(NUMBER, "0"))]
            heavy = [each for each in roots if each not in _LIGHT] if len(roots) > 1 else roots
            if len(heavy) <= 2:
                found[PAIR.join(heavy)][CONCEPT + head] = None
    return {word: tuple(heads) for word, heads in found.items()}
