"""Refuses sentences that the evidence does not carry (COACHING.md, "What must never be said")."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Claim:
    pattern: re.Pattern[str]
    message: str
    may_be_denied: bool = True


_I = re.IGNORECASE
_CLAIMS = (
    _Claim(
        re.compile(r"(?<![\d.,])65\s*(?:%|per\s?cent)", _I),
        "“65 %” is no result about runners and must not be written",
        may_be_denied=False,
    ),
    _Claim(
        # a range such as 2–8 % or "2 to 8 %" is the honest form
        re.compile(r"(?<![\d.,])(?<!\d[–-])(?<!\d [–-] )(?<!\d to )(?<!and )8\s*(?:%|per\s?cent)", _I),
        "“8 %” alone reads as typical: write roughly 2–8 %, about 4 % on average",
        may_be_denied=False,
    ),
    _Claim(
        re.compile(
            r"\bprevent(?:s|ed|ing)?\b[^.!?]{0,60}\binjur"
            r"|\binjur\w+\b[^.!?]{0,25}\b(?:are|is|be|get) prevented"
            r"|\binjury[- ](?:proof|free)|\bbullet-?proof",
            _I,
        ),
        "no promise that strength training prevents injuries",
    ),
    _Claim(
        re.compile(r"\b(?:melt|torch|blast)(?:s|ed|ing)?\b[^.!?]{0,30}\b(?:fat|belly)\b|\bspot[- ]reduc", _I),
        "no promise that an exercise melts fat off a place",
    ),
    _Claim(
        re.compile(r"\bburn(?:s|ing)?\b[^.!?]{0,20}\bbelly\b", _I),
        "no promise that an exercise burns belly fat",
    ),
    _Claim(
        re.compile(
            r"\b(?:muscles?|glutes?|core|hips?|abs)\b[^.!?]{0,25}"
            r"\b(?:asleep|dormant|(?:switched|shut|turned) off)"
            r"|\b(?:not|n['’]t|stopped|never) (?:fire|fires|firing)\b|\bdead[- ]butt"
            r"|\bwak(?:e|es|ing) up (?:your|the|those) (?:glutes?|muscles?|core)",
            _I,
        ),
        "muscles are not asleep and do not fail to fire: they may be weak",
    ),
)
_SUSPECTS = (
    *("65", "8 %", "8%", "8\u00a0%", "8\u202f%", "per cent", "percent", "injur", "bullet"),
    *("melt", "torch", "blast", "spot", "belly", "asleep", "dormant", "ched off", "shut off", "ned off"),
    *("fire", "firing", "butt", "wak"),
)
"""A text without any of these holds no claim and need not be taken apart; plain search is the fastest."""
_DENIAL = re.compile(
    r"\b(?:not|no|never|nor|neither|without|none|nothing|nobody|cannot|myth|whether|if|unlikely|unproven|doubt\w*"
    r"|rather than|instead of|feels?|felt|so-called|claims?|claimed)\b|n['’]t\b|\?",
    _I,
)
_OWN_NOT = re.compile(r"(?:\bnot|n['’]t|\bnever) (?=fir(?:e|es|ing)\b)", _I)
"""The "not" that belongs to a claim and does not deny it."""
_WRAPPED = re.compile(r"\n(?!\s*\n|\s*- )")
"""A line break within a paragraph, where a sentence goes on."""
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]+)*[.!?]*")


def forbidden_claims(text: str) -> list[tuple[int, str]]:
    """Return (line from 0, message) of each claim that its own sentence does not deny or question."""
    found: list[tuple[int, str]] = []
    whole = _WRAPPED.sub(" ", text)  # as long as before, so that places stay what they are
    lowered = whole.lower()
    if not any(suspect in lowered for suspect in _SUSPECTS):
        return found
    for sentence in _SENTENCE.finditer(whole):
        words = sentence.group()
        for claim in _CLAIMS:
            hit = claim.pattern.search(words)
            if hit is None:
                continue
            if claim.may_be_denied and _DENIAL.search(_OWN_NOT.sub(" ", words)):
                continue
            found.append((text.count("\n", 0, sentence.start() + hit.start()), claim.message))
    return found
