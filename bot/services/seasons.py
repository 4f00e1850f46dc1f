"""The season as a runner sees it: phases up to the race and after it, how many sessions a week, when the taper is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.coach.runner import RACE_WEEK_DAYS, TAPER_DAYS, Race
from bot.coach.season import BASE_WEEKS, BUILD_WEEKS, SeasonWeek, monday_of, phase_on, season_view
from bot.coach.words import Distance, Phase, Priority
from bot.services import plans, runners
from bot.services.plan_rows import DAYS, history
from bot.services.tools import Tools

WEEKS_WITHOUT_RACE = 12
MOST_WEEKS = 60


@dataclass(frozen=True, slots=True)
class Block:
    """One phase: its days, whole or begun weeks, sessions a week (fewest and most), and its deload weeks.

    `work` is the phase whose work is done: base or build in a steady season, else the phase itself.
    """

    phase: Phase
    work: Phase
    first: date
    last: date
    weeks: int
    sessions: tuple[int, int]
    deloads: tuple[date, ...]
    is_now: bool


@dataclass(frozen=True, slots=True)
class SeasonRace:
    """A race of the season."""

    day: date
    distance: Distance
    priority: Priority
    name: str


@dataclass(frozen=True, slots=True)
class SeasonView:
    """The phases from this week on. `taper_from` is the first day without heavy work, `last_heavy` the day before."""

    today: date
    phase: Phase
    why: str
    deload: bool
    blocks: tuple[Block, ...]
    race: SeasonRace | None
    others: tuple[SeasonRace, ...]
    weeks_to_race: int | None
    taper_from: date | None
    race_week_from: date | None
    weeks: tuple[SeasonWeek, ...]

    @property
    def last_heavy(self) -> date | None:
        """The last day on which heavy work may stand before the race."""
        return None if self.taper_from is None else self.taper_from - timedelta(days=1)


def season(tools: Tools, chat_id: int) -> SeasonView:
    """Return a runner's season: up to the end of the recovery after the next A race, else twelve weeks.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        plans.roll(session, tools, runner)
        past, today = history(session, runner), tools.today(runner.zone)
        wish = runner.wish
    ahead = sorted((race for race in past.races if race.day >= today), key=lambda race: race.day)
    race = next((each for each in ahead if each.priority is Priority.A), None)
    number = WEEKS_WITHOUT_RACE
    if race is not None:
        number = min(MOST_WEEKS, (monday_of(race.recovered) - monday_of(today)).days // DAYS + 1)
    weeks = season_view(today, number, past, wish)
    on = phase_on(today, past)
    taper = None if race is None else race.day - timedelta(days=TAPER_DAYS[race.distance] - 1)
    race_week = None if race is None else race.day - timedelta(days=RACE_WEEK_DAYS[race.distance] - 1)
    return SeasonView(
        today=today,
        phase=on.phase,
        why=on.why,
        deload=on.deload,
        blocks=_blocks(weeks, race, today),
        race=None if race is None else _told(race),
        others=tuple(_told(each) for each in ahead if each is not race),
        weeks_to_race=on.weeks_to_race,
        taper_from=taper if taper is not None and taper > today else None,
        race_week_from=race_week,
        weeks=weeks,
    )


def block_of(view: SeasonView, phase: Phase) -> Block | None:
    """Return the first block of a phase from now on, None when the season has none."""
    return next((block for block in view.blocks if block.phase is phase), None)


def _told(race: Race) -> SeasonRace:
    return SeasonRace(race.day, race.distance, race.priority, race.name)


def _openings(race: Race | None) -> dict[Phase, date]:
    """The days on which the phases before and after a race begin."""
    if race is None:
        return {}
    return {
        Phase.BUILD: race.day - timedelta(days=BASE_WEEKS * DAYS - 1),
        Phase.RACE: race.day - timedelta(days=BUILD_WEEKS * DAYS - 1),
        Phase.TAPER: race.day - timedelta(days=TAPER_DAYS[race.distance] - 1),
        Phase.RACE_WEEK: race.day - timedelta(days=RACE_WEEK_DAYS[race.distance] - 1),
        Phase.RECOVERY: race.day + timedelta(days=1),
        Phase.STEADY: race.recovered,
    }


def _blocks(weeks: tuple[SeasonWeek, ...], race: Race | None, today: date) -> tuple[Block, ...]:
    """Weeks of one phase after the other as one block; a phase that begins within a week begins on its own day."""
    openings = _openings(race)
    blocks: list[Block] = []
    for week in weeks:
        monday, sunday = max(week.monday, today), week.monday + timedelta(days=DAYS - 1)
        for number, phase in enumerate(week.phases):
            opened = openings.get(phase)
            inside = opened is not None and monday <= opened <= sunday
            first = opened if number and inside and opened is not None else monday
            work = week.on.block if phase is Phase.STEADY else phase
            last = blocks[-1] if blocks else None
            if last is not None and (last.phase, last.work) == (phase, work):
                low, high = last.sessions
                blocks[-1] = replace(
                    last,
                    last=sunday,
                    weeks=last.weeks + 1,
                    sessions=(min(low, week.sessions), max(high, week.sessions)),
                    deloads=(*last.deloads, week.monday) if week.on.deload else last.deloads,
                )
                continue
            if last is not None:
                blocks[-1] = replace(last, last=min(last.last, first - timedelta(days=1)))
            deloads = (week.monday,) if week.on.deload and not number else ()
            sessions = (week.sessions, week.sessions)
            blocks.append(Block(phase, work, first, sunday, 1, sessions, deloads, not blocks))
    return tuple(blocks)
