"""What progress is made of: logged sets, doses, suggestions, and the numbers of the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.coach.runner import BadInput

EASY_ENOUGH_RPE = 8.0
TOO_HARD_RPE = 9.5
RAISE = 0.05
MOST_RAISE = 0.10
STEP_BACK = 0.10
RESTART_STEP_BACK = 0.30
GAP_DAYS = 7
GAP_DAYS_ONCE_A_WEEK = 10  # once a week means seven days between sessions as a rule: that is no coming back
RESTART_DAYS = 21
RESTART_DOSE = (2, 8, 12)  # the doses of the basics
RESTART_HOLD_SECONDS = 20
HOLD_STEP_SECONDS = 5
LONGEST_HOLD_SECONDS = 60
LONGEST_SMALL_HOLD_SECONDS = 30
SHORTEST_HOLD_SECONDS = 10
BEYOND_FOR_A_BIG_STEP = 2  # repetitions beyond the range before a step of more than ten percent
MOST_REPETITIONS = 30  # of body weight: beyond, a slower one trains more than another one


class Change(StrEnum):
    """What the next dose does with the last one."""

    FIRST = "first"
    SAME = "same"
    MORE_REPS = "more-reps"
    MORE_LOAD = "more-load"
    LONGER = "longer"
    HARDER = "harder"
    BACK = "back"
    RESTART = "restart"
    DELOAD = "deload"
    FEWER_SETS = "fewer-sets"
    STOP = "stop"


class Soreness(StrEnum):
    """The answers of the check on the next run: how the legs took the last session."""

    FINE = "fine"
    MILD = "mild"
    STRONG = "strong"
    JOINT = "joint"  # also sharp, or limping


@dataclass(frozen=True, slots=True)
class SetRecord:
    """One set as it was logged.

    `count` is repetitions or seconds (of the weaker side), `low` and `high` what was asked for, `kg`
    the load or None without one, `rpe` the logged effort from 1 to 10. `pain` says that the session of
    the set hurt.
    """

    exercise: str
    day: date
    count: int
    low: int
    high: int
    kg: float | None = None
    rpe: float | None = None
    pain: bool = False
    deload: bool = False

    def __post_init__(self) -> None:
        if self.count < 0:
            raise BadInput("count", f"repetitions or seconds cannot be negative, as {self.count} is")
        if self.kg is not None and not self.kg >= 0:
            raise BadInput("kg", f"a load is zero or more, not {self.kg:g}")
        if self.rpe is not None and not 1 <= self.rpe <= 10:
            raise BadInput("rpe", f"effort goes from 1 to 10, not {self.rpe:g}")


@dataclass(frozen=True, slots=True)
class Dose:
    """What a template asks for: sets, and repetitions or seconds of one set."""

    sets: int
    low: int
    high: int

    def __post_init__(self) -> None:
        if self.sets < 1 or not 1 <= self.low <= self.high:
            raise BadInput("dose", "at least one set, and a range that rises")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The next dose: `low` to `high` repetitions (or seconds), `aim` the number to go for, `kg` None
    without a load.

    `seconds` is the hold to go for, None where repetitions count. `exercise` is the variation to change
    to, where one is due. With `Change.STOP` there are no sets. `why` is one sentence for the runner.
    """

    change: Change
    sets: int
    low: int
    high: int
    aim: int
    kg: float | None
    seconds: int | None
    why: str
    exercise: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """All sets of one exercise on one day."""

    day: date
    sets: tuple[SetRecord, ...]

    @property
    def kg(self) -> float | None:
        """The lightest load of the day, or None without one."""
        loads = [each.kg for each in self.sets if each.kg is not None]
        return min(loads) if loads else None

    @property
    def fewest(self) -> int:
        """The fewest repetitions or seconds of a set."""
        return min(each.count for each in self.sets)

    @property
    def easy(self) -> bool:
        """Whether the effort was logged and low enough to ask for more."""
        return all(each.rpe is not None and each.rpe <= EASY_ENOUGH_RPE for each in self.sets)

    @property
    def failed(self) -> bool:
        """Whether a set stayed below its range, or the effort was close to the limit."""
        return any(each.count < each.low or (each.rpe or 0) >= TOO_HARD_RPE for each in self.sets)

    @property
    def hurt(self) -> bool:
        """Whether the session of any set hurt."""
        return any(each.pain for each in self.sets)
