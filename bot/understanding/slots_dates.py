"""Finds every day, week, clock time and length of time that a message names, with the place where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.coach.words import Weekday
from bot.understanding.dates import parse_day
from bot.understanding.slots import Day

_WEEKDAY = (
    r"(?:mon(?:day|dy)?|tue(?:s|sday|sdy)?|tusday|tuseday|wed(?:s|nesday|ensday|nsday"
    r"|desday)?|wensday|wendsday"
    r"|thu(?:r|rs|rsday|rday)?|thrusday|thursady|fri(?:day)?|firday|sat(?:urday|erday)?|sun(?:day)?)"
)
_FIRST_LETTERS = {"m": 0, "tu": 1, "w": 2, "th": 3, "f": 4, "sa": 5, "su": 6}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_COUNT = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|sixteen"
    r"|eighteen|twenty|(?:a )?couple of|a few)"
)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty": 20, "couple of": 2, "a couple of": 2, "a few": 3,
}  # fmt: skip
_RELATIVE = (
    (-2, r"day before yesterday"),
    (2, r"day after (?:tomorrow|tmrw|tmw)"),
    (1, r"tom+or+ows?|tom+or+w|tomoz|tmrw|tmr|tmw|tomo|2mor+ow|2moro|morrow"),
    (-1, r"yesterday|yest(?:erdy)?|yday|last night"),
    (0, r"today|todays|tdy|2day|tonight|tonite|2nite|this (?:morning|evening|afternoon|arvo)"),
)
_DAY = re.compile(
    r"\b(?:"
    r"(?P<calendar>20\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)? ?(?:of )?{_MONTH}\b\.?(?:,? ?(?:'?20)?\d\d(?![\d:.]))?"
    rf"|{_MONTH}\b\.? ?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,? ?20\d\d)?"
    r"|(?<![\d.,])\d{1,2}\.\d{1,2}\.(?!\d)"
    r"|(?<=on )\d{1,2}/\d{1,2}(?![/\d])"
    rf"|(?:in|within) (?:about |around |exactly )?{_COUNT} (?:more )?(?:days?|weeks?|wks?"
    rf"|months?|fortnights?)"
    rf"|{_COUNT} (?:days?|weeks?|wks?|months?) (?:from (?:now|today)|out|away|to go)"
    rf"|{_COUNT} (?:days?|weeks?) ago)"
    r"|(?P<monthday>(?<=the )\d{1,2}(?:st|nd|rd|th)\b(?! (?:set|session|time|week|of)))"
    + "".join(rf"|(?P<r{number + 2}>(?:{words})(?:'?s)?\b)" for number, words in _RELATIVE)
    + rf"|(?:(?P<lead>next|this|coming|last) )?(?P<weekday>{_WEEKDAY})(?:'?s)?\b(?! ?dose)"
    r"|(?:(?P<lead2>next|this|coming|last|the) )?(?P<weekend>week ?ends?)\b"
    r")"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A day that was named: the characters from `start` to `end`; `lead` is "next", "last" or the like before it."""

    start: int
    end: int
    day: Day
    lead: str = ""
    whose: bool = False
    weekend: bool = False
    """Whether it has the s of "tuesday's session", which tells where something is moved from."""

    def on(self, today: date) -> date:
        """Return the date that is meant, a weekday as the next one after today; "next" is that of next week."""
        if isinstance(self.day, date):
            return self.day
        ahead = (self.day - today.weekday() - 1) % 7 + 1
        if self.lead == "next":
            ahead = self.day - today.weekday() + 7
        return today + timedelta(days=ahead)


def named_days(said: str, today: date) -> tuple[Named, ...]:
    """Return the days of a folded text in the order typed. A day beyond the ends of the calendar is none."""
    found: list[Named] = []
    for match in _DAY.finditer(said):
        try:
            day = _day(match, today)
        except (OverflowError, ValueError):  # beyond the calendar's ends
            continue
        if day is not None:
            whose = bool(re.search(r"'s$|[a-z]{5}s$", match.group()))
            lead = match["lead"] or match["lead2"] or ""
            weekend = bool(match["weekend"]) and not match["weekend"].endswith("s")
            found.append(Named(match.start(), match.end(), day, lead, whose, weekend))
    return tuple(found)


