"""What is known about a runner, and the switches of /settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from bot.coach.season import monday_of
from bot.coach.words import Distance, Level, Mode, RunKind, Unit
from bot.services import plans, reminders, runners
from bot.services.planning import forget_beyond
from bot.services.questions import planned_race, usual_week
from bot.services.tools import Refusal, Tools
from bot.store.tables import stored_id

WISHES = (1, 2, 3)
MINUTES = (30, 45)
AFTERNOON, EVENING = time(15), time(20)
ANY_FIGURE = "any"
FIGURES = (ANY_FIGURE, "woman-light", "woman-dark", "man-light", "man-dark")


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
    reminders: bool = True
    evening_before: bool = False
    unit: Unit = Unit.KG
    half_day_clock: bool = False
    figure: str = ANY_FIGURE
    sunday_first: bool = False


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
            runs=usual_week(session, runner, monday_of(today)),
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
            reminders=runner.reminders,
            evening_before=runner.evening_before,
            unit=runner.unit,
            half_day_clock=runner.half_day_clock,
            figure=runner.figure or ANY_FIGURE,
            sunday_first=runner.sunday_first,
        )


def switch(tools: Tools, chat_id: int, what: str, value: str) -> ProfileView:
    """Set a switch to a value; the plan and the reminder follow.

    `mode`, `wish` and `minutes` take their own values, `unit` kg or lb, `clock` 12 or 24, and `cards`, `reminders`
    and `evening` (to be told on the evening before) on or off; `figure` is one of FIGURES, `start` (of the week)
    monday or sunday.

    Raises:
        Refusal: `unknown-switch` when there is no such switch or value.
    """
    with tools.store.writing() as session:
        chat, runner = runners.need(session, chat_id)
        changed = False
        match what:
            case "mode" if value in set(Mode):
                changed = runner.mode is not Mode(value)
                runner.mode = Mode(value)
            case "wish" if value.isdecimal() and int(value) in WISHES:
                changed = runner.wish != int(value)
                runner.wish = int(value)
            case "minutes" if value.isdecimal() and int(value) in MINUTES:
                runner.minutes = int(value)
            case "cards" if value in ("on", "off"):
                runner.rest_day_cards = value == "on"
            case "reminders" if value in ("on", "off"):
                runner.reminders = value == "on"
            case "evening" if value in ("on", "off"):
                runner.evening_before = value == "on"
                if runner.evening_before and runner.reminder_time and runner.reminder_time < AFTERNOON:
                    runner.reminder_time = EVENING  # a morning hour would come a whole day before
            case "unit" if value in set(Unit):
                runner.unit = Unit(value)
            case "figure" if value in FIGURES:
                runner.figure = "" if value == ANY_FIGURE else value
            case "clock" if value in ("12", "24"):
                runner.half_day_clock = value == "12"
            case "start" if value in ("monday", "sunday"):
                runner.sunday_first = value == "sunday"
                forget_beyond(session, tools, runner)
            case _:
                raise Refusal("unknown-switch")
        session.flush()
        if changed:
            plans.replan(session, tools, runner)
        if what in ("reminders", "evening"):
            reminders.schedule(session, tools, chat, runner)
    return view(tools, chat_id)
