"""Splits what was typed into words and clauses, the same way for every part of the room."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.understanding.stemming import porter

LONGEST = 1200
"""Characters of a message that are looked at, so that a wall of text does not stall the chat."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a blank-separated list."""
    return frozenset(words.split())


_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.!?;,:()\n]+|[–—]| - ")
_CANNOT = {"can't": "cannot", "cant": "cannot", "couldn't": "cannot", "couldnt": "cannot", "unable": "cannot"}
_CLAUSE_WORDS = frozenset({"but", "however", "though", "although", "except"})


def fold(text: str, longest: int = LONGEST) -> str:
    """Return the text in lower case, with plain apostrophes and without accents."""
    text = text[:longest]
    if text.isascii():
        return text.replace("`", "'").lower()
    text = unicodedata.normalize("NFKD", text).replace("’", "'").replace("‘", "'").replace("`", "'")
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the English stem of a lower-case word."""
    return porter(word.removesuffix("'s"))


@dataclass(frozen=True, slots=True)
class Said:
    """A message as words; `clauses[i]` is the number of the clause that word i stands in."""

    words: tuple[str, ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]
    question: bool
    lead: int = 0
    """The place of the first word that is no greeting and the like."""

    def __len__(self) -> int:
        return len(self.words)


def split(text: str, longest: int = LONGEST) -> Said:
    """Split a message; "can not", "can't" and "unable" become the one word `cannot`."""
    folded = fold(text, longest)
    words: list[str] = []
    clauses: list[int] = []
    sentences: list[int] = []
    clause = sentence = 0
    for piece in _TOKEN.findall(folded):
        if not piece[0].isalnum():
            clause += 1
            if any(mark in piece for mark in ".!?\n;"):
                sentence += 1
            continue
        if piece in _CLAUSE_WORDS:
            clause += 1
        word = _CANNOT.get(piece, piece)
        if word == "not" and words and words[-1] == "can":
            words[-1] = "cannot"
            continue
        words.append(word)
        clauses.append(clause)
        sentences.append(sentence)
    return Said(tuple(words), tuple(clauses), tuple(sentences), _is_question(folded, words), _lead(words))


_OPENERS = word_set(
    "should can could how why what when is are am do does did which would will where who may must shall whats"
    " what's hows how's isn't aren't won't cannot don't doesn't whens wheres any"
)
_LEADS = word_set("hi hey hello so ok okay and but also um well btw quick question please coach")


def _lead(words: list[str]) -> int:
    return next((place for place, word in enumerate(words) if word not in _LEADS), 0)


def _is_question(folded: str, words: list[str]) -> bool:
    if "?" in folded:
        return True
    first = next((word for word in words if word not in _LEADS), "")
    return first in _OPENERS
