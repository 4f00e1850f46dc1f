"""How easily a text is read, and which figures stand in it."""

from __future__ import annotations

import re

EASY_ENOUGH = 60.0
"""From this Flesch value on a text counts as plain English (Flesch, How to Write Plain English, 1979)."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’-][A-Za-zÀ-ɏ]+)*")
_SENTENCE_ENDS = re.compile(r"[.!?:]+(?:\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouyà-ɏ]+")
_SILENT = re.compile(r"(?<=[^aeioult])e$|(?<=[^aeioutd])ed$|(?<=[^aeiouscxz])es$")


def figures(text: str) -> list[str]:
    """Return the numbers of a text that are written in digits, as they are written."""
    return _NUMBER.findall(text)


def reading_ease(text: str) -> float:
    """Return the Flesch reading ease of an English text: 60 and more is plain, below 30 is for scholars.

    206.835 - 1.015 × words for a sentence - 84.6 × syllables for a word (Flesch, Journal of Applied
    Psychology, 1948). Syllables are counted as groups of vowels without a silent e, which is right for
    nine words in ten and near enough for a warning. A text without words is as easy as can be.
    """
    words = _WORD.findall(text)
    if not words:
        return 206.835
    sentences = sum(1 for part in _SENTENCE_ENDS.split(text) if _WORD.search(part))
    syllables = sum(map(_syllables, words))
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words)


def _syllables(word: str) -> int:
    return max(1, len(_VOWELS.findall(_SILENT.sub("", word.lower()))))
