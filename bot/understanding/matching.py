"""Finds the word patterns of the content in a message, misspellings of long words included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.library import WordPattern
from bot.understanding.words import Said

Places = dict[str, set[int]]
"""Where each word stands in a message."""

_MOST_TIMES = 64
"""Places of one word that are looked at: who says it more often has said it by then, and time grows with them."""

SHORTEST_FUZZY = 5
"""Words below five letters have too many neighbours (pain, main, gain) to be guessed."""


class Matcher:
    """Knows all words of a set of patterns and which of them a typed word stands for.

    `signs` are words for one thing, which a pattern names in brackets: `<leg>`.
    """

    def __init__(
        self,
        patterns: Iterable[WordPattern],
        known: Iterable[str] = (),
        signs: Mapping[str, tuple[tuple[str, ...], ...]] | None = None,
    ) -> None:
        words = {
            word
            for pattern in patterns
            for group in (*pattern.groups, pattern.unless)
            for alternative in group
            for word in alternative
        }
        self._signs: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name, alternatives in (signs or {}).items():
            for each in alternatives:
                words.update(each)
                self._signs.setdefault(each[0], []).append((f"<{name}>", each))
        self._exact = frozenset(word for word in words if not word.endswith("*"))
        self._prefixes = frozenset(word[:-1] for word in words if word.endswith("*"))
        self._fuzzy: dict[str, list[str]] = {}
        for word in sorted(word for word in self._exact if len(word) >= SHORTEST_FUZZY):
            self._fuzzy.setdefault(word[0], []).append(word)
        self._known = frozenset(known) | self._exact
        self._stands_for = lru_cache(maxsize=4096)(self._look_up)

    def _look_up(self, word: str) -> frozenset[str]:
        found: set[str] = set()
        for form in {word, word.removesuffix("'s")}:
            if form in self._exact:
                found.add(form)
            found.update(form[:n] + "*" for n in range(2, len(form) + 1) if form[:n] in self._prefixes)
        if not found and word not in self._known and len(word) >= SHORTEST_FUZZY:
            # one slip in a word of up to eight letters, two in a longer one, never in the first letter
            slips = 1 if len(word) <= 8 else 2
            choices = self._fuzzy.get(word[0], ())
            near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=4)
            found.update(each for each, _, _ in near)
        return frozenset(found)

    def read(self, said: Said) -> Places:
        """Return where each pattern word stands in the message, and where each thing in brackets begins."""
        found = places(self._stands_for(word) for word in said.words)
        things: Places = {}
        for first in self._signs.keys() & found.keys():
            for name, words in self._signs[first]:
                where = things.setdefault(name, set())
                where.update(span[0] for span in _spans(words, found))
        found.update((name, where) for name, where in things.items() if where)
        return found

    @staticmethod
    def find(pattern: WordPattern, read: Places, blank: frozenset[int] = frozenset()) -> list[list[int]]:
        """Return the places of the words of every match; places in `blank` do not count."""
        for heads in pattern.heads:
            if heads.isdisjoint(read):
                return []
        groups: list[list[tuple[int, ...]]] = []
        for group in pattern.groups:
            spans = [span for each in group for span in _spans(each, read) if not blank.intersection(span)]
            spans.sort(key=_longest_first)  # the words where a match begins, not those that are listed first
            if not spans:
                return []
            groups.append(spans)
        if any(_spans(each, read) for each in pattern.unless):
            return []
        matches: list[list[int]] = []
        for start in sorted({span[0] for spans in groups for span in spans}):
            end = start + pattern.window
            inside: list[list[tuple[int, ...]]] = []
            for spans in groups:
                held = [s for s in spans if start <= s[0] and s[-1] < end]
                if not held:
                    break
                inside.append(held)
            if len(inside) == len(groups) and any(s[0] == start for spans in inside for s in spans):
                matches.append(sorted({place for spans in inside for place in spans[0]}))
        return matches


def places(stands_for: Iterable[Iterable[str]]) -> Places:
    """Return where each word stands, given the words that each place of a message stands for."""
    found: Places = {}
    for place, words in enumerate(stands_for):
        for word in words:
            where = found.setdefault(word, set())
            if len(where) < _MOST_TIMES:
                where.add(place)
    return found


def _longest_first(span: tuple[int, ...]) -> tuple[int, int]:
    return span[0], -len(span)


def _spans(alternative: tuple[str, ...], read: Places) -> list[tuple[int, ...]]:
    starts = read.get(alternative[0])
    if not starts:
        return []
    rest: list[tuple[int, set[int]]] = [(n, read.get(word, set())) for n, word in enumerate(alternative)][1:]
    return [
        tuple(range(start, start + len(alternative)))
        for start in starts
        if all(start + n in where for n, where in rest)
    ]
