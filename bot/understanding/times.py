"""Reads a time of day: "7", "half past six", "19h", "6.30 pm", "in the evening"."""

from __future__ import annotations

import re
from datetime import time

from bot.understanding.words import fold

_HOURS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
_MINUTES = {
    "five": 5,
    "ten": 10,
    "quarter": 15,
    "a quarter": 15,
    "twenty": 20,
    "twenty five": 25,
    "twenty-five": 25,
    "half": 30,
    "fifteen": 15,
    "thirty": 30,
    "forty five": 45,
    "forty-five": 45,
}

# What people mean by a part of the day when they ask for a reminder: a suggestion that they can change.
_PARTS = (
    (r"first thing|crack of dawn|at dawn|very early|when i wake up|on waking|after waking", time(6)),
    (r"early (?:in the )?morning|early morning|before breakfast|before work", time(6, 30)),
    (r"late (?:in the )?morning|mid[- ]?morning", time(10)),
    (r"mornings?|breakfast", time(7)),
    (r"lunch(?:time|break)?|noon|midday|mid-day", time(12)),
    (r"early afternoon", time(14)),
    (r"late afternoon", time(17)),
    (r"afternoons?", time(15)),
    (r"early evening|after work", time(18)),
    (r"late (?:in the )?evening|before bed|bed ?time|late at night", time(21)),
    (r"evenings?|tonight|dinner(?:time)?", time(19)),
    (r"at night|nights?", time(21)),
)
_NOON = re.compile(r"\b(?:12 )?(?:noon|midday)\b")
_MIDNIGHT = re.compile(r"\bmidnight\b")
_CLOCK = re.compile(
    r"(?<![\d.:,/-])(?P<h>\d{1,2})\s*(?:(?:[:.h]|\s?uhr\s?)\s?(?P<m>\d{2}))?\s*(?P<unit>a\.?m\b\.?"
    r"|p\.?m\b\.?|h\b|hrs?\b|uhr\b|"
    r"o'?\s?clock\b|a\b|p\b)?(?![\d%])(?!\s*(?:minutes?|mins?|kg|km|k\b|miles?|weeks?|days?|reps?|sets?"
    r"|lbs?|x\b))"
)
_LED = re.compile(
    r"(?:^|\b(?:at|around|about|by|maybe|say|to|for|past|before|after|from|like|make it)|@)\W*$"
)
"""What a bare number must follow to be an hour."""
_FOUR = re.compile(r"(?<![\d.:,/-])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?:\s*(?:h|hrs?|hours))?(?![\d%])")
_NAME = "|".join(sorted(_HOURS, key=len, reverse=True))
_MINUTE = "|".join(sorted(_MINUTES, key=len, reverse=True))
_PAST = re.compile(
    rf"\b(?P<m>{_MINUTE}|\d{{1,2}}) (?:minutes? )?(?P<way>past|after|to|before|till) (?P<h>{_NAME}|\d{{1,2}})\b"
)
_HALF = re.compile(rf"\bhalf (?P<h>{_NAME}|\d{{1,2}})\b")
_SPOKEN = re.compile(rf"\b(?P<h>{_NAME})(?:[ -](?P<m>thirty|fifteen|forty[ -]five|twenty))?\b")
_PM = re.compile(r"\b(?:pm|p\.m|evenings?|tonight|at night|afternoons?|nights?|after work)\b")
_AM = re.compile(r"\b(?:am|a\.m|mornings?|breakfast|before work)\b")
_COUNTED = re.compile(
    r"\d+\s*(?:minutes?|mins?|hours? (?:before|after|earlier|later)|days?|weeks?|kg|km|lbs?|reps|sets)\b"
)


def parse_time(text: str) -> time | None:
    """Return the time of day that a text names, None when it names none; a bare hour is a 24-hour one.

    A part of the day ("in the evening") gives a usual hour to suggest. Never raises.
    """
    said = fold(text).strip()
    for read in (_fixed, _past, _clock, _spoken):
        found = read(said)
        if found is not None:
            return found
    return next((at for words, at in _PARTS if re.search(rf"\b(?:{words})\b", said)), None)


def _fixed(said: str) -> time | None:
    if _NOON.search(said):
        return time(12)
    return time(0) if _MIDNIGHT.search(said) else None


def _past(said: str) -> time | None:
    match = _PAST.search(said)
    if match:
        hour = _hour(match["h"])
        minutes = _MINUTES.get(match["m"])
        minutes = int(match["m"]) if minutes is None and match["m"].isdigit() else minutes
        if hour is None or minutes is None or minutes > 59:
            return None
        if match["way"] in ("to", "before", "till"):
            hour, minutes = (hour - 1) % 24, (60 - minutes) % 60
        return _half_day(hour, minutes, said)
    half = _HALF.search(said)  # British "half seven" is half past seven
    hour = _hour(half["h"]) if half else None
    return _half_day(hour, 30, said) if hour is not None else None


def _clock(said: str) -> time | None:
    four = _FOUR.search(said)
    if four and not _COUNTED.search(said):
        return time(int(four["h"]), int(four["m"]))
    matches = [
        match
        for match in _CLOCK.finditer(said)
        if int(match["h"]) < 25 and (match["m"] or match["unit"] or _LED.search(said[: match.start()]))
    ]
    if not matches:
        return None
    # "2 hours before 7:30 pm": the one that looks most like a clock wins, then the first
    match = max(matches, key=lambda m: (bool(m["m"]), bool(m["unit"])))
    hour, minutes = int(match["h"]) % 24, int(match["m"] or 0)
    if minutes > 59:
        return None
    unit = (match["unit"] or "").replace(".", "")
    if unit in ("am", "a"):
        return time(hour % 12, minutes) if hour <= 12 else time(hour, minutes)
    if unit in ("pm", "p"):
        return time(hour % 12 + 12, minutes) if hour <= 12 else time(hour, minutes)
    if unit in ("h", "hr", "hrs", "uhr"):
        return time(hour, minutes)
    return _half_day(hour, minutes, said)


def _spoken(said: str) -> time | None:
    match = _SPOKEN.search(said)
    if not match or (
        match["h"] == "one" and not re.search(r"\b(?:at|by|around) one\b|\bone (?:o'?clock|am|pm)\b", said)
    ):
        return None
    return _half_day(_HOURS[match["h"]], _MINUTES.get(match["m"] or "", 0), said)


def _hour(word: str) -> int | None:
    hour = _HOURS.get(word)
    if hour is None and word.isdigit():
        hour = int(word)
    return hour if hour is not None and hour < 24 else None


def _half_day(hour: int, minutes: int, said: str) -> time:
    if hour < 12 and _PM.search(said) and not (_AM.search(said)):
        hour += 12
    elif hour == 12 and _AM.search(said) and not _PM.search(said):
        hour = 0
    return time(hour, minutes)