def _day(match: re.Match[str], today: date) -> Day | None:
    if match["weekday"]:
        word = match["weekday"]
        return Weekday(_FIRST_LETTERS.get(word[0], _FIRST_LETTERS.get(word[:2], 0)))
    if match["weekend"]:
        return Weekday.SATURDAY
    if match["calendar"]:
        return parse_day(re.sub(r"\bmore ", "", match["calendar"]).replace("a few", "three"), today)
    if match["monthday"]:
        return _day_of_month(int(re.sub(r"\D", "", match["monthday"])), today)
    number = next(n for n, _ in _RELATIVE if match[f"r{n + 2}"])
    return today + timedelta(days=number)


def _day_of_month(number: int, today: date) -> date | None:
    if not 1 <= number <= 31:
        return None
    return next(
        (day for n in range(62) if (day := today + timedelta(days=n)).day == number),
        None,
    )


_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_LOOKED_BACK = 61
"""Days in which a date that was named without its year is looked for: two months hold every day of a month."""


def gone(day: Named, said: str, today: date) -> Named:
    """Return a date without its year as the last such day: what was done was not done on a day to come."""
    if not isinstance(day.day, date) or day.day <= today:
        return day
    bare = bool(_ORDINAL.fullmatch(said[day.start : day.end]))
    back = (today - timedelta(days=n) for n in range(1, min(_LOOKED_BACK, (today - date.min).days) + 1))
    found = next((d for d in back if d.day == day.day.day and (bare or d.month == day.day.month)), None)
    return replace(day, day=found) if found else day


_WEEK = re.compile(
    r"\b(this|next|last|coming|the whole|the rest of the|rest of the) (?:coming )?(?:week|wk)\b"
)


def named_week(said: str) -> str | None:
    """Return "this", "next" or "last" where a week is named."""
    match = _WEEK.search(said)
    if match is None:
        return None
    return match[1] if match[1] in ("next", "last") else "next" if match[1] == "coming" else "this"


_MINUTES = re.compile(
    rf"\b(?:(?P<half>half an? ?hour)|(?P<quarter>(?:a )?quarter of an hour)|(?P<more>an? hour and a half)"
    rf"|(?:(?P<d>\d{{1,3}}(?:[.,]5)?) ?-?|(?P<n>{_COUNT}|fifteen|thirty|forty|forty[- ]five|ninety)[ -])"
    r"(?:more |extra )?(?P<unit>min(?:ute)?s?|m|hours?|hrs?|h))\b(?! ?ago| ?\d)"
)
_TENS = {"thirty": 30, "forty": 40, "forty five": 45, "forty-five": 45, "ninety": 90}


def named_minutes(said: str) -> tuple[int, int, int] | None:
    """Return the first length of time below a day as (start, end, minutes)."""
    for match in _MINUTES.finditer(said):
        if match["half"] or match["quarter"] or match["more"]:
            return match.start(), match.end(), 30 if match["half"] else 15 if match["quarter"] else 90
        word, unit = match["d"] or match["n"], match["unit"]
        if unit == "h" and not re.match(r"an?$|one$|[1-6](?:[.,]5)?$", word):
            continue  # "19h" is a clock
        number = _NUMBERS.get(word) or _TENS.get(word) or float(word.replace(",", "."))
        minutes = int(number * 60) if unit.startswith("h") else int(number)
        if 0 < minutes <= 24 * 60:
            return match.start(), match.end(), minutes
    return None


_LENGTH = re.compile(
    rf"\b(?P<n>{_COUNT}) (?:whole |full |more )?(?P<unit>days?|weeks?|wks?|fortnights?|months?)\b(?! ago)"
    r"|\ba (?P<fortnight>fortnight)\b"
)
_UNIT_DAYS = {"d": 1, "w": 7, "f": 14, "m": 30}


