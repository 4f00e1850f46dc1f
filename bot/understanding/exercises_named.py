"""Finds the exercises that a message names: by name, alias, plural, abbreviation, and with a slip of the finger."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.coach.words import Measure
from bot.library import ExerciseCard
from bot.understanding.words import fold, word_set

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SHORTEST_FUZZY = 5
"""Words below five letters have too many neighbours to be guessed."""
_SHORT = {
    "sl": "single leg",
    "db": "dumbbell",
    "dbs": "dumbbell",
    "kb": "kettlebell",
    "bb": "barbell",
    "bw": "bodyweight",
    "one": "single",
    "1": "single",
    "legged": "leg",
}
# words that name an exercise only before a figure ("bench 3x8"), though an alias of one word says so
_TOO_PLAIN = frozenset(
    {"bench", "skipping", "hanging", "marching", "pigeon", "flamingo", "hinge", "swing", "leap"}
)
_BAR = re.compile(r" bars?\b")
_FIGURE = re.compile(r"s?[ :,@-]*\d")
_PLAIN = frozenset({"squat", "lunge", "bridge", "plank", "deadlift"})


@dataclass(frozen=True, slots=True)
class NamedExercise:
    """An exercise (its id) and the characters from `start` to `end` that name it."""

    start: int
    end: int
    id: str
    plain: bool = False
    """Whether only "squats" or the like was said, of which there are several kinds."""


class ExerciseNames:
    """All names of the exercises, the longest looked for first."""

    def __init__(self, cards: Iterable[ExerciseCard]) -> None:
        self._ids: dict[tuple[str, ...], str] = {}
        self.holds: frozenset[str] = frozenset()
        holds: set[str] = set()
        for card in sorted(cards, key=lambda each: each.id):
            if card.exercise.measure is Measure.SECONDS:
                holds.add(card.id)
            for name in (card.id.replace("-", " "), card.name, *card.aliases):
                key = _key(name)
                if not key:
                    continue
                # a card's own name wins over the alias of another one
                if name in (card.name, card.id.replace("-", " ")):
                    self._ids[key] = card.id
                else:
                    self._ids.setdefault(key, card.id)
        for key in [key for key in self._ids if len(key) == 2]:
            self._ids.setdefault(("".join(key),), self._ids[key])  # "stepup", "wallsit", "calfraise"
        self.holds = frozenset(holds)
        self._words = sorted({word for key in self._ids for word in key if len(word) >= _SHORTEST_FUZZY})
        self._known = {word for key in self._ids for word in key}
        self._longest: dict[str, int] = {}
        for key in self._ids:
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))
        self._spelled = lru_cache(maxsize=4096)(self._spell)
        self._latest = lru_cache(maxsize=4)(self._find)  # one message is read for its signs and for its slots

    def find(self, said: str) -> tuple[NamedExercise, ...]:
        """Return the exercises of a folded text in the order typed. Never raises."""
        return self._latest(said)

    def _find(self, said: str) -> tuple[NamedExercise, ...]:
        words: list[tuple[str, int, int]] = []
        for match in _WORD.finditer(said):
            for word in self._spelled(match.group()).split() or [""]:
                words.append((word, match.start(), match.end()))
        found: list[NamedExercise] = []
        place = 0
        while place < len(words):
            size = self._match(words, place)
            if size == 1 and words[place][0] in _TOO_PLAIN and not _FIGURE.match(said, words[place][2]):
                size = 0
            if size and _BAR.match(said, words[place + size - 1][2]):
                size = 0  # a pull-up bar is a thing to train with
            if size:
                key = tuple(word for word, _, _ in words[place : place + size] if word)
                plain = len(key) == 1 and key[0] in _PLAIN
                start, end = words[place][1], words[place + size - 1][2]
                found.append(NamedExercise(start, end, self._ids[key], plain))
                place += size
            else:
                place += 1
        return tuple(found)

    def _match(self, words: list[tuple[str, int, int]], place: int) -> int:
        longest = self._longest.get(words[place][0])
        if not longest:
            return 0
        for size in range(min(longest + 1, len(words) - place), 0, -1):
            key = tuple(word for word, _, _ in words[place : place + size] if word)
            if key in self._ids and words[place + size - 1][0]:
                return size
        return 0

    def _spell(self, word: str) -> str:
        """Return the word as the names have it: an abbreviation in full, the plural as singular, a slip mended."""
        if word in _SHORT:
            return _SHORT[word]
        word = _singular(word)
        if word in self._known or len(word) < _SHORTEST_FUZZY:
            return word
        slips = 1 if len(word) < 8 else 2
        near = process.extractOne(word, self._words, scorer=OSA.distance, score_cutoff=slips)
        # never the first letter: "bench" and "wench", "lunge" and "plunge"
        return near[0] if near and near[0][0] == word[0] and word not in _OTHER_WORDS else word


_OTHER_WORDS = word_set(
    "lunch launch calve calves brand stand bland hinges heals heel walk wall ankle angle bounce found sound pounds"
    " pound round rounds raised press pressed presses hours house bugs front plan plans plane planned blank skip"
    " skipped skipping swim swap swaps crunchy hello hallo squad squads while should shoulders bikes right rights night"
    " light tight three there where these those weeks weekly towards toward hollow follow short start started until"
    " drive"
    " driven drove close closed clocks clock single simple lounge large lower level never"
)
"""Words that mean themselves, however near the name of an exercise they come."""


def _key(name: str) -> tuple[str, ...]:
    words: list[str] = []
    for word in _WORD.findall(fold(name)):
        words.extend(_SHORT.get(word, _singular(word)).split())
    return tuple(words)


def _singular(word: str) -> str:
    word = word.removesuffix("'s")
    if word == "ups":
        return "up"
    if len(word) <= 3 or word.endswith("ss"):
        return word
    if word == "calves":
        return "calf"
    for plural, singular in (("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("ies", "y")):
        if word.endswith(plural) and len(word) > len(plural) + 1:
            return word.removesuffix(plural) + singular
    return word.removesuffix("s")
