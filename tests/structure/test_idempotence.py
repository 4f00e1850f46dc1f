"""Each update may come twice, as after a crash between a change and its reply: the second time changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, select
from telegram.ext import Application

from bot.clock import FrozenClock, MovableClock
from bot.library import Library
from bot.services.tools import Tools
from bot.store.database import Store
from bot.understanding.door import Understanding
from tests.chat.files import calendar, entry, send
from tests.chat.runner import TUESDAY, settle
from tests.conftest import Stage, staged
from tests.phone import Phone

Journey = Callable[[Phone], Awaitable[None]]

# Which message is on the screen depends on how many there were; which update came last is the mark of the matter.
FLEETING = {"chat": {"screen_message", "applied_update"}, "reminder": {"last_message", "token"}}


async def first_conversation(phone: Phone) -> None:
    await phone.say("/start")
    await phone.say("tue intervals, thu tempo, sun long")
    await phone.tap("Fri · rest")
    await phone.tap("Looks right")
    await phone.tap("On and off")
    await phone.tap("‹ Back")
    await phone.say("regularly")
    await phone.tap("Kettlebell")
    await phone.tap("Bench")
    await phone.tap("✓ Bench")
    await phone.tap("That's it")
    await phone.say("10k")
    await phone.say("7 march")
    await phone.tap("Skip")
    await phone.tap("07:30")
    await phone.say("Berlin")


async def trained(phone: Phone) -> None:
    await phone.say("/today")
    await phone.tap("Start")
    for _ in range(3):
        await phone.tap("✓ Done")
    await phone.tap("‹")
    await phone.tap("✓ Done")
    while not any(label.endswith(" kg") for label in await phone.labels()):
        await phone.say("done")
    await phone.say("16 kg")
    await phone.tap("+ ")
    await phone.tap("✓ Done")
    await phone.tap("Swap")
    await phone.tap("✓ Done")
    await phone.tap("Stop")
    await phone.tap("8")
    await phone.say("my quads are sore")


async def moved_and_skipped(phone: Phone) -> None:
    await phone.say("remind me later today")
    await phone.tap("1 hour")
    await phone.say("/move")
    await phone.tap((await phone.labels())[0])
    await phone.say("/move")
    await phone.tap("Skip")
    await phone.tap("Yes, skip it")


async def changed_its_mind(phone: Phone) -> None:
    await phone.say("/settings")
    await phone.tap("3 a week")
    await phone.tap("30 min")
    await phone.tap("Turn rest-day cards off")
    await phone.say("/runs")
    await phone.tap("Wed ·")
    await phone.tap("Looks right")
    await phone.say("/race")
    await phone.tap("Leave it as it is")
    await phone.say("/race")
    await phone.say("/cancel")


async def asked_and_worried(phone: Phone) -> None:
    await phone.say("what is the capital of Mongolia")
    await phone.say("should I lift before or after my run?")
    await phone.say("I think I broke my foot")
    await phone.tap("It was something else")
    await phone.say("I think I broke my foot")


async def brought_runs(phone: Phone) -> None:
    await send(phone, "plan.ics", calendar(entry("20261202", "Intervals"), entry("20261210", "Long run")))
    await phone.tap("Leave this week out")
    await phone.tap("Use this week")
    await phone.say("/calendar")
    await phone.tap("Plan as a file")
    await send(phone, "plan.ics", calendar(entry("20261202", "Tempo run")))
    await phone.tap("Leave it all")
    await phone.say("/export")
    await phone.say("/start week")


async def bent(phone: Phone) -> None:
    await phone.say("move today's session to wednesday")
    await phone.tap("Yes")
    await phone.tap("Undo")
    await phone.say("my intervals moved to thursday")
    await phone.tap("Yes")
    await phone.say("/week")
    await phone.tap("Edit a run")
    await phone.tap("Sat · easy")
    await phone.tap("tempo")
    await phone.tap("Yes")
    await phone.tap("Undo")
    await phone.say("skip thursday")
    await phone.tap("Tired")


async def paused(phone: Phone) -> None:
    await phone.say("/pause")
    await phone.tap("I'm ill")
    await phone.tap("A date")
    await phone.say("friday")
    await phone.tap("Yes")
    await phone.say("I'm back")
    await phone.tap("Yes")
    await phone.tap("Undo")


async def told_afterwards(phone: Phone) -> None:
    await phone.say("done yesterday, felt like an 8, goblet squats 3x10 @ 16kg, planks 2x45s")
    await phone.say("push-ups 3x10")
    await phone.tap("7")
    await phone.tap("Save")
    await phone.say("actually goblet squats were 20 kg not 16")
    await phone.tap("Change it")
    await phone.tap("Plank")
    await phone.tap("+ 1 set")
    await phone.tap("Remove this exercise")
    await phone.tap("Delete")
    await phone.tap("Yes, delete it")
    await phone.tap("Undo")


async def measured(phone: Phone) -> None:
    await phone.say("/progress")
    await phone.tap("Benchmarks")
    await phone.tap("Wall sit")
    await phone.tap("Enter my result")
    await phone.tap("+10")
    await phone.tap("Save")


async def left(phone: Phone) -> None:
    await phone.say("/delete")
    await phone.tap("Yes, delete it all")
    await phone.tap("Delete it for good")


@pytest.mark.parametrize(
    ("journey", "with_a_plan"),
    [
        (first_conversation, False),
        (trained, True),
        (moved_and_skipped, True),
        (changed_its_mind, True),
        (asked_and_worried, True),
        (brought_runs, True),
        (bent, True),
        (paused, True),
        (told_afterwards, True),
        (measured, True),
        (left, True),
    ],
)
async def test_every_update_twice_is_every_update_once(
    journey: Journey,
    with_a_plan: bool,
    tmp_path: Path,
    empty_database: Path,
    library: Library,
    understanding: Understanding,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tools(name: str) -> Tools:
        path = tmp_path / name
        shutil.copy(empty_database, path)
        return Tools(Store(f"sqlite:///{path}"), MovableClock(FrozenClock(TUESDAY)), library, understanding)

    once = await rows_after(journey, tools("once.sqlite3"), with_a_plan)
    process = Application.process_update

    async def twice(self: Application[Any, Any, Any, Any, Any, Any], update: object) -> None:
        await process(self, update)
        await process(self, update)

    monkeypatch.setattr(Application, "process_update", twice)
    again = await rows_after(journey, tools("twice.sqlite3"), with_a_plan)

    for table in once:
        assert again[table] == once[table], table


async def rows_after(journey: Journey, tools: Tools, with_a_plan: bool) -> dict[str, list[dict[str, Any]]]:
    """Return what is in every table after a journey, by column, without numbers of rows and what is fleeting."""
    clock = tools.clock
    assert isinstance(clock, MovableClock)
    if with_a_plan:
        settle(tools, runs="tue intervals, sat easy")
    async with staged(tools, clock) as stage:
        await journey(with_thumbs(stage))
        await later(stage)
        found = {}
        with stage.tools.store.reading() as session:
            for table in SQLModel.metadata.sorted_tables:
                if table.name in ("inbox_update", "tally"):  # counters are written some time later
                    continue
                hidden = FLEETING.get(table.name, set()) | {"id"}
                rows = session.connection().execute(select(table)).mappings()
                found[table.name] = [{key: row[key] for key in row if key not in hidden} for row in rows]
    return found


def with_thumbs(stage: Stage) -> Phone:
    """Return a phone that is not used faster than thumbs can: a doubled update counts twice for the pace."""
    phone = stage.phone()

    async def settled() -> None:
        await stage.settled()
        stage.clock.advance(timedelta(seconds=2))

    phone.settled = settled
    return phone


async def later(stage: Stage) -> None:
    """Let reminders fall due that a doubled change might have doubled."""
    stage.clock.advance(timedelta(hours=2))
    await stage.settled()
