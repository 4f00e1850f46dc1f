"""Wishes that are plain by their form: a trip with its end, an easy week, a day without time."""

from __future__ import annotations

import re
from datetime import date

from bot.coach.pauses import PauseReason
from bot.understanding.actions import Action
from bot.understanding.exercises_named import ExerciseNames
from bot.understanding.finding import read
from bot.understanding.slots import Slots
from bot.understanding.slots_of import slots_of

_TRIP = re.compile(
    r"\b(?:travel+ing|on a (?:business |work )?trip|on the road|abroad|away|hotel(?: room)?|airbnb|on holiday"
    r"|on vacation)\b"
)
_INJURED = re.compile(r"^\W*(?:i'?m|i am|i got|i'?ve got|got)? ?(?:badly )?injured\b")
_EASY_WEEK = re.compile(
    r"\b(?:(?:only|just|nothing but) easy (?:runs?|running|jogs?|jogging)|all (?:my )?runs easy)\b"
)
_NO_TIME = re.compile(
    r"\b(?:no time|not free|busy|day off|off on|(?:mon|tues|wednes|thurs|fri|satur|sun)day off)\b"
)
_RUNS = re.compile(r"\brun(?:s|ning)?\b")
_ADVICE = re.compile(r"\b(?:should|how|what|which|why|when|tips|exercises?|routine|can i)\b")


def wish(text: str, today: date) -> Action | None:
    """Return the wish in words that say what happened in the runner's life, None in all others; questions are none."""
    reading = read(text, today, ExerciseNames(()))
    said = reading.said
    if "?" in text or _ADVICE.search(said):
        return None
    if _EASY_WEEK.search(said):
        return _action("runs-changed", frozenset({"day", "runs"}), text, today)
    if _INJURED.search(said):
        return Action("pause", Slots(reason="injured", pause=PauseReason.INJURY))
    if _TRIP.search(said):
        found = _action("pause", frozenset({"day", "until", "reason"}), text, today)
        ends = (
            found.slots.until is not None
            or found.slots.days is not None
            or found.slots.week in ("this", "next")
        )
        return found if ends else None
    if _NO_TIME.search(said) and not _RUNS.search(said):
        found = _action("skip", frozenset({"day"}), text, today)
        return found if found.slots.day is not None or found.slots.date is not None else None
    return None


def _action(name: str, kinds: frozenset[str], text: str, today: date) -> Action:
    slots, unclear = slots_of(name, kinds, read(text, today, ExerciseNames(())))
    return Action(name, slots, not unclear, unclear)
