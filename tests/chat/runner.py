"""Shortcuts to where a test wants to begin: a runner with a plan, a session under way, rows of the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TypeVar

from sqlmodel import SQLModel, col, select

from bot.services import onboarding
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Runner, SessionState
from tests.conftest import Stage
from tests.phone import Phone

T = TypeVar("T", bound=SQLModel)

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RUNS = "tue intervals, wed easy, thu tempo, sun long"
_updates = count(-1, -1)  # no number that Telegram would give


def unused_update() -> int:
    """Return the number of an update that there never was."""
    return next(_updates)


def settle(
    tools: Tools,
    chat_id: int = 1001,
    *,
    name: str = "Robin",
    runs: str = RUNS,
    level: str = "on and off",
    equipment: str = "dumbbells, a kettlebell and bands",
    race: str = "none",
    hurts: str = "nothing",
    at: str = "7:00",
    place: str = "London",
) -> None:
    """Answer the seven questions for a runner, past the chat."""
    onboarding.start(tools, chat_id, name, unused_update())
    onboarding.hear(tools, chat_id, runs, unused_update())
    onboarding.tap(tools, chat_id, "runs", "ok", unused_update())
    for text in (level, equipment, race, hurts, at, place):
        step = onboarding.hear(tools, chat_id, text, unused_update())
    assert isinstance(step, onboarding.Complete), f"not understood: {step}"


def rows(stage: Stage, table: type[T]) -> Sequence[T]:
    """Return all rows of a table as they stand."""
    with stage.tools.store.reading() as session:
        return session.exec(select(table)).all()


def the_runner(stage: Stage) -> Runner:
    """Return the one runner's row."""
    (row,) = rows(stage, Runner)
    return row


def planned(stage: Stage, first: date | None = None) -> dict[date, PlannedSession]:
    """Return the planned sessions by day, from a day on."""
    with stage.tools.store.reading() as session:
        found = session.exec(select(PlannedSession).order_by(col(PlannedSession.day))).all()
    return {row.day: row for row in found if first is None or row.day >= first}


def state_on(stage: Stage, day: date) -> SessionState | None:
    """Return what became of a day's session, None when there is none."""
    row = planned(stage).get(day)
    return None if row is None else row.state


async def move_to(stage: Stage, instant: datetime) -> None:
    """Move the clock, and let what is due then be sent."""
    stage.clock.move_to(instant)
    await stage.settled()


async def pass_by(stage: Stage, **span: float) -> None:
    """Let time pass (hours=…, days=…), and let what falls due be sent."""
    stage.clock.advance(timedelta(**span))
    await stage.settled()


async def begin(phone: Phone, label: str = "Start") -> str:
    """Open today's session and begin it; return its first screen."""
    await phone.say("/today")
    return await phone.tap(label)


async def work_through(phone: Phone) -> str:
    """Tap Done until the session asks how hard it was; return that question."""
    text = await phone.last()
    while "How hard was it" not in text:
        text = await phone.tap("Done")
    return text
