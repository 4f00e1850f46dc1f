"""What is kept no longer than it is needed: begun answers, old changes, updates, processes that died."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, func, select

from bot.clock import MovableClock
from bot.coach.words import Variant
from bot.services import inbox, onboarding, planning, sessions, upkeep
from bot.services.inbox import KEEP_NUMBERS, UNHANDLED
from bot.services.logs.rows import asked_on
from bot.services.plan_rows import KEPT_STEPS, row_on
from bot.services.shared_inbox import LEASE, receive
from bot.services.tools import Tools
from bot.services.upkeep import KEPT_CHANGES, KEPT_DRAFTS, forget_changes, forget_drafts
from bot.store.tables import Chat, ChatClaim, ExerciseLog, InboxUpdate, PlanChange, Runner
from tests.services.people import settle

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def begin(tools: Tools, chat_id: int, draft: dict[str, Any], awaiting: str | None = "log") -> None:
    with tools.store.writing() as session:
        chat = session.get(Chat, chat_id)
        assert chat is not None
        chat.awaiting, chat.draft = awaiting, draft


def begun(tools: Tools, chat_id: int) -> tuple[str | None, dict[str, Any]]:
    with tools.store.reading() as session:
        chat = session.get(Chat, chat_id)
        assert chat is not None
        return chat.awaiting, chat.draft


def count(tools: Tools, table: type[Any]) -> int:
    with tools.store.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_what_was_begun_is_forgotten_after_a_week_and_not_before(tools: Tools, clock: MovableClock) -> None:
    settle(tools, 901)
    begin(tools, 901, {"day": "2026-11-20"})
    assert forget_drafts(tools) == 0
    clock.advance(KEPT_DRAFTS - DAY)
    assert forget_drafts(tools) == 0
    assert begun(tools, 901) == ("log", {"day": "2026-11-20"})
    clock.advance(DAY)
    assert forget_drafts(tools) == 1
    assert begun(tools, 901) == (None, {})
    assert forget_drafts(tools) == 0


@pytest.mark.parametrize("draft", [{"day": "2026-11-20"}, {"day": "2026-11-21"}])
def test_who_goes_on_or_says_it_again_has_another_week(
    tools: Tools, clock: MovableClock, draft: dict[str, Any]
) -> None:
    settle(tools, 901)
    begin(tools, 901, {"day": "2026-11-19"})
    forget_drafts(tools)
    clock.advance(KEPT_DRAFTS - HOUR)
    begin(tools, 901, draft)
    forget_drafts(tools)
    clock.advance(2 * HOUR)
    assert forget_drafts(tools) == 0
    assert begun(tools, 901) == ("log", draft)
    clock.advance(KEPT_DRAFTS)
    assert forget_drafts(tools) == 1


def test_a_draft_that_nobody_waits_for_goes_too_and_so_does_an_open_question(
    tools: Tools, clock: MovableClock
) -> None:
    settle(tools, 901)
    settle(tools, 902)
    begin(tools, 901, {"saved": 3}, awaiting=None)
    begin(tools, 902, {}, awaiting="check:20261120:nj")
    forget_drafts(tools)
    clock.advance(KEPT_DRAFTS)
    assert forget_drafts(tools) == 2
    assert begun(tools, 901) == begun(tools, 902) == (None, {})


def test_the_first_questions_wait_for_as_long_as_it_takes(tools: Tools, clock: MovableClock) -> None:
    onboarding.start(tools, 901, "Robin", 1)
    onboarding.hear(tools, 901, "tue intervals, sun long", 2)
    before = begun(tools, 901)
    assert before[0] is not None
    for _ in range(3):
        forget_drafts(tools)
        clock.advance(KEPT_DRAFTS)
    assert begun(tools, 901) == before


def test_more_chats_than_are_looked_at_together(
    tools: Tools, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "_CHATS_AT_ONCE", 2)
    with tools.store.writing() as session:
        for number in range(1, 8):
            session.add(Runner(id=number, created_at=clock.now(), onboarded_at=clock.now()))
            session.flush()
            session.add(Chat(id=number, runner_id=number, draft={"saved": number} if number != 4 else {}))
    assert forget_drafts(tools) == 0
    clock.advance(KEPT_DRAFTS)
    assert forget_drafts(tools) == 6


def test_a_change_that_cannot_be_taken_back_any_more_is_forgotten(tools: Tools, clock: MovableClock) -> None:
    settle(tools, 901)
    with tools.store.writing() as session:
        (runner,) = session.exec(select(Runner.id).where(col(Runner.onboarded_at).is_not(None)))
        for age in (KEPT_CHANGES + DAY, KEPT_CHANGES - DAY):
            session.add(
                PlanChange(runner_id=runner or 0, made_at=clock.now() - age, what="pause", before={"was": {}})
            )
    assert forget_changes(tools) == 1
    assert count(tools, PlanChange) == 1


def test_what_nobody_ever_handled_is_forgotten_after_a_month(tools: Tools, clock: MovableClock) -> None:
    inbox.keep(tools, [inbox.Arrived(1, "my knee hurts", 901)])
    clock.advance(UNHANDLED - HOUR)
    assert inbox.clean(tools) == 0
    assert inbox.pending(tools) == ["my knee hurts"]
    clock.advance(2 * HOUR)
    assert inbox.clean(tools) == 1
    assert count(tools, InboxUpdate) == 0


def test_what_sessions_long_over_were_made_of_is_forgotten_and_built_anew(
    tools: Tools, clock: MovableClock
) -> None:
    day = clock.now().date()
    runner_id = settle(tools, 901, sessions=[day])
    view = sessions.start(tools, 901, day, Variant.FULL)
    while isinstance(view, sessions.StepView):
        view = sessions.done(tools, 901, day, view.position)
    sessions.effort(tools, 901, day, 7.0)
    sessions.pain(tools, 901, day, "none")

    def steps() -> list[dict[str, Any]] | None:
        with tools.store.writing() as session:
            runner = session.get_one(Runner, runner_id)
            runner.planned_until = None
            planning.roll(session, tools, runner)
            row = row_on(session, runner, day)
            assert row is not None
            assert [step["exercise"] for step in asked_on(session, tools, runner, row)]
            return row.steps

    clock.advance(KEPT_STEPS)
    assert steps()
    clock.advance(DAY)
    steps()  # the next read sees it
    assert steps() is None
    with tools.store.reading() as session:
        assert session.exec(select(func.count()).select_from(ExerciseLog)).one() > 0


def test_the_claims_of_processes_that_died_are_forgotten(tools: Tools, clock: MovableClock) -> None:
    receive(tools, "a" * 16, 1, "one", 901)
    clock.advance(LEASE + KEEP_NUMBERS - HOUR)
    inbox.clean(tools)
    assert count(tools, ChatClaim) == 1
    clock.advance(2 * HOUR)
    inbox.clean(tools)
    assert count(tools, ChatClaim) == 0
