"""Reads days and races: "18 april", "in ten weeks", "next sunday", "half marathon on 28/03/2027"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.coach.words import Distance
from bot.understanding.words import fold

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(
    r"\b(?P<lead>next|this|coming|last)?\s*(?P<day>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs"
    r"|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)s?\b(?P<week> (?:in (?:a|one) )?week)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:,?\s*'?(?P<year>20\d\d|\d\d(?![\d:.])))?"
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of\s+)?{_MONTH}{_YEAR}")
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s*(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:){_YEAR}")
_ISO = re.compile(r"\b(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b")
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})(?:[/.-](?P<year>20\d\d|\d\d)"
    r"|\.)?(?![\d%])(?!\s*(?:k|km|mi|miles?)\b)"
)
_SPELLED = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20,
    "couple": 2, "a couple of": 2,
}  # fmt: skip
_COUNT = r"(?P<n>\d{1,3}|a couple of|" + "|".join(sorted(_SPELLED, key=len, reverse=True)) + r")"
_IN = re.compile(
    rf"\b(?:in|after|within)\s+(?:about\s+|around\s+|exactly\s+)?{_COUNT}\s+(?P<unit>days?|weeks?|wks?"
    rf"|months?|fortnights?)\b"
    rf"|\b{_COUNT.replace('<n>', '<m>')}\s+(?P<late>days?|weeks?|wks?|months?)\s+(?:from (?:now|today)"
    rf"|out|away|to go|time|left)\b"
)
_AGO = re.compile(rf"\b{_COUNT}\s+(?P<unit>days?|weeks?)\s+ago\b")
_WORDS = (
    (re.compile(r"\bday after (?:tomorrow|tmrw|tmw)\b"), 2),
    (re.compile(r"\bday before yesterday\b"), -2),
    (re.compile(r"\b(?:tomorrow|tmrw|tmw|tomorow|tommorow|tommorrow|2moro|2morrow)\b"), 1),
    (re.compile(r"\b(?:yesterday|yday|yest)\b"), -1),
    (re.compile(r"\b(?:today|tonight|this (?:morning|evening|afternoon)|2day|now)\b"), 0),
)
_OTHER_MONTHS = re.compile(
    r"\b(?:januar|janvier|enero|gennaio|februar|fevrier|febrero|marz|mars|marzo|avril|abril|aprile|mai"
    r"|mayo|maggio|juin|junio"
    r"|giugno|juillet|julio|luglio|aout|agosto|septembre|settembre|oktober|octobre|octubre|ottobre"
    r"|novembre|dezember"
    r"|decembre|diciembre|dicembre|juni|juli|augustus|maart|mei)\b"
)


@dataclass(frozen=True, slots=True)
class ParsedRace:
    """What a text says about a race; None for what it leaves open."""

    distance: Distance | None = None
    day: date | None = None


def parse_day(text: str, today: date) -> date | None:
    """Return the day that a text names, None when it names none. Never raises.

    A weekday is the next one after today; "next sunday" is the Sunday of the week after this one. A date without
    a year, or with a year gone by, is the next such date; 03/04 is 3 April.
    """
    said = fold(text)
    try:
        for read in (_iso, _day_and_month, _numeric, _counted, _near, _weekday, _other_languages):
            found = read(said, today)
            if found is not None:
                return found
    except (ValueError, OverflowError):  # the 31st of April, or a year beyond the calendar
        return None
    return None


def _iso(said: str, today: date) -> date | None:
    match = _ISO.search(said)
    if match is None:
        return None
    return _to_come(int(match["day"]), int(match["month"]), int(match["year"]), today)


def _day_and_month(said: str, today: date) -> date | None:
    match = _DAY_MONTH.search(said) or _MONTH_DAY.search(said)
    if match is None:
        return None
    month = _MONTHS.index(match["month"][:3]) + 1
    return _to_come(int(match["day"]), month, _year(match["year"]), today)


def _numeric(said: str, today: date) -> date | None:
    match = _NUMERIC.search(said)
    if match is None:
        return None
    day, month = int(match["a"]), int(match["b"])
    if month > 12 >= day:
        day, month = month, day  # 03/28 can only be the American order
    if month > 12 or not day or not month:
        return None
    return _to_come(day, month, _year(match["year"]), today)


def _counted(said: str, today: date) -> date | None:
    match = _AGO.search(said)
    if match:
        days = _number(match["n"]) * (7 if match["unit"].startswith("w") else 1)
        return today - timedelta(days=days)
    match = _IN.search(said)
    if match is None:
        return None
    number, unit = _number(match["n"] or match["m"]), match["unit"] or match["late"]
    if unit.startswith("month"):
        month = today.month - 1 + number
        year, month = today.year + month // 12, month % 12 + 1
        return min(date(year, month, 1) + timedelta(days=today.day - 1), _month_end(year, month))
    return today + timedelta(days=number * (14 if unit.startswith("f") else 7 if unit.startswith("w") else 1))


def _near(said: str, today: date) -> date | None:
    return next((today + timedelta(days=days) for words, days in _WORDS if words.search(said)), None)


def _weekday(said: str, today: date) -> date | None:
    match = _WEEKDAY.search(said)
    if match is None:
        weekend = re.search(r"\b(next )?weekend\b", said)
        if weekend is None:
            return None
        return today + timedelta(days=(5 - today.weekday()) % 7 + (7 if weekend[1] else 0))
    number = next(n for n, name in enumerate(_WEEKDAYS) if name.startswith(match["day"][:3]))
    ahead = (number - today.weekday() - 1) % 7 + 1
    if match["lead"] == "last":
        return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    if match["lead"] == "next":
        ahead = number - today.weekday() + 7
    return today + timedelta(days=ahead + (7 if match["week"] else 0))


def _other_languages(said: str, today: date) -> date | None:
    if not _OTHER_MONTHS.search(said) or not re.search(r"\d", said):
        return None
    # imported here: it takes longer to load than everything else together and is hardly ever needed
    import dateparser.search

    found = dateparser.search.search_dates(
        said,
        languages=["de", "fr", "es", "it", "nl"],
        settings={"RELATIVE_BASE": datetime.combine(today, time(12)), "PREFER_DATES_FROM": "future"},
    )
    if not found:
        return None
    day: date = found[0][1].date()
    return _to_come(day.day, day.month, day.year, today)


def _to_come(day: int, month: int, year: int | None, today: date) -> date:
    """Return the date; one of a year gone by was mistyped or is last year's race: the next such day is meant."""
    if year is not None and year >= today.year:
        return date(year, month, day)
    for candidate in range(today.year, today.year + 9):
        if not (day == 29 and month == 2) or candidate % 4 == 0:
            found = date(candidate, month, day)
            if found >= today:
                return found
    raise ValueError("no such day")


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _SPELLED[text]


