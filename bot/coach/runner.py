"""What the rules have to know of a runner: level, wish, races, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.coach.words import Distance, Level, Priority

# Rule `taper`: a session that loads the legs stands at least this many days before the race.
TAPER_DAYS = {
    Distance.FIVE_K: 5,
    Distance.TEN_K: 5,
    Distance.HALF: 7,
    Distance.MARATHON: 10,
    Distance.ULTRA: 10,
}
# The race week counts the race day, so that a Sunday race has Monday to Sunday.
RACE_WEEK_DAYS = {
    Distance.FIVE_K: 5,
    Distance.TEN_K: 5,
    Distance.HALF: 7,
    Distance.MARATHON: 7,
    Distance.ULTRA: 7,
}
RECOVERY_DAYS = {
    Distance.FIVE_K: 7,
    Distance.TEN_K: 7,
    Distance.HALF: 14,
    Distance.MARATHON: 21,
    Distance.ULTRA: 28,
}
B_RACE_EASY_DAYS = 5  # a race that matters a little gets five easy days before it and no phase of its own


class BadInput(ValueError):
    """An impossible or contradictory question; `field` names what is wrong, `message` says it in one line."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Race:
    """One race of the season, on a local date. Only an A race shapes the phases."""

    day: date
    distance: Distance
    priority: Priority = Priority.A
    name: str = ""

    @property
    def recovered(self) -> date:
        """The first day after the recovery that the distance needs."""
        return self.day + timedelta(days=RECOVERY_DAYS[self.distance] + 1)


def distance_for(kilometres: float) -> Distance:
    """Return the distance whose rules a race follows: the next longer of those the rules know.

    A quarter of a kilometre is forgiven, so that a marathon on a long course stays a marathon.
    Raises BadInput for a length that is not positive.
    """
    if not kilometres > 0:
        raise BadInput("distance", "a race has a positive length")
    for limit, distance in (
        (5.0, Distance.FIVE_K),
        (10.0, Distance.TEN_K),
        (21.1, Distance.HALF),
        (42.2, Distance.MARATHON),
    ):
        if kilometres <= limit + 0.25:
            return distance
    return Distance.ULTRA


@dataclass(frozen=True, slots=True)
class History:
    """What the season looks back on and forward to.

    `started` is the first day with the coach, `sessions_done` the strength sessions done since.
    `block_start` is the day from which the blocks of four weeks count (after a long gap, for instance);
    by default they count from the end of the basics or of the last recovery. `learned` is the day on
    which a new lifter had four weeks and six sessions behind them, where it is known.
    """

    level: Level
    started: date
    sessions_done: int = 0
    races: tuple[Race, ...] = ()
    block_start: date | None = None
    learned: date | None = None

    def __post_init__(self) -> None:
        if self.sessions_done < 0:
            raise BadInput("sessions_done", "cannot be negative")
        if self.learned is not None and self.learned < self.started:
            raise BadInput("learned", "nobody learned it before they started")
