"""How a runner reads numbers: the unit of loads, and the clock."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from bot.coach.words import Unit
from bot.services import runners
from bot.services.tools import Tools
from bot.store.tables import Runner


@dataclass(frozen=True, slots=True)
class Style:
    """Kilograms or pounds, 18:05 or 6:05 pm, and the figure of the drawings."""

    unit: Unit = Unit.KG
    half_day_clock: bool = False
    figure: str = ""


def style_of(tools: Tools, chat_id: int) -> Style:
    """Return how a chat's runner reads numbers; a stranger reads them as everybody does at first."""
    with tools.store.reading() as session:
        return _style(session, chat_id)


def of_runner(runner: Runner) -> Style:
    """Return how a runner reads numbers."""
    return Style(runner.unit, runner.half_day_clock, runner.figure)


def _style(session: Session, chat_id: int) -> Style:
    found = runners.find(session, chat_id)
    return Style() if found is None else of_runner(found[1])