_DISTANCES: tuple[tuple[Distance, str], ...] = (
    (Distance.ULTRA, r"ultras?(?:marathon)?|\d+ ?hours?|(?:50|100) ?milers?|utmb|comrades"),
    (Distance.HALF, r"half(?:[- ]?marathon)?s?|hm|hmara|21 ?\.?1? ?k(?:m|ms)?|13\.1(?: ?mi(?:les?)?)?"),
    (
        Distance.MARATHON,
        r"full marathon|marathons?|maras?|42 ?(?:[.,]2)? ?k(?:m|ms)?"
        r"|26\.2(?: ?mi(?:les?)?)?|the full",
    ),
    (Distance.FIVE_K, r"park ?runs?|five ?k"),
    (Distance.TEN_K, r"ten ?k"),
)
_LENGTH = re.compile(
    r"(?<![\d.,/-])(\d{1,3}(?:[.,]\d{1,2})?) ?-?(k|km|kms|kilometers?|kilometres?|mi"
    r"|miles?|milers?)\b"
)
_KM_PER_MILE = 1.609344
_LONGEST_KM = (
    (5.3, Distance.FIVE_K),
    (10.3, Distance.TEN_K),
    (21.6, Distance.HALF),
    (42.9, Distance.MARATHON),
)


def parse_race(text: str, today: date) -> ParsedRace:
    """Return the distance and the day of a race as far as the text names them. Never raises.

    Other distances count as the next longer one that the taper rules know (15 km as a half).
    """
    said = fold(text)
    distance: Distance | None = None
    length = _LENGTH.search(said)
    for each, words in _DISTANCES:
        match = re.search(rf"\b(?:{words})\b", said)
        if match:
            distance = each
            said = said[: match.start()] + " " + said[match.end() :]
            break
    if length and (distance is None or distance is Distance.MARATHON):
        km = float(length[1].replace(",", ".")) * (_KM_PER_MILE if length[2].startswith("mi") else 1)
        if distance is None or km > _LONGEST_KM[-1][0]:
            distance = next((known for limit, known in _LONGEST_KM if km <= limit), Distance.ULTRA)
    said = _LENGTH.sub(" ", said)
    return ParsedRace(distance, parse_day(said, today))
