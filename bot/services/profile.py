"""What is known about a runner, and the switches of /settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from bot.coach.season import monday_of
from bot.coach.words import Distance, Level, Mode, RunKind
from bot.services import plans, runners
from bot.services.questions import planned_race, run_week
from bot.services.tools import Refusal, Tools
from bot.store.tables import stored_id

WISHES = (1, 2, 3)
MINUTES = (30, 45)


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A runner's answers and switches."""

    name: str
    runs: tuple[RunKind, ...]
    level: Level | None
    equipment: tuple[str, ...]
    complaints: tuple[str, ...]
    race: tuple[Distance, date] | None
    reminder_time: time | None
    zone: str
    mode: Mode
    wish: int
    minutes: int
    rest_day_cards: bool


def view(tools: Tools, chat_id: int) -> ProfileView:
    """Return a runner's profile.

    Raises:
        Refusal: there is no plan yet (see `runners.need`).
    """
    with tools.store.reading() as session:
        _, runner = runners.need(session, chat_id)
        today = tools.today(runner.zone)
        race = planned_race(session, stored_id(runner), today)
        return ProfileView(
            name=runner.name,
            runs=run_week(session, runner, monday_of(today)),
            level=runner.level,
            equipment=tuple(runner.equipment or ()),
            complaints=tuple(runner.complaints or ()),
            race=None if race is None else (race.distance, race.day),
            reminder_time=runner.reminder_time,
            zone=runner.zone or "UTC",
            mode=runner.mode,
            wish=runner.wish,
            minutes=runner.minutes,
            rest_day_cards=runner.rest_day_cards,
        )


def switch(tools: Tools, chat_id: int, what: str, value: str) -> ProfileView:
    """Set a switch (`mode`, `wish`, `minutes`, `cards`) to a value; the plan follows.

    Raises:
        Refusal: `unknown-switch` when there is no such switch or value.
    """
    with tools.store.writing() as session:
        _, runner = runners.need(session, chat_id)
        match what:
            case "mode" if value in set(Mode):
                changed = runner.mode is not Mode(value)
                runner.mode = Mode(value)
            case "wish" if value.isdigit() and int(value) in WISHES:
                changed = runner.wish != int(value)
                runner.wish = int(value)
            case "minutes" if value.isdigit() and int(value) in MINUTES:
                changed, runner.minutes = False, int(value)
            case "cards" if value in ("on", "off"):
                changed, runner.rest_day_cards = False, value == "on"
            case _:
                raise Refusal("unknown-switch")
        if changed:
            plans.replan(session, tools, runner)
    return view(tools, chat_id)
