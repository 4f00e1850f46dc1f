"""The week begins on Sunday for who wants it: in text, picture and buttons; the plan keeps its own weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.chat.cards.week import facts
from bot.services import plans
from bot.services.runners import need
from tests.chat.runner import TUESDAY, move_to, planned, settle, the_runner
from tests.conftest import Stage, messages
from tests.phone import Phone

SUNDAY = (TUESDAY + timedelta(days=5)).replace(hour=12)
ORDER = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]


@pytest.fixture
async def sundays(runner: Phone) -> Phone:
    """Robin, whose week begins on Sunday."""
    await runner.say("/settings")
    await runner.tap("More settings")
    text = await runner.tap("Week starts on Sunday")
    assert "Week: starts on Sunday. I still plan from Monday to Sunday" in text
    assert "Week starts on Monday" in await runner.labels()
    return runner


def days_in(text: str) -> list[str]:
    """The weekdays with which the lines of a text begin."""
    lines = (line.removeprefix("▸ ") for line in text.splitlines())
    return [line[:3] for line in lines if line[:3] in ORDER]


def shown(stage: Stage, weeks_on: int = 0) -> plans.WeekView:
    """The week as it is drawn."""
    return plans.week_of(stage.tools, 1001, weeks_on)


async def test_the_text_and_the_picture_begin_on_the_chosen_day(stage: Stage, sundays: Phone) -> None:
    text = await sundays.say("/week")

    assert text.startswith("This week · from 22 Nov")
    assert days_in(text) == ORDER
    assert "▸ Tue intervals + 🏋️ Heavy strength" in text
    card = facts(messages(), shown(stage), None)
    assert [day.weekday for day in card.days] == ORDER
    assert [day.number for day in card.days] == [22, 23, 24, 25, 26, 27, 28]
    assert card.aside == "22–28 Nov"
    assert [day.is_today for day in card.days].index(True) == 2


async def test_monday_stays_the_first_day_for_everybody_else(stage: Stage, runner: Phone) -> None:
    text = await runner.say("/week")

    assert text.startswith("This week · from 23 Nov")
    assert days_in(text) == [*ORDER[1:], "Sun"]


async def test_on_a_sunday_a_new_week_begins_and_all_of_the_next_is_planned(
    stage: Stage, sundays: Phone
) -> None:
    await move_to(stage, SUNDAY)

    text = await sundays.say("/week")
    assert text.startswith("This week · from 29 Nov")
    assert "▸ Sun long" in text
    assert sum("🏋️" in line for line in text.splitlines()) == 2
    text = await sundays.tap("Next week")
    assert text.startswith("Next week · from 6 Dec")
    assert days_in(text) == ORDER
    assert sum("🏋️" in line for line in text.splitlines()) == 2
    assert the_runner(stage).planned_until == date(2026, 12, 13)
    assert max(planned(stage)) > date(2026, 12, 6)
    why = await sundays.tap("Why these days?")
    assert "Heavy strength" in why
    await sundays.tap("Why not Fri?")
    assert "Friday 11 December" in await sundays.last()


async def test_what_is_planned_does_not_depend_on_it(stage: Stage, runner: Phone) -> None:
    before = {day: (row.kind, row.reason) for day, row in planned(stage).items()}
    await runner.say("/settings")
    await runner.tap("More settings")
    await runner.tap("Week starts on Sunday")
    await runner.say("/week")

    assert {day: (row.kind, row.reason) for day, row in planned(stage).items()} == before


async def test_back_to_monday_on_a_sunday_leaves_no_week_beyond(stage: Stage, sundays: Phone) -> None:
    await move_to(stage, SUNDAY)
    await sundays.say("/week")
    assert max(planned(stage)) > date(2026, 12, 6)
    await sundays.say("/settings")
    await sundays.tap("More settings")
    await sundays.tap("Week starts on Monday")

    assert max(planned(stage)) <= date(2026, 12, 6)
    assert the_runner(stage).planned_until == date(2026, 12, 6)
    assert (await sundays.say("/week")).startswith("This week · from 23 Nov")
    await move_to(stage, SUNDAY + timedelta(days=1))
    await sundays.say("/week")
    assert the_runner(stage).planned_until == date(2026, 12, 13)


async def test_the_buttons_of_the_runs_begin_on_it_too(stage: Stage, sundays: Phone) -> None:
    await sundays.say("/runs")
    labels = await sundays.labels()
    assert [label[:3] for label in labels[:7]] == ORDER
    assert labels[:3] == ["Sun · long", "Mon · rest", "Tue · intervals"]
    assert "Running week: Sun long, Mon rest, Tue intervals" in await sundays.say("/settings")
    await sundays.say("/week")
    await sundays.tap("Next week")
    await sundays.tap("Edit a run")
    assert [label[:3] for label in (await sundays.labels())[:7]] == ORDER


async def test_the_runs_of_a_week_that_begins_today_are_all_there(stage: Stage, sundays: Phone) -> None:
    await move_to(stage, SUNDAY)
    await sundays.say("/week")
    await sundays.tap("Edit a run")

    assert [label[:3] for label in (await sundays.labels())[:7]] == ORDER
    await sundays.tap("Thu · tempo")
    await sundays.tap("easy")
    await sundays.tap("Yes")
    await sundays.say("/week")
    assert "Thu easy" in await sundays.last()
    assert "Not your usual runs." in await sundays.last()


async def test_what_is_done_counts_in_the_week_that_is_shown(stage: Stage, sundays: Phone) -> None:
    await move_to(stage, SUNDAY + timedelta(days=2))
    await sundays.say("done, goblet squats 3x8 @ 16, rpe 7")
    text = await sundays.tap("Save")

    week = shown(stage)
    done = sum(1 for line in week.sessions if line.state is not None and line.state.counts)
    assert f"That week: {done} of {len(week.sessions)} done." in text


async def test_a_pause_and_a_race_on_the_first_day_are_seen(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY)
    settle(stage.tools, race="10k on 29 November")
    phone = stage.phone()
    await phone.say("/settings")
    await phone.tap("More settings")
    await phone.tap("Week starts on Sunday")
    await phone.say("/week")
    text = await phone.tap("Next week")

    assert days_in(text) == ORDER
    assert "Sun race" in text
    with stage.tools.store.reading() as session:
        _, runner = need(session, 1001)
        assert plans.week_view(session, stage.tools, runner, date(2026, 11, 29)).first == date(2026, 11, 29)