def named_length(said: str) -> tuple[int, int, int] | None:
    """Return the first length of time from a day on as (start, end, days)."""
    match = next(
        (
            m
            for m in _LENGTH.finditer(said)
            if not re.search(r"\b(?:times?|days|sessions) $", said[: m.start()])
        ),
        None,
    )
    if match is None:
        return None
    if match["fortnight"]:
        return match.start(), match.end(), 14
    number = _NUMBERS.get(match["n"]) or int(match["n"])
    return match.start(), match.end(), number * _UNIT_DAYS[match["unit"][0]]


_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_NOT_COUNTED = (
    r"(?![\d%/x])(?! ?(?:x|kg|k\b|km|kilos?|min|mins|minutes|m\b|sec|secs|s\b|lbs?|reps?"
    r"|sets?|days?|weeks?|hours?|hrs?|st\b|nd\b|rd\b|th\b|out of|percent|sessions?|times"
    r"|more|dumbbells?|exercises?))"
)
_CLOCK = re.compile(
    r"(?<![\d.,/:-])(?:[01]?\d|2[0-3])[:.][0-5]\d(?: ?(?:am|pm|a\.m|p\.m|h|hrs|uhr))?(?![\d.]|/| ?kg)"
    r"|(?<![\d.,/:-])\d{1,2} ?(?:am\b|pm\b|a\.m\.?|p\.m\.?|o'? ?clock|uhr\b|hrs\b)"
    r"|(?<![\d.,/:-])(?:[01]?\d|2[0-3]) ?h(?:[0-5]\d)?\b"
    r"|(?:(?<=\bat )|(?<=\btill )|(?<=\buntil )|(?<=\btil )|(?<=\bby )|(?<=\baround )"
    r"|(?<=\babout )|(?<=\bafter )|(?<=@))"
    rf"(?:[01]?\d|2[0-3]|(?:half|quarter) (?:past|to) {_HOUR}|{_HOUR}(?: (?:thirty"
    rf"|fifteen))?)\b{_NOT_COUNTED}"
    rf"|\b(?:half|quarter|ten|five|twenty) (?:past|to) (?:{_HOUR}|\d{{1,2}})\b|\bhalf {_HOUR}\b"
    rf"|\b{_HOUR} (?:am|pm|o'? ?clock|thirty|in the (?:morning|evening|afternoon)|tonight)\b"
    r"|\b(?:\d{1,2}|six|seven|eight|nine|ten|five|four) (?:in the (?:morning|evening"
    r"|afternoon)|tonight|ish)\b|\b\d{1,2}ish\b"
    r"|(?<![\d.,])(?:0[4-9]|1\d|2[0-3])[0-5]\d(?: ?(?:h|hrs|hours))\b"
    r"|\b(?:noon|midday|midnight)\b"
)
_PART_OF_DAY = re.compile(
    r"\b(?:mornings?|evenings?|afternoons?|lunch(?:time|break)?|breakfast|nights?|dinner"
    r"|bed ?time|before work"
    r"|after work|tonight|first thing|night before|day before)\b"
)
EVENING_BEFORE = re.compile(r"\b(?:evening|night|day) before\b|\bthe previous (?:evening|night)\b|\beve of\b")


def named_clock(said: str) -> tuple[int, int] | None:
    """Return where a clock time stands."""
    match = _CLOCK.search(said)
    return (match.start(), match.end()) if match else None


def part_of_day(said: str) -> tuple[int, int] | None:
    """Return where a part of the day stands."""
    match = _PART_OF_DAY.search(said)
    return (match.start(), match.end()) if match else None


_DET = r"(?:next |this |the |coming |my |of )*$"


def after(said: str, days: tuple[Named, ...], words: str) -> Named | None:
    """Return the first day that follows one of the words (an expression), "the", "next" and the like between."""
    pattern = re.compile(rf"\b(?:{words}):? ?{_DET}")
    return next((day for day in days if pattern.search(said[: day.start])), None)


def later(at: time) -> time:
    """Return an hour of the small hours as one of the afternoon: who puts something off means later today."""
    return at.replace(hour=at.hour + 12) if 1 <= at.hour <= 7 else at
