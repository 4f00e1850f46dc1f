"""The season: which phase a date lies in, and how many sessions of which kind the phase asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.coach.runner import (
    B_RACE_EASY_DAYS,
    RACE_WEEK_DAYS,
    TAPER_DAYS,
    BadInput,
    History,
    Race,
)
from bot.coach.week_rules import RaceDay, RunWeek, WeekQuestion
from bot.coach.words import Distance, Level, Mode, Phase, Priority, SessionKind

BASE_WEEKS = 11  # whole weeks to the race from which on it is base
BUILD_WEEKS = 5  # below that, and until the taper window opens, it is the race phase
BLOCK_WEEKS = (
    4  # base and build alternate in blocks of four when there is no race; the fourth week is a deload
)
LEARN_DAYS = 28
LEARN_SESSIONS = 6
LEARN_ONLY_DAYS = 42  # a race closer than six weeks: nothing heavier than the basics until after it

# COACHING "Placing": as many leg-loading sessions as fit, up to the wanted number; the third is heavy, too.
THIRD_IN_BASE = SessionKind.HEAVY

_MOST_SESSIONS: dict[Phase, tuple[int, int, int]] = {  # level new, some, regular
    Phase.LEARN: (2, 2, 2),
    Phase.BASE: (2, 3, 3),
    Phase.STEADY: (2, 3, 3),
    Phase.BUILD: (2, 2, 2),
    Phase.RACE: (1, 1, 2),
    Phase.TAPER: (1, 1, 1),
    Phase.RACE_WEEK: (1, 1, 1),
    Phase.RECOVERY: (1, 1, 1),
}
_COLUMN = {Level.NEW: 0, Level.SOME: 1, Level.REGULAR: 2}
_DELOADED = frozenset({Phase.BASE, Phase.BUILD, Phase.STEADY})


@dataclass(frozen=True, slots=True)
class PhaseOn:
    """Where a day lies in the season.

    `week_in_phase` counts from 1. `race` is the A race that the phase looks to (in recovery: the one
    just run) and `weeks_to_race` the whole weeks to the next A race. `block` is the phase whose work is
    done: base or build in a steady season, else the phase itself. `recovery_week` counts weeks after
    the race, from 1. `easing_for` is a B race within the next five days. `why` is one sentence for the
    runner.
    """

    phase: Phase
    deload: bool
    week_in_phase: int
    weeks_to_race: int | None
    race: Race | None
    why: str
    block: Phase
    recovery_week: int | None = None
    easing_for: Race | None = None


@dataclass(frozen=True, slots=True)
class SeasonWeek:
    """One week of the season view; `phases` has a second phase where it changes within the week."""

    monday: date
    on: PhaseOn
    phases: tuple[Phase, ...]
    sessions: int
    races: tuple[Race, ...]


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def phase_on(day: date, history: History) -> PhaseOn:
    """Return the phase of a local date. Rules: COACHING "Phases"; windows are counted in whole days, date
    by date.
    """
    main_races = sorted(
        (race for race in history.races if race.priority is Priority.A), key=lambda race: race.day
    )
    ahead = next((race for race in main_races if race.day >= day), None)
    behind = next((race for race in reversed(main_races) if race.day < day < race.recovered), None)
    days_left = (ahead.day - day).days if ahead else None
    weeks_left = days_left // 7 if days_left is not None else None
    easing = next(
        (
            race
            for race in sorted(history.races, key=lambda race: race.day)
            if race.priority is Priority.B and 1 <= (race.day - day).days <= B_RACE_EASY_DAYS
        ),
        None,
    )

    def answer(
        phase: Phase, since: date, why: str, *, race: Race | None = ahead, block: Phase | None = None
    ) -> PhaseOn:
        week = (monday_of(day) - monday_of(since)).days // 7 + 1
        return PhaseOn(
            phase=phase,
            deload=phase in _DELOADED and _weeks_of_work(day, history) % BLOCK_WEEKS == BLOCK_WEEKS - 1,
            week_in_phase=week,
            weeks_to_race=weeks_left,
            race=race,
            why=why,
            block=block or phase,
            recovery_week=(day - behind.day - timedelta(days=1)).days // 7 + 1
            if behind and phase is Phase.RECOVERY
            else None,
            easing_for=easing,
        )

    if ahead and days_left is not None and days_left < RACE_WEEK_DAYS[ahead.distance]:
        opened = ahead.day - timedelta(days=RACE_WEEK_DAYS[ahead.distance] - 1)
        when = "is today" if days_left == 0 else f"is {_days(days_left)} away"
        return answer(
            Phase.RACE_WEEK, opened, f"Your {_name(ahead)} {when}: arriving fresh is all that counts now."
        )
    if behind:
        ago = _days((day - behind.day).days)
        work = "holds and easy movement this week" if (day - behind.day).days <= 7 else "light work only"
        why = f"Your {_name(behind)} was {ago} ago: {work}, until you have recovered."
        return answer(Phase.RECOVERY, behind.day + timedelta(days=1), why, race=behind)
    if ahead and days_left is not None and days_left < TAPER_DAYS[ahead.distance]:
        opened = ahead.day - timedelta(days=TAPER_DAYS[ahead.distance] - 1)
        return answer(
            Phase.TAPER,
            opened,
            f"Your {_name(ahead)} is {_days(days_left)} away: light and familiar work only.",
        )
    if _learning(day, history, ahead):
        why = "The basics come first: four weeks and at least six sessions before anything heavy."
        if ahead and day >= history.started + timedelta(days=LEARN_DAYS):
            why = f"Your {_name(ahead)} is too close to start heavy lifting: the basics carry you there."
        return answer(Phase.LEARN, history.started, why)
    anchor = _anchor(day, history)
    if ahead is None or weeks_left is None:
        weeks = _weeks_of_work(day, history)
        block = Phase.BASE if weeks // BLOCK_WEEKS % 2 == 0 else Phase.BUILD
        since = monday_of(day) - timedelta(weeks=weeks % BLOCK_WEEKS)
        work = "heavy lifting" if block is Phase.BASE else "power"
        why = f"No race in sight: blocks of four weeks take turns, and this one is for {work}."
        return answer(Phase.STEADY, since, why, block=block)
    away = (
        f"Your {_name(ahead)} is {weeks_left} weeks away: "
        if weeks_left > 1
        else f"Your {_name(ahead)} is near: "
    )
    if weeks_left >= BASE_WEEKS:
        return answer(Phase.BASE, anchor, away + "time to build strength with heavy lifts.")
    if weeks_left >= BUILD_WEEKS:
        opened = ahead.day - timedelta(days=BASE_WEEKS * 7 - 1)
        return answer(Phase.BUILD, max(opened, anchor), away + "strength turns into power now.")
    opened = ahead.day - timedelta(days=BUILD_WEEKS * 7 - 1)
    return answer(Phase.RACE, max(opened, anchor), away + "the weight stays, the sets become fewer.")


def sessions_wanted(phase: Phase, level: Level, wish: int, deload: bool = False) -> int:  # noqa: ARG001
    """Return how many sessions the week is to have: the phase's number, capped by the runner's wish (1 to 3).

    A deload week keeps the number and cuts the sets, so `deload` changes nothing here; it stands in the
    signature so that nobody has to remember that.
    """
    if not 1 <= wish <= 3:
        raise BadInput("wish", f"one to three sessions a week, not {wish}")
    return min(wish, _MOST_SESSIONS[phase][_COLUMN[level]])


def kinds_wanted(
    phase: Phase,
    level: Level,  # noqa: ARG001
    n: int,
    recovery_week: int | None = None,
) -> tuple[SessionKind, ...]:
    """Return the kinds of `n` sessions of a week, the most important first.

    `recovery_week` counts the weeks after a race from 1: holds in the first week, light work from the second.
    """
    match phase:
        case Phase.LEARN:
            kinds: tuple[SessionKind, ...] = (SessionKind.LEARN,) * 3
        case Phase.BASE | Phase.STEADY:
            kinds = (SessionKind.HEAVY, SessionKind.HEAVY, THIRD_IN_BASE)
        case Phase.BUILD:
            kinds = (SessionKind.POWER, SessionKind.HEAVY, SessionKind.UPPER)
        case Phase.RACE:
            kinds = (SessionKind.HEAVY, SessionKind.HEAVY, SessionKind.UPPER)
        case Phase.TAPER:
            kinds = (SessionKind.LIGHT, SessionKind.MOBILITY, SessionKind.MOBILITY)
        case Phase.RACE_WEEK:
            kinds = (SessionKind.ISO, SessionKind.MOBILITY, SessionKind.MOBILITY)
        case Phase.RECOVERY:
            later = recovery_week is not None and recovery_week >= 2
            kinds = (
                SessionKind.LIGHT if later else SessionKind.ISO,
                SessionKind.MOBILITY,
                SessionKind.MOBILITY,
            )
    return kinds[:n]


def races_in_view(monday: date, races: tuple[Race, ...]) -> tuple[RaceDay | None, tuple[RaceDay, ...]]:
    """Return the races as a week's question takes them: the next A race, and every other one that may matter.

    Races of the last two days are kept too (nobody lifts right after a race). Of two on one day the
    more important counts.
    """
    by_day: dict[int, RaceDay] = {}
    for race in sorted(races, key=lambda each: (each.day, each.priority)):
        day = (race.day - monday).days
        by_day.setdefault(day, RaceDay(day, race.distance, race.priority))
    seen = list(by_day.values())
    near = [each for each in seen if -2 <= each.day <= 7 + max(TAPER_DAYS.values())]
    main = next((each for each in near if each.priority is Priority.A and each.day >= 0), None)
    return main, tuple(each for each in near if each is not main)


def week_question(
    monday: date, history: History, runs: RunWeek, wish: int = 2, mode: Mode = Mode.STACK
) -> WeekQuestion:
    """Return the question of the week that begins on `monday`, with all that the season says about it.

    What else is known of the week (the one before, days ruled out, sessions done …) is added with
    `dataclasses.replace`. Days after an A race within the week are recovering. Raises BadInput when
    `monday` is another day.
    """
    if monday.weekday() != 0:
        raise BadInput("monday", "a week begins on a Monday")
    on = phase_on(monday, history)
    race, others = races_in_view(monday, history.races)
    days = [monday + timedelta(days=offset) for offset in range(7)]
    recovering: frozenset[int] = frozenset()
    if on.phase is not Phase.RECOVERY and any(
        each.priority is Priority.A and each.day < days[-1] and each.recovered > monday
        for each in history.races
    ):
        recovering = frozenset(
            day.weekday() for day in days if phase_on(day, history).phase is Phase.RECOVERY
        )
    return WeekQuestion(
        runs=runs,
        phase=on.block if on.phase is Phase.STEADY else on.phase,
        level=history.level,
        wish=wish,
        mode=mode,
        race=race,
        other_races=others,
        deload=on.deload,
        recovery_week=on.recovery_week,
        recovering=recovering,
    )


def season_view(start: date, weeks: int, history: History, wish: int = 2) -> tuple[SeasonWeek, ...]:
    """Return the weeks from the one that holds `start`; sessions still to come are taken as done as
    wished.
    """
    if weeks < 1:
        raise BadInput("weeks", "a season view has at least one week")
    shown = []
    for index in range(weeks):
        monday = monday_of(start) + timedelta(weeks=index)
        days = [monday + timedelta(days=offset) for offset in range(7)]
        first_day = max(monday, start)
        on = phase_on(first_day, history)
        phases = dict.fromkeys(phase_on(day, history).phase for day in days if day >= first_day)
        count = sessions_wanted(
            on.phase if on.phase is not Phase.STEADY else on.block, history.level, wish, on.deload
        )
        races = tuple(sorted((race for race in history.races if race.day in days), key=lambda race: race.day))
        shown.append(SeasonWeek(monday, on, tuple(phases), count, races))
        done = history.sessions_done + count
        learned = history.learned
        if learned is None and history.sessions_done < LEARN_SESSIONS <= done:
            learned = max(monday + timedelta(days=7), history.started + timedelta(days=LEARN_DAYS))
        history = replace(history, sessions_done=done, learned=learned)
    return tuple(shown)


def _learn_end(history: History) -> date | None:
    """The day from which a new lifter may lift heavy, or None while sessions are missing."""
    if history.learned is not None:
        return max(history.learned, history.started + timedelta(days=LEARN_DAYS))
    if history.sessions_done >= LEARN_SESSIONS:
        return history.started + timedelta(days=LEARN_DAYS)
    return None


def _learning(day: date, history: History, ahead: Race | None) -> bool:
    if history.level is not Level.NEW:
        return False
    end = _learn_end(history)
    if end is None or day < end:
        return True
    return ahead is not None and (ahead.day - end).days < LEARN_ONLY_DAYS


def _anchor(day: date, history: History) -> date:
    """The day from which blocks of four weeks count."""
    starts = [history.started]
    if history.block_start is not None:
        starts.append(history.block_start)
    if history.level is Level.NEW:
        starts.append(_learn_end(history) or history.started)
    starts += [race.recovered for race in history.races if race.priority is Priority.A]
    return max((start for start in starts if start <= day), default=day)


def _weeks_of_work(day: date, history: History) -> int:
    """Whole calendar weeks of work before the day's own week, since the anchor."""
    return (monday_of(day) - monday_of(_anchor(day, history))).days // 7


def _days(count: int) -> str:
    return "one day" if count == 1 else f"{count} days"


_DISTANCE_NAMES = {
    Distance.FIVE_K: "5 km race",
    Distance.TEN_K: "10 km race",
    Distance.HALF: "half marathon",
    Distance.MARATHON: "marathon",
    Distance.ULTRA: "ultra",
}


def _name(race: Race) -> str:
    return race.name or _DISTANCE_NAMES[race.distance]
