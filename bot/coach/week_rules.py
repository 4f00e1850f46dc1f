"""The question a week asks, and the hard rules as masks of days: bit 0 is Monday, bit 6 is Sunday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.coach.runner import B_RACE_EASY_DAYS, RACE_WEEK_DAYS, TAPER_DAYS, BadInput
from bot.coach.words import Distance, Level, Mode, Phase, Priority, RunKind, SessionKind

RunWeek = tuple[RunKind, ...]
Layout = tuple[SessionKind | None, ...]
WEEK = range(7)
ALL_DAYS = 0b111_1111
NOTHING: Layout = (None,) * 7


class Rule(StrEnum):
    """The hard rules by name; no plan ever breaks one."""

    EVE_OF_KEY = "eve-of-key"
    TWO_DAYS_BEFORE_LONG = "two-days-before-long"
    LONG_RUN_DAY = "long-run-day"
    LEGS_RECOVER = "legs-recover"
    ONE_EASY_DAY = "one-easy-day"
    TAPER = "taper"
    FREQUENCY = "frequency"
    NOT_AVAILABLE = "not-available"
    ONE_A_DAY = "one-a-day"
    RACE_DAY = "race-day"


class Preference(StrEnum):
    """What settles the choice among legal plans, strongest first."""

    WANTED_KIND = "wanted-kind"
    CLEAR_EVE = "clear-eve"
    MODE = "mode"
    AFTER_LONG_RUN = "after-long-run"
    REST_DAYS = "rest-days"
    GAPS = "gaps"
    SEEN_PLAN = "seen-plan"
    EARLIER_DAY = "earlier-day"


@dataclass(frozen=True, slots=True)
class RaceDay:
    """A race as the week sees it: `day` counts from this Monday (8 is Tuesday of next week, -1 was
    yesterday).
    """

    day: int
    distance: Distance
    priority: Priority = Priority.A

    @property
    def window(self) -> int:
        """How many days before the race the last leg-loading session stands at the latest."""
        if self.priority is Priority.A:
            return TAPER_DAYS[self.distance]
        return B_RACE_EASY_DAYS + 1 if self.priority is Priority.B else 0


@dataclass(frozen=True, slots=True)
class WeekQuestion:
    """Everything that decides where the sessions of one week stand. Weeks run from Monday to Sunday.

    `previous` holds the sessions of the week before, `next_runs` the runs of the week after (None: the
    same week again) and `next_sessions` its sessions where they are settled. Days before `earliest` are
    over: nothing new goes there. `fixed` are sessions of this week already done or started; they count
    for every rule and for the wanted number. `seen` is the plan the runner already saw. `recovering`
    are days after an A race that belong to its recovery although the week began before it: nothing
    loads the legs there. Raises BadInput on anything impossible.
    """

    runs: RunWeek
    phase: Phase = Phase.BASE
    level: Level = Level.SOME
    wish: int = 2
    mode: Mode = Mode.STACK
    previous: Layout = NOTHING
    next_runs: RunWeek | None = None
    unavailable: frozenset[int] = frozenset()
    race: RaceDay | None = None
    other_races: tuple[RaceDay, ...] = ()
    deload: bool = False
    recovery_week: int | None = None
    seen: Layout | None = None
    earliest: int = 0
    fixed: Layout = NOTHING
    next_sessions: Layout | None = None
    previous_runs: RunWeek | None = None
    recovering: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for field, days in (
            ("runs", self.runs),
            ("previous", self.previous),
            ("next", self.next_runs),
            ("seen", self.seen),
            ("fixed", self.fixed),
            ("next_sessions", self.next_sessions),
            ("previous_runs", self.previous_runs),
        ):
            if days is not None and len(days) != 7:
                raise BadInput(field, f"a week has seven days, not {len(days)}")
        if not 1 <= self.wish <= 3:
            raise BadInput("wish", f"one to three sessions a week, not {self.wish}")
        if not all(day in WEEK for day in self.unavailable):
            raise BadInput("unavailable", "weekdays are counted from 0 (Monday) to 6 (Sunday)")
        if not all(day in WEEK for day in self.recovering):
            raise BadInput("recovering", "weekdays are counted from 0 (Monday) to 6 (Sunday)")
        if not 0 <= self.earliest <= 7:
            raise BadInput("earliest", "a day from 0 (Monday) to 7 (the week is over)")
        if self.recovery_week is not None and self.recovery_week < 1:
            raise BadInput("recovery_week", "weeks after a race are counted from 1")
        days_of_races = [race.day for race in self.races]
        if len(set(days_of_races)) != len(days_of_races):
            raise BadInput("race", "two races on the same day")

    @property
    def races(self) -> tuple[RaceDay, ...]:
        """All races in view."""
        return (self.race, *self.other_races) if self.race is not None else self.other_races


@dataclass(frozen=True, slots=True)
class View:
    """A week's question turned into masks of days; `legs`, `heavy` and `gentle` list what each rule refuses.

    `legs` refuses every leg-loading kind, `heavy` only heavy and power sessions, `gentle` everything
    but mobility, `all` everything. `soft_iso` are the days of a race week, where nothing but holds and
    mobility makes sense, `beside` the days next to a session that loads the legs and is settled already.
    """

    runs: RunWeek
    after: RunWeek
    hard: int
    long: int
    key: int
    rest: int
    eve: int
    fixed: int
    fixed_legs: int
    after_long: int
    soft_iso: int
    beside: int
    all: tuple[tuple[Rule, int], ...]
    gentle: tuple[tuple[Rule, int], ...]
    legs: tuple[tuple[Rule, int], ...]
    heavy: tuple[tuple[Rule, int], ...]

    def refused(self, kind: SessionKind) -> tuple[tuple[Rule, int], ...]:
        """The rules that refuse days to a kind, each with its mask, the most telling first."""
        if kind is SessionKind.MOBILITY:
            return self.all
        if not kind.leg_loading:
            return self.all + self.gentle
        if kind is SessionKind.LEARN:
            return self.all + self.legs
        return self.all + self.heavy

    def open_days(self, kind: SessionKind, without: Rule | None = None) -> int:
        """The mask of the days that no rule (but `without`, which is looked away from) refuses to a kind."""
        refused = 0
        for rule, mask in self.refused(kind):
            if rule is not without:
                refused |= mask
        return ALL_DAYS & ~refused

    def easy_day_left(self, new: int) -> bool:
        """Whether rule `one-easy-day` holds with new sessions on these days.

        A day without a key run and without any strength has to remain. A week of seven key days cannot
        have one, and one that lost it to sessions already done cannot win it back: neither stands in
        the way of anything.
        """
        return self.easy_days == 0 or self.easy_days & ~new != 0

    @property
    def easy_days(self) -> int:
        """The days of which one has to stay without any strength; 0 where no day can."""
        return ALL_DAYS & ~self.key & ~self.fixed


def days_of(mask: int) -> Iterator[int]:
    """Yield the days of a mask, from Monday on."""
    return (day for day in WEEK if mask >> day & 1)


def mask_of(days: tuple[bool, ...]) -> int:
    """Return the mask of the days that are true."""
    return sum(1 << day for day, value in enumerate(days) if value)


@lru_cache(maxsize=8192)
def _run_masks(runs: RunWeek) -> tuple[int, int, int, int, int]:
    """Hard, long, key, rest and race days of a week."""
    hard = long = rest = race = 0
    for day, run in enumerate(runs):
        bit = 1 << day
        if run.hard:
            hard |= bit
        if run is RunKind.LONG:
            long |= bit
        elif run is RunKind.REST:
            rest |= bit
        elif run is RunKind.RACE:
            race |= bit
    return hard, long, hard | long, rest, race


def view_of(question: WeekQuestion) -> View:
    """Return the question as masks: the one place where a hard rule becomes days."""
    races = question.races
    runs, after = question.runs, question.next_runs or question.runs
    for race in races:  # a race is run whatever the run week says
        if 0 <= race.day < 7:
            runs = (*runs[: race.day], RunKind.RACE, *runs[race.day + 1 :])
        elif 7 <= race.day < 14:
            after = (*after[: race.day - 7], RunKind.RACE, *after[race.day - 6 :])
    hard, long, key, rest, race_days = _run_masks(runs)
    _, next_long, next_key, _, next_race = _run_masks(after)
    eve = (key >> 1) | (next_key & 1) << 6
    peaks = long | race_days | (next_long | next_race) << 7
    before_long = (peaks >> 1 | peaks >> 2) & ALL_DAYS

    before = question.previous_runs or question.runs
    after_long = long << 1 & ALL_DAYS | (1 if before[6] is RunKind.LONG else 0)
    if question.previous_runs is not None:
        after_long |= 1 if before[6] is RunKind.RACE else 0

    leg_taper = soft_iso = sum(1 << day for day in question.recovering)
    gentle_taper = 0
    for race in races:
        main = race.priority is Priority.A
        for day in WEEK:
            left = race.day - day
            bit = 1 << day
            if left <= 0:  # the day itself is the business of rule `race-day`
                after_long |= bit if left in (-1, -2) else 0
                continue
            if left < race.window:
                leg_taper |= bit
            if main and left <= 2:
                gentle_taper |= bit
            if main and left < RACE_WEEK_DAYS[race.distance]:
                soft_iso |= bit

    fixed = mask_of(tuple(kind is not None for kind in question.fixed))
    fixed_legs = mask_of(tuple(kind is not None and kind.leg_loading for kind in question.fixed))
    neighbours = (fixed_legs << 1 | fixed_legs >> 1) & ALL_DAYS
    if _loads(question.previous[6]):
        neighbours |= 1
    if question.next_sessions is not None and _loads(question.next_sessions[0]):
        neighbours |= 1 << 6
    off = (1 << question.earliest) - 1
    for day in question.unavailable:
        off |= 1 << day

    legs = (
        (Rule.TAPER, leg_taper),
        (Rule.LONG_RUN_DAY, long),
        (Rule.EVE_OF_KEY, eve),
        (Rule.LEGS_RECOVER, neighbours),
    )
    return View(
        runs=runs,
        after=after,
        hard=hard,
        long=long,
        key=key,
        rest=rest,
        eve=eve,
        fixed=fixed,
        fixed_legs=fixed_legs,
        after_long=after_long,
        soft_iso=soft_iso,
        beside=neighbours,
        all=((Rule.RACE_DAY, race_days), (Rule.NOT_AVAILABLE, off), (Rule.ONE_A_DAY, fixed)),
        gentle=((Rule.TAPER, gentle_taper),),
        legs=legs,
        heavy=(*legs[:3], (Rule.TWO_DAYS_BEFORE_LONG, before_long), legs[3]),
    )


def _loads(kind: SessionKind | None) -> bool:
    return kind is not None and kind.leg_loading
