"""Reads the slots of what a runner tells of: the place, the race, a complaint, a setting, a file, a start."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TypedDict

from bot.coach.words import Weekday
from bot.understanding.finding import Reading
from bot.understanding.loads import parse_load
from bot.understanding.places import find_zone
from bot.understanding.slots import Slots
from bot.understanding.slots_dates import Named, after, named_minutes, named_week
from bot.understanding.slots_life import (
    how_it_goes,
    named_parts,
    parse_distance,
    parse_gear,
    parse_pain,
    parse_place,
    parse_setting,
    parse_side,
)
from bot.understanding.times import parse_time

Found = tuple[Slots, tuple[str, ...]]
"""The slots, and the names of those that are unclear."""


class Single(TypedDict, total=False):
    """A day as one of two slots."""

    day: Weekday
    date: date


def single(days: tuple[Named, ...]) -> Single:
    """Return the first day as `day` or `date`."""
    if not days:
        return {}
    day = days[0].day
    return {"date": day} if isinstance(day, date) else {"day": day}


def change_place(reading: Reading) -> Found:
    """Read where and with what it is trained, and for how long."""
    said = reading.said
    until = after(said, reading.days, r"until|till|til|through|thru|up to|back on|back")
    rest = [day for day in reading.days if day is not until]
    start = after(said, tuple(rest), "from") if until else None
    named: Single = {} if start else single(tuple(rest))
    kept = reading.without_days
    gear = parse_gear(kept)
    load = parse_load(kept) if gear else None
    place = parse_place(kept)
    if place == "home" and gear == frozenset() and not re.search(r"\bhome\b", kept):
        place = None
    if gear and re.search(r"\bhotel gym\b", kept):
        place = "hotel"
    return (
        Slots(
            place=place,
            equipment=gear,
            kg=load,
            until=until.day if until else None,
            from_=start.day if start else None,
            week=None if until else named_week(said),
            **named,
        ),
        () if place or gear is not None else ("place",),
    )


def race(reading: Reading) -> Found:
    """Read which race, when, and whether it is off."""
    said = reading.said
    cancelled = bool(_CANCELLED.search(said))
    distance = parse_distance(reading.without_days, reading.today)
    days = reading.days
    to = after(said, days, "to|until|on") or (days[-1] if days else None)
    when = None if cancelled or to is None else to.on(reading.today)
    unclear = () if cancelled or when else ("date",)
    return Slots(distance=distance, date=when, cancelled=cancelled), unclear


_CANCELLED = re.compile(
    r"\b(?:(?:is|was|it'?s|has been) off|cancel+(?:ed|led)?|called off|pulled out|dropp?(?:ed|ing)? out|withdr\w+|not"
    r" (?:happening|racing|running|doing)|won'?t (?:be )?(?:run|rac|do)\w*"
    r"|no (?:race|marathon|half)\b|no longer|delete|remove|drop|deferred)\b"
)


def complaint(reading: Reading) -> Found:
    """Read what hurts, since when, how much, and how it goes."""
    said = reading.bare
    parts = [part for _, _, part in named_parts(said)]
    worse, better, resolved = how_it_goes(said)
    hurting = re.search(
        r"\b(?:after|since|from|when|during|doing|hurts?|aggravat\w+|irritat\w+|bothers?"
        r"|makes?|flares?|set off)\b",
        said,
    )
    exercise = reading.exercises[0].id if reading.exercises and hurting else None
    days = tuple(day for day in reading.days)
    began = after(reading.said, days, r"since|from|started|began|starting")
    if began is None:
        happened = re.search(
            r"\b(?:pulled|strained|tweaked|rolled|twisted|sprained|flared|started|began|hurt"
            r"|injured|felt|popped)\b",
            said,
        )
        past = [day for day in days if isinstance(day.day, Weekday) or day.day < reading.today]
        began = past[0] if happened and past else None
    return (
        Slots(
            part=parts[0] if parts else None,
            side=parse_side(said),
            score=parse_pain(
                reading.masked(
                    [(d.start, d.end) for d in days] + [(e.start, e.end) for e in reading.exercises]
                )
            ),
            since=began.day if began else None,
            worse=worse,
            better=better,
            resolved=resolved,
            exercise=exercise,
        ),
        ("part",) if not parts or len(set(parts)) > 1 else (),
    )


def settings(reading: Reading) -> Found:
    """Read which setting and what it shall be."""
    clock = _CLOCK_HERE.search(reading.said)
    if clock:
        return _zone_by_clock(clock["at"], reading.now)
    setting, value = parse_setting(reading.said)
    return Slots(setting=setting, value=value), ("value",) if setting and value is None else ()


_CLOCK_HERE = re.compile(
    r"\b(?:it'?s|it is|(?:time|clock|watch|phone)(?: here)? (?:is|says|shows)) (?:(?:now|already|only|about) )?"
    r"(?P<at>\d{1,2}(?:[:.h]\d\d)? ?(?:[ap]\.?m\b\.?)?)(?! ?(?:km|k\b|weeks?|days?|min))"
    r"(?:(?= (?:o'?clock )?(?:over )?(?:here|where i|in my|my time|local|now|not)\b)|(?<=\d[:.h]\d\d)|(?<=m))"
)


def _zone_by_clock(at: str, now: datetime | None) -> Found:
    """Return the zone where it is that time; where it is so in several, or the time is not known, the time itself."""
    guesses = find_zone(at, now) if now else ()
    if len(guesses) == 1:
        return Slots(setting="timezone", value=guesses[0].zone), ()
    clock = parse_time(at)
    return Slots(setting="timezone", value=clock.strftime("%H:%M") if clock else None), ("value",)


def export(reading: Reading) -> Found:
    """Read in which format."""
    match = re.search(r"\b(csv|json|ics|excel|spreadsheet)\b", reading.said)
    return Slots(format={"excel": "csv", "spreadsheet": "csv"}.get(match[1], match[1]) if match else None), ()


def start(reading: Reading) -> Found:
    """Read how long or which session."""
    minutes = named_minutes(reading.said)
    letter = re.search(
        r"\b(?:session|workout) ([a-d])\b(?! \w)|\b([b-d]) (?:session|workout)\b", reading.said
    )
    version = re.search(r"\b(\d{1,2})[ -]?(?:min(?:ute)?s?)?[ -]?(?:version|one)\b", reading.said)
    number = int(version[1]) if version else minutes[2] if minutes else None
    return Slots(minutes=number, session=(letter[1] or letter[2]).upper() if letter else None), ()
