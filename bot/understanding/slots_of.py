"""Gathers the slots of a wish: which of the readers are asked, and what is still unclear."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from bot.understanding.finding import Reading
from bot.understanding.slots import EVENING_BEFORE, Day, Slots
from bot.understanding.slots_dates import (
    EVENING_BEFORE as _EVENING_BEFORE,
)
from bot.understanding.slots_dates import (
    Named,
    after,
    gone,
    later,
    named_length,
    named_minutes,
    named_week,
)
from bot.understanding.slots_life import (
    parse_reason,
)
from bot.understanding.slots_log import has_sets, parse_correction, parse_effort, parse_sets
from bot.understanding.slots_runs import from_and_to, parse_runs_changed
from bot.understanding.slots_told import (
    Found,
    change_place,
    complaint,
    export,
    race,
    settings,
    single,
    start,
)
from bot.understanding.times import parse_time

_ALWAYS = re.compile(
    r"\b(?:always|from now on|permanently|every (?:week|day|single|time|mon|tue|wed|thu"
    r"|fri|sat|sun)\w*|for good|in (?:the )?future|each week"
    r"|going forward|any ?more|from here on|as a rule|forever|until further notice"
    r"|henceforth|from this week on|from next week(?: on)?|all the time|daily)\b"
)
_FROM_NOW = re.compile(
    r"\b(?:no longer|no more|stopped|these days|now(?! just| i'm off))\b(?!.*\b(?:this"
    r" week|today|tomorrow|tonight)\b)"
)
_EVERY_DAY = re.compile(r"\b(?:every ?day|each day|daily)\b")
_UNTIL = r"until|till|til|through|thru|up to|to|back on|back"
_LASTING = frozenset({"change-place", "change-time", "settings", "runs-changed", "move"})
_LUNCH = re.compile(r"\bafter (?:my )?lunch\b")

# The kinds of slots that a content file lists, and the fields that each of them allows.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "date", "from_", "to", "since", "week", "days", "days_named", "scope"),
    "until": ("until", "days", "from_", "week"),
    "time": ("time", "until", "scope"),
    "minutes": ("minutes",),
    "place": ("place", "equipment", "kg", "scope"),
    "complaint": ("part", "side", "score", "since", "worse", "better", "resolved", "exercise"),
    "rpe": ("rpe",),
    "lifts": ("sets", "correct", "done", "session", "minutes"),
    "race": ("distance", "date", "day", "cancelled"),
    "runs": ("run", "swap", "runs", "dates", "from_", "to", "week", "scope"),
    "exercise": ("exercise",),
    "reason": ("reason", "pause"),
    "setting": ("setting", "value", "scope"),
    "format": ("format",),
}


def slots_of(name: str, kinds: frozenset[str], reading: Reading) -> tuple[Slots, tuple[str, ...]]:
    """Return the slots of a wish by its name, as far as its content file lists their kinds, and what is unclear.

    A wish that only the content knows gets its day, its time and its minutes.
    """
    if not kinds:
        return Slots(), ()
    found, unclear = _READERS.get(name, _any)(reading)
    # "i run every day" tells the week, "write every day at six" that it lasts
    runs = name == "runs-changed"
    lasting = _EVERY_DAY.sub(" ", reading.said) if runs else reading.said
    if name in _LASTING and (_ALWAYS.search(lasting) or (runs and _FROM_NOW.search(lasting))):
        found = replace(found, scope="always")
    allowed = {field for kind in kinds for field in _FIELDS.get(kind, ())}
    empty = Slots()
    kept = {
        field: getattr(found, field) for field in allowed if getattr(found, field) != getattr(empty, field)
    }
    return Slots(**kept), tuple(
        field for field in unclear if field.rstrip("_") in {f.rstrip("_") for f in allowed}
    )


def _but_today(reading: Reading) -> tuple[Named, ...]:
    return tuple(day for day in reading.days if day.day != reading.today)


def _today(reading: Reading) -> Found:
    return Slots(**single(_but_today(reading))), ()


def _why(reading: Reading) -> Found:
    return Slots(**single(reading.days)), ()


def _week(reading: Reading) -> Found:
    week = named_week(reading.said)
    return Slots(week=week if week != "this" else None), ()


def _progress(reading: Reading) -> Found:
    return Slots(exercise=reading.exercises[0].id if reading.exercises else None), ()


def _log(reading: Reading) -> Found:
    said = reading.without_days
    named = single(tuple(gone(day, reading.said, reading.today) for day in reading.days))
    correct = parse_correction(said, reading.names)
    if correct is not None:
        return Slots(correct=correct, **named), ()
    rpe = parse_effort(said, reading.names)
    session = re.search(
        r"\b(?:session|workout) ([a-d])\b(?! (?:bit|lot|few|little|day|week|bad|good|hard"
        r"|tough|real))|\b([b-d]) (?:session|workout)\b",
        said,
    )
    logged, guessed = parse_sets(said, reading.names)
    letter = (session[1] or session[2]).upper() if session else None
    if has_sets(logged):
        return Slots(sets=logged, rpe=rpe, session=letter, **named), ("sets",) if guessed else ()
    minutes = named_minutes(said)
    only_effort = rpe is not None and not _DONE.search(said)
    return Slots(
        done=not only_effort, rpe=rpe, session=letter, minutes=minutes[2] if minutes else None, **named
    ), ()


_DONE = re.compile(
    r"\b(?:done|did|finish\w*|complet\w*|nailed|smashed|crushed|managed|ticked|got (?:it"
    r"|through|the)|over|survived|wrapped|trained|lifted|log|bag)\b"
)


def _skip(reading: Reading) -> Found:
    week = named_week(reading.said)
    if week:
        return Slots(week=week), ()
    return Slots(**single(reading.days)), ()


def _move(reading: Reading) -> Found:
    origin, to = from_and_to(reading.said, reading.days)
    week = named_week(reading.said)
    if origin is None and to is None:
        length = named_length(reading.said)
        days = length[2] if length else None
        if days and re.search(r"\b(?:forward|earlier|sooner)\b", reading.said):
            days = -days
        return Slots(days=days, week=week), () if days or week else ("to",)
    both = len(reading.days) == 2 and re.search(r"\bto (?:\w+ )?$", reading.said[: reading.days[0].start])
    joined = both and re.fullmatch(
        r" ?(?:and|&|,|\+) ?", reading.said[reading.days[0].end : reading.days[1].start]
    )
    if joined:
        return Slots(days_named=(reading.days[0].day, reading.days[1].day), week=week), ("from",)
    return Slots(from_=origin, to=to, week=week), () if to is not None else ("to",)


def _clock(text: str) -> time | None:
    return parse_time(re.sub(r"\b(?:in the|this) (?:same )?(?=evening|morning|afternoon)", "in the ", text))


def _snooze(reading: Reading) -> Found:
    said = reading.without_days
    minutes = named_minutes(said)
    if minutes is None:
        bare = re.search(
            r"\bin (\d{1,3})\b(?! ?(?:days?|weeks?|months?))|\b(?:snooze|another|give me) (\d{1,3})$", said
        )
        if bare:
            return Slots(minutes=int(bare[1] or bare[2])), ()
    if minutes is not None:
        return Slots(minutes=minutes[2]), ()
    if _LUNCH.search(said):
        return Slots(until=time(13)), ()
    other = _but_today(reading)
    if other:
        return Slots(until=other[0].day), ()
    at = parse_time(reading.said)
    if at is None:
        return Slots(), ()
    exact = re.search(r"\b[ap]\.?m\b|\d[:.]\d\d|\b(?:1[3-9]|2[0-3])\b|morning", said)
    return Slots(until=at if exact else later(at)), () if exact or at.hour > 12 or at.hour <= 7 else (
        "until",
    )


def _until(reading: Reading) -> Day | None:
    found = after(reading.said, reading.days, _UNTIL)
    if found is not None:
        return found.day
    if re.search(r"\bbetween\b", reading.said) and len(reading.days) == 2:
        last = after(reading.said, reading.days[1:], r"and|to")
        return last.day if last else None
    if re.search(r"\b(?:until|till|til) (?:the )?next week\b", reading.said):
        return reading.today + timedelta(days=7 - reading.today.weekday())
    return None


def _pause(reading: Reading) -> Found:
    said = reading.said
    until = _until(reading)
    # "ill since yesterday" tells no day from which to pause
    to_come = (day for day in reading.days if not isinstance(day.day, date) or day.day >= reading.today)
    rest = [day for day in to_come if day.day is not until]
    length = named_length(reading.without_days)
    start = after(said, tuple(rest), r"from|as of|starting|beginning|starts|begins|of|on|leaving|leave|away")
    start = start or next(iter(rest), None)
    origin = start.day if start else None
    if origin == reading.today and not (until or length):
        origin = None
    week = named_week(said) if not (until or length or origin) else None
    reason, pause = parse_reason(said)
    days = length[2] if length else None
    return Slots(from_=origin, until=until, days=days, week=week, reason=reason, pause=pause), ()


def _resume(reading: Reading) -> Found:
    since = after(reading.said, reading.days, r"since|until|till|gone since")
    days = [day for day in reading.days if day is not since and day.day != reading.today]
    start = after(reading.said, tuple(days), r"from|on|as of") or next(iter(days), None)
    return Slots(from_=start.day if start else None), ()


def _runs_changed(reading: Reading) -> Found:
    changed = parse_runs_changed(reading.said, reading.days, reading.today)
    unclear = ("to",) if changed.run and changed.origin is not None and changed.to is None else ()
    found = Slots(
        run=changed.run,
        from_=changed.origin,
        to=changed.to,
        swap=changed.swap,
        runs=changed.week,
        dates=changed.dates,
    )
    if found == Slots():
        return found, ("runs",)
    return found, unclear


def _change_time(reading: Reading) -> Found:
    said = reading.without_days
    named = single(_but_today(reading))
    if _EVENING_BEFORE.search(reading.said):
        return Slots(time=EVENING_BEFORE, **named), ()
    kept = re.sub(
        r"\b(?:not(?: at)?|instead of(?: at)?|rather than(?: at)?|from) \d[\d:.]*(?: ?[ap]m)?", " ", said
    )
    at = _clock(kept)
    if at is None and re.search(r"\b(?:earlier|later)\b", said):
        minutes = named_minutes(said)
        return Slots(minutes=minutes[2] if minutes else None, **named), ("time",)
    return Slots(time=at, **named), () if at else ("time",)


def _any(reading: Reading) -> Found:
    minutes = named_minutes(reading.said)
    found: dict[str, Any] = {"minutes": minutes[2] if minutes else None}
    return Slots(time=parse_time(reading.without_days), **found, **single(reading.days)), ()


_READERS: Mapping[str, Callable[[Reading], Found]] = {
    "today": _today,
    "week": _week,
    "progress": _progress,
    "log": _log,
    "skip": _skip,
    "move": _move,
    "snooze": _snooze,
    "pause": _pause,
    "resume": _resume,
    "runs-changed": _runs_changed,
    "change-time": _change_time,
    "change-place": change_place,
    "race": race,
    "complaint": complaint,
    "settings": settings,
    "export": export,
    "start-session": start,
    "why": _why,
}
