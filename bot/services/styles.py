"""How a runner reads numbers: the unit of loads, and the clock."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import SQLModel

from bot.coach.words import Unit
from bot.services.tools import Tools
from bot.store.tables import Chat, Runner


@dataclass(frozen=True, slots=True)
class Style:
    """Kilograms or pounds, 18:05 or 6:05 pm, the first day of the week, and the figure of the drawings."""

    unit: Unit = Unit.KG
    half_day_clock: bool = False
    figure: str = ""
    sunday_first: bool = False

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The weekdays (Monday is 0) in the runner's order."""
        return (6, *range(6)) if self.sunday_first else tuple(range(7))


def style_of(tools: Tools, chat_id: int) -> Style:
    """Return how a chat's runner reads numbers; a stranger reads them as everybody does at first."""
    with tools.store.reading() as session:
        found = session.connection().execute(_reading(), {"chat": chat_id}).first()
        return Style() if found is None else Style(*found)


def of_runner(runner: Runner) -> Style:
    """Return how a runner reads numbers."""
    return Style(runner.unit, runner.half_day_clock, runner.figure, runner.sunday_first)


@cache
def _reading() -> Select[Any]:
    """Return the statement that runs for every update, without the rest of the runner."""
    chats, them = (SQLModel.metadata.tables[str(each.__tablename__)] for each in (Chat, Runner))
    columns = (them.c.unit, them.c.half_day_clock, them.c.figure, them.c.sunday_first)
    return select(*columns).join(chats, chats.c.runner_id == them.c.id).where(chats.c.id == bindparam("chat"))
