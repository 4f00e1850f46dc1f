"""Reads where something is moved from and to, and what changed in the week of runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.coach.words import RunKind, Weekday
from bot.understanding.runweek import ParsedWeek, named_runs, parse_run_week
from bot.understanding.slots import Day
from bot.understanding.slots_dates import Named, after

_TO = r"(?:back |forward |over )?(?:to|onto|into|for|until|till|til|->|→)"
_INSTEAD = r"(?:instead of|rather than|in place of|than|not)(?: on| the| my)?(?: \w+)?"
_SWAP = re.compile(
    r"\b(?:swap\w*|switch\w*|exchang\w+|trad(?:e|ed|ing)|flip\w*|revers\w+|changed?"
    r" (?:round|around|places))\b"
)
_MOVED = re.compile(
    r"\b(?:mov(?:e|es|ed|ing)|shift\w*|push\w*|bump\w*|slid\w*|slip\w*|postpon\w+|reschedul\w+|swap\w*"
    r"|switch\w*|chang\w+|now|instead"
    r"|rather than|(?:did ?n'?t|didnt|could ?n'?t|couldnt|cannot|can'?t|won'?t|is ?n'?t|isnt)"
    r" (?:do|make|run|manage|happen\w*|going to happen|be happening|work\w*)|missed|skipped|brought|bring|put"
    r"|put off|delayed?|transferred|goes|going|is|are|will be|got)\b|->|→"
)
_SHIFTED = re.compile(
    r"\b(?:mov(?:e|es|ed|ing)|shift\w*|push\w*|bump\w*|slid\w*|slip\w*|postpon\w+|reschedul\w+|brought|bring)"
    r" .*\b(?:to|until|till|on)\b"
)
_I_RUN = re.compile(r"\b(?:i|we) (?:\w+ )?(?:run|go running)\b|\bi'?m running\b")
_ALL = re.compile(
    r"\b(?:every ?day|daily|each day|all week|other days?|others|everything else|rest of"
    r" the week|the rest|otherwise"
    r"|new (?:run(?:ning)? )?(?:week|plan|schedule)|(?:run(?:ning)? )?(?:week|schedule) is|weekdays)\b"
)
_NO_RUN = re.compile(
    r"\b(?:no|not|don'?t|dont|won'?t|wont|without|never|cannot|can'?t|cant|off|rest|free|skip\w*|stopped)\b"
)
_WHOLE_WEEK = 3
"""From so many weekdays with their runs on it is the whole week: who names three names all of them."""


@dataclass(frozen=True, slots=True)
class RunsChanged:
    """A run moved, two swapped, or what is run on which days."""

    run: RunKind | None = None
    origin: Day | None = None
    to: Day | None = None
    swap: tuple[RunKind, ...] = ()
    week: tuple[tuple[Weekday, RunKind], ...] = ()
    dates: tuple[tuple[date, RunKind], ...] = ()


def from_and_to(said: str, days: tuple[Named, ...]) -> tuple[Day | None, Day | None]:
    """Return where something is moved from and to, None for what is not said."""
    if not days:
        return None, None
    if len(days) == 1:
        return _one_day(said, days[0])
    swapped = _SWAP.search(said)
    to = after(said, days, _TO)
    origin = after(said, days, _INSTEAD) or after(said, days, "from|off|of")
    if swapped and to is None and origin is None:
        return days[0].day, days[1].day
    if origin is not None:
        others = [day for day in days if day is not origin]
        return origin.day, (to if to is not None and to is not origin else others[0]).day
    if to is None and re.search(
        r"\b(?:do|doing|run|running|train|lift|be|is|are|on|now)\b.*", said[days[0].end :]
    ):
        return days[0].day, days[-1].day
    if to is None:
        return days[0].day, days[-1].day
    before = [day for day in days if day.end <= to.start]
    others = before or [day for day in days if day is not to]
    return others[0].day, to.day


def _one_day(said: str, day: Named) -> tuple[Day | None, Day | None]:
    if after(said, (day,), _TO):
        return None, day.day
    if after(said, (day,), f"from|{_INSTEAD}"):
        return day.day, None
    follows = re.match(
        r" ?(?:'s )?(?:strength|session|workout|lifting|gym|leg|training|run|intervals|tempo|long|weights)",
        said[day.end :],
    )
    possessed = said[day.start : day.end].endswith("'s")
    if (
        possessed
        or (day.whose and follows)
        or (follows and not re.search(r"\b(?:on|to) $", said[: day.start]))
    ):
        return day.day, None
    return None, day.day


def parse_runs_changed(said: str, days: tuple[Named, ...], today: date) -> RunsChanged:
    """Return what changed in the runs. Never raises."""
    kinds = [(start, end, kind) for start, end, kind in named_runs(said) if not _generic(said[start:end])]
    distinct = list(dict.fromkeys(kind for _, _, kind in kinds))
    if _SWAP.search(said) and len(distinct) == 2 and not after(said, days, _TO):
        if (
            len(days) == 1
            and days[0].end <= kinds[0][0]
            and re.search(r"\b(?:for|to|with) (?:an? |my )?$", said[: kinds[-1][0]])
        ):
            # "swap tomorrow's tempo for an easy run" is about one day
            day = days[0].day
            if isinstance(day, Weekday):
                return RunsChanged(week=((day, distinct[1]),))
            return RunsChanged(dates=((day, distinct[1]),))
        return RunsChanged(swap=tuple(distinct[:2]))
    weekdays = {day.day for day in days if isinstance(day.day, Weekday)}
    week = _parsed(said)
    listed = week is not None and (
        len(weekdays) >= _WHOLE_WEEK or (bool(_ALL.search(said)) and not after(said, days, "from"))
    )
    if week is None and not days:
        week = parse_run_week(re.sub(r"^[^:]*:", "", said))
        listed = week is not None
    if week is not None and (listed or not days):
        return RunsChanged(week=tuple(zip(Weekday, week.kinds, strict=True)))
    if (
        len(distinct) == 1
        and days
        and (len(days) > 1 or not isinstance(days[0].day, date) or _SHIFTED.search(said))
        and len(days) <= 2
    ):
        instead = after(said, days, _INSTEAD)
        if (
            (_MOVED.search(said) or instead)
            and (len(days) == 1 or _is_move(said, days))
            and not _denied(said, days)
        ):
            origin, to = from_and_to(said, days)
            return RunsChanged(run=distinct[0], origin=origin, to=to)
    if not distinct and len(days) == 2 and _is_move(said, days):
        origin, to = from_and_to(said, days)
        return RunsChanged(origin=origin, to=to)
    return _by_day(said, days, today)


def _parsed(said: str) -> ParsedWeek | None:
    """Read the week; the run of "i run mon wed fri easy" is no kind where another one follows the days."""
    whole = parse_run_week(said)
    bare = parse_run_week(_I_RUN.sub(" ", said))
    if bare is None or whole is None:
        return whole
    return bare if _days_off(bare) <= _days_off(whole) else whole


def _days_off(week: ParsedWeek) -> int:
    return week.kinds.count(RunKind.REST)


def _is_move(said: str, days: tuple[Named, ...]) -> bool:
    """Whether two days are where from and where to, and not two days of a habit ("tempo on tuesday and friday")."""
    between = said[days[0].end : days[1].start].strip()
    return between not in ("and", ",", "&", "/", "or", "and on")


def _denied(said: str, days: tuple[Named, ...]) -> bool:
    """Whether it only says that there is no run: "no intervals on friday"."""
    return len(days) == 1 and bool(
        re.search(r"\b(?:no|without|dropp?\w*|skip\w*|cancell?ed|not doing|not running)\b", said)
    )


def _by_day(said: str, days: tuple[Named, ...], today: date) -> RunsChanged:
    """Read "easy run today instead of the tempo": today is read as its weekday, so that one grammar reads both."""
    spelled = re.sub(r"\b(?:instead of|rather than)\b.*", " ", said)
    dated: dict[Weekday, date] = {}
    named: set[Weekday] = set()
    for day in reversed(days):
        if day.weekend and day.start < len(spelled.rstrip()):
            first = day.on(today) if day.lead == "next" else today + timedelta(days=(5 - today.weekday()) % 7)
            dated |= {Weekday.SATURDAY: first, Weekday.SUNDAY: first + timedelta(days=1)}
            continue
        if day.start >= len(spelled.rstrip()):
            continue
        if isinstance(day.day, Weekday):
            named.add(day.day)
            spelled = spelled[: day.start] + day.day.name.lower() + spelled[day.end :]
        else:
            weekday = Weekday(day.day.weekday())
            dated[weekday] = day.day
            spelled = spelled[: day.start] + weekday.name.lower() + spelled[day.end :]
    denied = bool(_NO_RUN.search(spelled)) and len(named) + len(dated) >= 1
    # "i don't run on fridays", "not running tomorrow": a rest day, whatever run is named
    if denied and re.search(
        r"\b(?:no|not|don'?t|dont|won'?t|wont|cannot|can'?t|cant|stopped|without"
        r"|skip\w*)\b[^,;.]*\b(?:run|runs|running|intervals|tempo|long|jog)",
        spelled,
    ):
        rest = RunKind.REST
        return RunsChanged(
            week=tuple((day, rest) for day in Weekday if day in named),
            dates=tuple((dated[day], rest) for day in Weekday if day in dated),
        )
    week = parse_run_week(spelled)
    if week is None:
        return RunsChanged()
    return RunsChanged(
        week=tuple((day, week.kinds[day]) for day in Weekday if day in named),
        dates=tuple((dated[day], week.kinds[day]) for day in Weekday if day in dated),
    )


def _generic(words: str) -> bool:
    return words in (
        "run",
        "runs",
        "running",
        "event",
        "x",
        "reps",
        "base",
        "general",
        "medium",
        "workout",
        "workouts",
        "row",
        "rowing",
        "hard",
        "race",
        "races",
        "competition",
        "yoga",
        "slow",
        "steady",
        "longer",
        "longest",
        "gentle",
        "aerobic",
    )


def specific_runs(said: str) -> tuple[tuple[int, int, RunKind], ...]:
    """Return the runs that are named by their kind, with the characters where they stand; "easy" alone is none."""
    return tuple(
        each
        for each in named_runs(said)
        if not _generic(said[each[0] : each[1]])
        and said[each[0] : each[1]] not in ("easy", "recovery", "chilled", "relaxed")
    )
