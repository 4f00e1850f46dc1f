"""Several transactions about one runner at once: a tap, a reminder and the upkeep do not stumble over each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select, update

from bot.clock import MovableClock
from bot.services import plans, reminders, upkeep
from bot.services.tools import Tools
from bot.store.tables import PlannedSession, Runner
from tests.services.people import row, settle

CHAT, ROUNDS = 501, 6


def together(*works: Callable[[], object]) -> None:
    """Do things at the same time, each in a thread of its own; what one raises is raised."""
    at_once = threading.Barrier(len(works))

    def begin(work: Callable[[], object]) -> object:
        at_once.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(begin, work) for work in works]:
            future.result()


def sessions(tools: Tools, runner: int) -> list[PlannedSession]:
    with tools.store.reading() as session:
        return list(session.exec(select(PlannedSession).where(col(PlannedSession.runner_id) == runner)).all())


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_plan_that_several_bring_forward_at_once_is_made_once(tools: Tools, number: int) -> None:
    runner = settle(tools, CHAT)
    with tools.store.writing() as session:
        session.execute(update(Runner).where(col(Runner.id) == runner).values(planned_until=None))

    together(
        lambda: plans.today(tools, CHAT),
        lambda: plans.week_of(tools, CHAT),
        lambda: upkeep.roll_plans(tools),
    )

    days = [each.day for each in sessions(tools, runner)]
    assert len(days) == len(set(days)) > 0


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_reminder_and_a_tap_at_once_both_get_through(
    tools: Tools, clock: MovableClock, number: int
) -> None:
    runner = settle(tools, CHAT)
    due = row(tools, CHAT).due_at
    assert isinstance(due, datetime)
    clock.move_to(due)
    with tools.store.writing() as session:
        session.execute(update(Runner).where(col(Runner.id) == runner).values(planned_until=None))
    (claimed,) = reminders.claim(tools)

    together(lambda: reminders.compose(tools, claimed), lambda: plans.today(tools, CHAT))
    together(lambda: reminders.sent(tools, claimed, 77), lambda: plans.today(tools, CHAT))

    after = row(tools, CHAT)
    assert (after.last_message, after.token) == (77, None)
    assert after.due_at is not None
    assert after.due_at - due >= timedelta(hours=23)
