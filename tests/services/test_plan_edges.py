"""Where a plan comes from one day to the next by another way than usual; each was met by a random runner first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.clock import MovableClock
from bot.coach.words import Variant
from bot.library.objects import PersonalRule
from bot.services import personal, plans, runners, sessions
from bot.services.building import question_for
from bot.services.planning import replan
from bot.services.tools import Refusal, Tools
from bot.store.tables import PlannedSession, SessionLog, SessionState
from tests.chat.runner import RUNS, TUESDAY, settle
from tests.services.test_bending import CHAT, DAY, broken

WEEKS = (
    (RUNS, "on and off"),
    ("tue intervals, sat long", "new"),
    ("wed easy, fri easy, sat long", "new"),
    ("every day easy", "regularly"),
    ("sat long, thu tempo", "on and off"),
)


@pytest.mark.parametrize(("hour", "days"), [(9, 1), (9, 2), (22, 2), (22, 3)])
@pytest.mark.parametrize(("runs", "level"), WEEKS)
def test_whoever_misses_everything_never_has_a_plan_that_breaks_a_rule(
    runs: str, level: str, hour: int, days: int, tools: Tools, clock: MovableClock
) -> None:
    clock.move_to(TUESDAY)
    settle(tools, runs=runs, level=level)
    clock.move_to(TUESDAY.replace(hour=hour))
    for _ in range(8):
        clock.advance(timedelta(days=days))
        plans.today(tools, CHAT)
        assert [each for each in broken(tools) if "NOT_AVAILABLE" not in each] == []


def test_a_plan_made_anew_before_anybody_looked_owes_nothing_for_the_day_before(
    tools: Tools, clock: MovableClock
) -> None:
    clock.move_to(TUESDAY)
    settle(tools)
    clock.advance(timedelta(days=1))
    with tools.store.writing() as session:
        _, runner = runners.need(session, CHAT)
        replan(session, tools, runner)
    plans.today(tools, CHAT)

    with tools.store.reading() as session:
        sunday = DAY + timedelta(days=5)
        rows = session.exec(select(PlannedSession).where(col(PlannedSession.day) <= sunday)).all()
    assert len(rows) == 2
    assert broken(tools) == []


def test_a_session_under_way_is_not_offered_another_day(tools: Tools, clock: MovableClock) -> None:
    clock.move_to(TUESDAY)
    settle(tools)
    sessions.start(tools, CHAT, DAY, Variant.SHORT)

    with pytest.raises(Refusal) as refused:
        plans.where_to(tools, CHAT, DAY)
    assert (refused.value.reason, refused.value.facts["state"]) == ("nothing-to-do", SessionState.STARTED)
    with pytest.raises(Refusal) as refused:
        plans.move(tools, CHAT, DAY, DAY + timedelta(days=3), 1)
    assert refused.value.reason == "nothing-to-do"


def test_whoever_has_no_key_run_in_sight_is_told_of_none(tools: Tools, clock: MovableClock) -> None:
    clock.move_to(TUESDAY)
    settle(tools, runs="every day easy")
    with tools.store.writing() as session:
        _, runner = runners.need(session, CHAT)
        said = personal.sentence(session, tools, runner, PersonalRule.ORDER_TODAY)

    assert said is not None
    assert said.facts["key_run"] is None


def test_a_session_that_was_missed_before_the_first_one_can_still_be_built(
    tools: Tools, clock: MovableClock
) -> None:
    clock.move_to(TUESDAY)
    settle(tools)
    clock.advance(timedelta(days=8))
    plans.today(tools, CHAT)
    with tools.store.writing() as session:
        _, runner = runners.need(session, CHAT)
        assert runner.id is not None
        (missed, *_) = session.exec(select(PlannedSession).order_by(col(PlannedSession.day))).all()
        now = clock.now()
        log = SessionLog(
            runner_id=runner.id, day=now.date(), kind=missed.kind, started_at=now, finished_at=now
        )
        session.add(log)
        session.flush()

        assert missed.day < log.day
        assert question_for(session, tools, runner, missed, Variant.FULL).strength_weeks == 0
