"""Tells a run from a calendar entry's words, and a dentist from a run."""

from __future__ import annotations

import re

from bot.coach.words import RunKind
from bot.understanding.runweek import named_runs
from bot.understanding.words import fold

# Words that mean running by themselves; the others of `named_runs` ("event", "free", "hard", "track") mean anything,
# and count only beside one of these or a distance.
_RUNNING = re.compile(
    r"\b(?:run|runs|running|jog|jogs|jogging|parkruns?|park runs?|intervals?|tempos?|threshold|fart?leks?"
    r"|long(?: slow)? (?:run|one|distance|jog)|lsd|easy|recovery (?:runs?|jog)|hill (?:repeats?|reps|sprints?|session)"
    r"|strides|races?|marathon|cross[- ]?train(?:ing)?|shake ?out|yasso|speed ?work"
    r"|\d+ ?x ?\d+ ?(?:m|k|km|mi|min)?|(?:5|10|15|21|42) ?k)\b"
)
_DISTANCE = re.compile(r"\b\d+(?:[.,]\d+)? ?(?:k|km|kms|mi|miles?|kilomet(?:re|er)s?)\b")
_SPORT = re.compile(
    r"\b(?:bikes?|biking|cycl(?:e|ing)|spin(?:ning)?|swim(?:ming)?|elliptical|row(?:ing)?|hik(?:e|ing)|peloton)\b"
)
_RACE = re.compile(r"\b(?:(?:half|ultra)[ -]?marathon|marathon|ultra)\b(?! (?:pace|training|plan|prep))")
_REST = re.compile(r"^\W*(?:rest(?: day)?|off|day off|no run(?:ning)?)\b")
_NO_RUN = re.compile(
    r"\b(?:running (?:late|shoes?|costs?|behind)|long (?:weekend|lunch|meeting|call)|run through|dry run|run of show"
    r"|test run|bank run|easyjet|race (?:number|bib)|strength|weights?|lifting|gym|physio)\b"
)
_NUMBERED = re.compile(r"\b\d+ ?x ?\d+ ?(?:m|k)?\b")

# Where several kinds are named, the one that makes the day: a warm-up is easy, too.
_HARDEST = (
    RunKind.RACE,
    RunKind.INTERVALS,
    RunKind.HILLS,
    RunKind.TEMPO,
    RunKind.LONG,
    RunKind.EASY,
    RunKind.CROSS,
)
_QUALITY = frozenset(_HARDEST[:5])


def run_of(title: str, notes: str = "") -> RunKind | None:
    """Return the run kind that an entry describes, None when it is no run.

    The title decides; the notes are asked only where the title says no more than "run".
    """
    said = fold(title)
    if _REST.search(said) or not _is_run(said):
        return None
    kinds = _kinds(said)
    if kinds & _QUALITY:
        return _first(kinds & _QUALITY)
    if _RACE.search(said):
        return RunKind.RACE
    if _only_running(said, kinds):
        told = [kind for _, _, kind in named_runs(fold(notes)) if kind in _QUALITY - {RunKind.RACE}]
        if told:
            return told[0]  # notes go on about other days and paces: what they begin with counts
    if RunKind.EASY not in kinds and RunKind.CROSS in kinds:
        return RunKind.CROSS
    return RunKind.EASY


def hardest(one: RunKind, other: RunKind) -> RunKind:
    """Return which of two runs of one day makes the day."""
    return _first({one, other} - {RunKind.REST}) if {one, other} - {RunKind.REST} else RunKind.REST


def _is_run(said: str) -> bool:
    without = _NO_RUN.sub(" ", said)
    return any(words.search(without) for words in (_RUNNING, _DISTANCE, _SPORT, _RACE))


def _kinds(said: str) -> set[RunKind]:
    # "6x100 strides" at the end of an easy run are no intervals.
    text = _NUMBERED.sub(" ", said) if "strides" in said else said
    return {kind for _, _, kind in named_runs(_NO_RUN.sub(" ", text))}


def _only_running(said: str, kinds: set[RunKind]) -> bool:
    return kinds <= {RunKind.EASY} and not re.search(
        r"\b(?:easy|recovery|slow|shake ?out|gentle|relaxed)\b", said
    )


def _first(kinds: set[RunKind]) -> RunKind:
    return next(kind for kind in _HARDEST if kind in kinds)
