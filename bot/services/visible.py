"""Text of one person on another one's screen: what cannot be seen, turns lines round or piles up is left out."""

from __future__ import annotations

import unicodedata

# Marks on one letter: no script that people write has more.
_MOST_MARKS = 4
_JOINERS = "\u200c\u200d"  # within words of some scripts, and within emoji
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"


def visible(text: str, longest: int) -> str:
    """Return at most `longest` characters of a text as one line, "" where nothing of it can be seen."""
    kept: list[str] = []
    marks, joiner = 0, ""
    for sign in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(sign)
        if sign in _JOINERS:
            joiner = sign
        elif kind in ("Mn", "Me"):
            marks += 1
            if marks <= _MOST_MARKS and kept and not kept[-1].isspace():
                kept.append(sign)
        # Other kinds of C have no picture: controls, turns of direction, tags, halves of pairs, private signs.
        elif kind[0] in "CZ" or sign in _BLANK_LETTERS:
            marks, joiner = 0, ""
            kept.append(" ")
        else:
            between = joiner if kept and not kept[-1].isspace() else ""
            marks, joiner = 0, ""
            kept += (between, sign)
    return " ".join("".join(kept).split())[:longest].strip()
