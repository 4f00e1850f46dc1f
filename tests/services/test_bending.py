"""Changes of the plan on the real database: what is proposed is what happens, and what is undone is as it was."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot.clock import FrozenClock, MovableClock
from bot.coach import week
from bot.coach.pauses import PauseReason
from bot.coach.season import monday_of
from bot.coach.words import RunKind
from bot.library import Library
from bot.services import changing, plans, runners, sessions
from bot.services.bends import (
    Bend,
    ChangeRuns,
    ComeBack,
    DayWithout,
    MoveSession,
    Skip,
    SkipReason,
    SkipWeek,
    SwapSessions,
    TakePause,
)
from bot.services.pause_rows import paused_on
from bot.services.plan_questions import planned_week
from bot.services.questions import run_week, usual_week
from bot.services.tools import Refusal, Tools
from bot.store.database import Store
from bot.store.tables import (
    DayOff,
    Pause,
    PlanChange,
    PlannedSession,
    Runner,
    RunWeek,
    SessionState,
    SingleRunWeek,
)
from bot.understanding.door import Understanding
from tests.chat.runner import TUESDAY, settle, unused_update

CHAT = 1001
DAY = TUESDAY.date()
MONDAY = DAY - timedelta(days=1)
THURSDAY = DAY + timedelta(days=2)
TABLES = (PlannedSession, RunWeek, SingleRunWeek, Pause, DayOff)
Rows = dict[str, list[dict[str, Any]]]


def rows(tools: Tools) -> Rows:
    """Everything that makes the plan, but for when a session was changed."""
    with tools.store.reading() as session:
        found: Rows = {
            table.__name__: [
                row.model_dump(mode="json", exclude={"changed_at"})
                for row in session.exec(select(table).order_by(col(table.id)))  # type: ignore[attr-defined]
            ]
            for table in TABLES
        }
        runner = session.exec(select(Runner)).one()
        found["Runner"] = [{"block_start": str(runner.block_start)}]
        return found


def broken(tools: Tools) -> list[str]:
    """Every hard rule that the two weeks of the plan break, and every session on a day that is paused."""
    with tools.store.reading() as session:
        _, runner = runners.need(session, CHAT)
        today = tools.today(runner.zone)
        found = []
        for monday in (monday_of(today), monday_of(today) + timedelta(days=7)):
            planned = planned_week(session, tools, runner, monday)
            found += [str(each) for each in week.violations(planned.question, planned.plan.layout)]
        for row in session.exec(select(PlannedSession)):
            if row.state is SessionState.PLANNED and paused_on(session, runner, row.day):
                found.append(f"a session on {row.day}, a day of a pause")
        return found


def apply(tools: Tools, bend: Bend) -> changing.Changed:
    return changing.apply(tools, CHAT, bend, unused_update())


def undo(tools: Tools, change: int) -> changing.Difference:
    return changing.undo(tools, CHAT, change, unused_update())


def runs(tools: Tools, monday: date = MONDAY, *, always: bool = False) -> tuple[RunKind, ...]:
    with tools.store.reading() as session:
        _, runner = runners.need(session, CHAT)
        return (usual_week if always else run_week)(session, runner, monday)


def with_runs(tools: Tools, new: dict[int, RunKind], *, always: bool = False) -> ChangeRuns:
    before = runs(tools, always=always)
    return ChangeRuns(MONDAY, before, tuple(new.get(d, run) for d, run in enumerate(before)), always)


@pytest.fixture
def robin(tools: Tools, clock: MovableClock) -> Tools:
    """Robin on the Tuesday of intervals: heavy on Tuesday and Thursday, a long run on Sunday."""
    clock.move_to(TUESDAY)
    settle(tools)
    return tools


def test_a_proposal_changes_nothing_and_says_what_the_change_will_do(robin: Tools) -> None:
    before = rows(robin)
    bend = with_runs(robin, {1: RunKind.EASY, 2: RunKind.INTERVALS})
    proposed = changing.propose(robin, CHAT, bend)
    assert rows(robin) == before

    assert apply(robin, bend).made == proposed
    assert [each.day for each in proposed.days][:2] == [DAY, DAY + timedelta(days=1)]
    assert runs(robin)[2] is RunKind.INTERVALS
    assert runs(robin, MONDAY + timedelta(days=7))[2] is RunKind.EASY  # this week alone


def test_runs_from_now_on_hold_for_the_weeks_to_come_and_leave_those_before(robin: Tools) -> None:
    old = runs(robin)
    apply(robin, with_runs(robin, {5: RunKind.LONG, 6: RunKind.REST}, always=True))

    assert runs(robin, MONDAY + timedelta(days=70))[5:] == (RunKind.LONG, RunKind.REST)
    with robin.store.reading() as session:
        kept = session.exec(select(RunWeek)).all()
    assert [tuple(each.kinds) for each in kept] != [tuple(kind.value for kind in old)]


def test_what_was_told_of_a_week_goes_before_what_a_calendar_says(robin: Tools) -> None:
    imported = (RunKind.HILLS, *runs(robin)[1:])
    with robin.store.writing() as session:
        _, runner = runners.need(session, CHAT)
        assert runner.id is not None
        session.add(
            SingleRunWeek(
                runner_id=runner.id, monday=MONDAY, kinds=[each.value for each in imported], imported=True
            )
        )
    assert runs(robin) == imported
    apply(robin, with_runs(robin, {5: RunKind.EASY}))
    assert runs(robin) == (*imported[:5], RunKind.EASY, imported[6])


@pytest.mark.parametrize(
    "bend",
    [
        Skip(DAY, SkipReason.TIRED),
        SkipWeek(MONDAY),
        DayWithout(THURSDAY),
        TakePause(PauseReason.ILLNESS, DAY, DAY + timedelta(days=2)),
        TakePause(PauseReason.HOLIDAY, DAY, None),
        TakePause(PauseReason.HOLIDAY, DAY, DAY + timedelta(days=30)),
    ],
    ids=lambda bend: type(bend).__name__,
)
def test_every_change_is_undone_to_the_row(robin: Tools, bend: Bend) -> None:
    before = rows(robin)
    changed = apply(robin, bend)
    assert rows(robin) != before
    assert broken(robin) == []
    undo(robin, changed.id)

    assert rows(robin) == before


def test_a_change_marks_the_sessions_it_touches_for_the_calendars(robin: Tools, clock: MovableClock) -> None:
    clock.advance(timedelta(hours=1))
    apply(robin, DayWithout(THURSDAY))
    with robin.store.reading() as session:
        stamps = {row.day: row.changed_at for row in session.exec(select(PlannedSession))}

    assert stamps[THURSDAY + timedelta(days=1)] == clock.now()  # it went to Friday
    assert stamps[DAY] == TUESDAY


def test_an_undo_after_the_session_was_begun_is_refused(robin: Tools) -> None:
    changed = apply(robin, DayWithout(THURSDAY))
    # Another row that the change did not touch may be begun: nothing of it is lost.
    sessions.start(robin, CHAT, DAY, plans.today(robin, CHAT).session.minutes.__iter__().__next__())  # type: ignore[union-attr]
    before = rows(robin)
    undo(robin, changed.id)
    assert rows(robin) != before

    pause = apply(robin, Skip(THURSDAY))
    with robin.store.writing() as session:
        row = session.exec(select(PlannedSession).where(col(PlannedSession.day) == THURSDAY)).one()
        row.state = SessionState.DONE  # logged after all
    with pytest.raises(Refusal) as refused:
        undo(robin, pause.id)
    assert refused.value.reason == "undo-moved-on"


def test_only_the_latest_change_is_undone_and_once(robin: Tools) -> None:
    first = apply(robin, Skip(DAY))
    second = apply(robin, Skip(THURSDAY))
    for number, reason in ((first.id, "undo-later"), (second.id + 7, "undo-unknown")):
        with pytest.raises(Refusal) as refused:
            undo(robin, number)
        assert refused.value.reason == reason
    undo(robin, second.id)
    with pytest.raises(Refusal) as refused:
        undo(robin, second.id)
    assert refused.value.reason == "undo-done"
    undo(robin, first.id)
    assert rows(robin)["PlannedSession"][0]["state"] == "planned"


def test_a_day_that_has_passed_gets_nothing_back(robin: Tools, clock: MovableClock) -> None:
    changed = apply(robin, Skip(DAY))
    clock.advance(timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        undo(robin, changed.id)
    assert refused.value.reason == "undo-over"


def test_nobody_undoes_what_is_somebody_elses(robin: Tools) -> None:
    settle(robin, 1002, name="Kim")
    changed = apply(robin, Skip(DAY))
    with pytest.raises(Refusal) as refused:
        changing.undo(robin, 1002, changed.id, unused_update())
    assert refused.value.reason == "undo-unknown"


def test_an_old_proposal_of_runs_does_not_overwrite_newer_ones(robin: Tools) -> None:
    old = with_runs(robin, {5: RunKind.EASY})
    apply(robin, with_runs(robin, {4: RunKind.EASY}))
    with pytest.raises(Refusal) as refused:
        apply(robin, old)
    assert refused.value.reason == "changed-since"


def test_the_same_update_twice_changes_once(robin: Tools) -> None:
    update = unused_update()
    first = changing.apply(robin, CHAT, Skip(DAY), update)
    after = rows(robin)

    assert changing.apply(robin, CHAT, Skip(DAY), update) == first
    assert rows(robin) == after
    with robin.store.reading() as session:
        assert len(session.exec(select(PlanChange)).all()) == 1


def test_a_skipped_session_is_not_made_up_for(robin: Tools) -> None:
    apply(robin, Skip(DAY))
    apply(robin, with_runs(robin, {5: RunKind.EASY}))  # the week is solved again
    waiting = [row for row in rows(robin)["PlannedSession"] if row["state"] == "planned"]

    assert [row["day"] for row in waiting if row["day"] <= str(MONDAY + timedelta(6))] == [str(THURSDAY)]


# --- random changes ----------------------------------------------------------------------------------------------

_DAYS = st.integers(0, 13).map(lambda number: MONDAY + timedelta(days=number))
_MONDAYS = st.sampled_from([MONDAY, MONDAY + timedelta(days=7)])
_KINDS = st.tuples(*[st.sampled_from([k for k in RunKind if k is not RunKind.RACE])] * 7)
_STEP = st.one_of(
    st.builds(MoveSession, _DAYS, _DAYS),
    st.builds(SwapSessions, _DAYS, _DAYS),
    st.builds(Skip, _DAYS, st.sampled_from(SkipReason)),
    st.builds(SkipWeek, _MONDAYS),
    st.builds(DayWithout, _DAYS, st.booleans()),
    st.builds(
        lambda reason, first, length: TakePause(
            reason, first, None if length is None else first + timedelta(days=length)
        ),
        st.sampled_from(PauseReason),
        _DAYS,
        st.none() | st.integers(0, 40),
    ),
    st.builds(ComeBack, _DAYS),
    st.tuples(_MONDAYS, _KINDS, st.booleans()),
    st.just("undo"),
    st.just("night"),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, min_size=3, max_size=9))
def test_random_changes_break_no_rule_and_leave_nothing_when_undone(
    steps: list[Any], bending_database: Path, tmp_path: Path, library: Library, understanding: Understanding
) -> None:
    path = tmp_path / "bending.sqlite3"
    shutil.copy(bending_database, path)
    clock = MovableClock(FrozenClock(TUESDAY))
    store = Store(f"sqlite:///{path}")
    tools = Tools(store, clock, library, understanding)
    stack: list[tuple[int, Rows]] = []
    try:
        for step in steps:
            _play(tools, clock, step, stack)
            assert broken(tools) == []
            days = [row["day"] for row in rows(tools)["PlannedSession"]]
            assert len(days) == len(set(days))
    finally:
        store.close()


def _play(tools: Tools, clock: MovableClock, step: Any, stack: list[tuple[int, Rows]]) -> None:
    if step == "night":
        clock.advance(timedelta(days=1))
        plans.today(tools, CHAT)
        stack.clear()
        return
    if step == "undo":
        if stack:
            number, before = stack.pop()
            undo(tools, number)
            assert rows(tools) == before
        return
    if isinstance(step, tuple):
        monday, kinds, always = step
        step = ChangeRuns(monday, runs(tools, monday, always=always), kinds, always)
    before = rows(tools)
    try:
        stack.append((apply(tools, step).id, before))
    except Refusal:
        assert rows(tools) == before


@pytest.fixture(scope="module")
def bending_database(
    tmp_path_factory: pytest.TempPathFactory,
    empty_database: Path,
    library: Library,
    understanding: Understanding,
) -> Path:
    """Robin's database, made once to copy from."""
    path = tmp_path_factory.mktemp("store") / "bending.sqlite3"
    shutil.copy(empty_database, path)
    store = Store(f"sqlite:///{path}")
    settle(
        Tools(store, FrozenClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)), library, understanding),
        CHAT,
    )
    store.close()
    return path
