"""The reminder as a message: what a runner reads and can tap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import product

import pytest

from bot.chat.desk import Desk
from bot.chat.messages import LONGEST_TEXT, Messages
from bot.chat.reminder import TIPS, render
from bot.chat.reply import CALLBACK_BYTES, Reply
from bot.chat.sending import Budget
from bot.coach.words import Order, Phase, RunKind, SessionKind, Variant
from bot.services.plans import DayView, SessionView
from bot.services.reminders import ReminderView
from bot.services.tools import Tools
from bot.store.tables import SessionState

TUESDAY = date(2026, 11, 24)
SESSION = SessionView(
    day=TUESDAY,
    kind=SessionKind.HEAVY,
    title="Heavy legs",
    purpose="Strength that your stride can use.",
    reason="Your intervals are today, so tomorrow stays easy.",
    order=Order.AFTER_RUN,
    state=SessionState.PLANNED,
    phase=Phase.BASE,
    deload=False,
    minutes={Variant.FULL: 42, Variant.SHORT: 15, Variant.MINIMUM: 8},
    exercises=("Goblet squat", "Calf raise"),
    moved=False,
)
DAY = DayView(
    day=TUESDAY,
    is_today=True,
    run=RunKind.INTERVALS,
    tomorrow=RunKind.EASY,
    session=SESSION,
    next_day=date(2026, 11, 26),
    next_title="Core",
    days_to_next=2,
    race_day=None,
    days_to_race=None,
)
VIEW = ReminderView(day=DAY, at=time(7), eve=False, late=False, snoozed=False, repeated=False, silent=False)
REST = replace(VIEW, day=replace(DAY, session=None, run=RunKind.EASY, tomorrow=RunKind.LONG), silent=True)


@pytest.fixture
def desk(tools: Tools, messages: Messages) -> Desk:
    return Desk(tools, messages, Budget(1000))


def text_of(reply: Reply) -> str:
    assert reply.text is not None
    assert "\n\n\n" not in reply.text
    return reply.text


def with_session(**changes: object) -> ReminderView:
    return replace(VIEW, day=replace(DAY, session=replace(SESSION, **changes)))  # type: ignore[arg-type]


def buttons(reply: Reply) -> list[list[tuple[str, str]]]:
    return [[(button.label, button.data) for button in row] for row in reply.keyboard]


def test_a_session_day_tells_what_why_how_long_and_in_which_order(desk: Desk) -> None:
    reply = render(desk, VIEW)
    text = text_of(reply)
    assert text.startswith("<b>Tuesday 24 November: Heavy legs</b>")
    for said in ("42 minutes", "Run first", "intervals", SESSION.reason, SESSION.purpose):
        assert said in text
    assert not reply.silent


def test_on_the_evening_before_it_speaks_of_tomorrow(desk: Desk) -> None:
    text = text_of(render(desk, replace(VIEW, eve=True)))
    assert text.startswith("<b>Tomorrow, Tuesday 24 November: Heavy legs</b>")
    assert "Tomorrow's run" in text
    assert "<b>Why then:</b>" in text
    rest = text_of(render(desk, replace(REST, eve=True)))
    assert "Tomorrow: an easy run." in rest
    assert "The day after: your long run" in rest
    assert "Today" not in rest


def test_its_buttons_are_the_dose_ladder_and_the_ways_out_and_carry_the_day(desk: Desk) -> None:
    start, shorter, other = buttons(render(desk, VIEW))
    assert start == [("▶ Start (42 min)", "t:go:20261124:full")]
    assert shorter == [
        ("15-minute version", "t:go:20261124:short"),
        ("8-minute version", "t:go:20261124:minimum"),
    ]
    assert [data for _, data in other] == ["t:move:20261124", "t:skip:20261124", "t:snooze:20261124"]


def test_a_version_that_is_no_shorter_is_not_offered(desk: Desk) -> None:
    short = with_session(minutes={Variant.FULL: 14, Variant.SHORT: 14, Variant.MINIMUM: 8})
    assert [data for _, data in buttons(render(desk, short))[1]] == ["t:go:20261124:minimum"]
    shortest = with_session(minutes=dict.fromkeys(Variant, 8))
    reply = render(desk, shortest)
    assert [len(row) for row in reply.keyboard] == [1, 3]
    assert "shorter" not in text_of(reply)


def test_every_run_and_order_has_its_words(desk: Desk) -> None:
    for run, order in product(RunKind, Order):
        view = replace(VIEW, day=replace(DAY, run=run, session=replace(SESSION, order=order)))
        text = text_of(render(desk, view))
        assert ("No run today" in text) == (run is RunKind.REST)
        rest = text_of(render(desk, replace(REST, day=replace(REST.day, run=run, tomorrow=run))))
        assert len(rest) < LONGEST_TEXT


def test_a_moved_session_an_easier_week_and_a_race_are_told(desk: Desk) -> None:
    moved = with_session(moved=True, reason="")
    assert "you moved it here" in text_of(render(desk, moved))
    assert "one set fewer" in text_of(render(desk, with_session(deload=True)))
    race = replace(VIEW, day=replace(DAY, race_day=date(2026, 11, 25), days_to_race=1))
    assert "1 day to your race" in text_of(render(desk, race))
    assert "2 days to your race" in text_of(render(desk, replace(race, eve=True)))
    assert "your race" not in text_of(render(desk, replace(VIEW, day=replace(DAY, days_to_race=60))))


def test_late_repeated_and_snoozed_ones_say_so(desk: Desk) -> None:
    plain = text_of(render(desk, VIEW))
    late = text_of(render(desk, replace(VIEW, late=True)))
    repeated = text_of(render(desk, replace(VIEW, late=True, repeated=True, silent=True)))
    snoozed = text_of(render(desk, replace(VIEW, snoozed=True)))
    assert "meant for 07:00" in late
    assert "once more" in repeated
    assert "as you asked" in snoozed
    assert len({plain, late, repeated, snoozed}) == 4
    assert "late" in text_of(render(desk, replace(REST, late=True)))


def test_what_stands_in_the_content_is_escaped(desk: Desk) -> None:
    text = text_of(render(desk, with_session(title="Legs <&> core", reason="5 < 6")))
    assert "Legs &lt;&amp;&gt; core" in text
    assert "5 &lt; 6" in text


def test_a_rest_day_tells_the_run_what_comes_and_a_tip_without_a_sound(desk: Desk) -> None:
    reply = render(desk, REST)
    text = text_of(reply)
    assert text.startswith("<b>Tuesday 24 November: no strength today</b>")
    for said in ("an easy run", "your long run", "Core</b> on Thursday 26 November", "<blockquote>"):
        assert said in text
    assert reply.silent
    assert buttons(reply) == [[("My week", "w:0")]]


def test_a_session_tomorrow_is_named_with_tomorrows_run(desk: Desk) -> None:
    view = replace(REST, day=replace(REST.day, next_day=date(2026, 11, 25), days_to_next=1))
    text = text_of(render(desk, view))
    assert "Tomorrow: your long run, and <b>Core</b>." in text
    assert "Next session" not in text


def test_without_a_session_ahead_nothing_is_promised(desk: Desk) -> None:
    view = replace(REST, day=replace(REST.day, next_day=None, next_title=None, days_to_next=0))
    assert "Next session" not in text_of(render(desk, view))


def test_race_day_has_no_tip(desk: Desk) -> None:
    view = replace(REST, day=replace(REST.day, run=RunKind.RACE, race_day=TUESDAY, days_to_race=0))
    text = text_of(render(desk, view))
    assert "race day" in text
    assert "blockquote" not in text
    assert "to your race" not in text


def test_mondays_off_meet_every_tip_before_one_comes_again(desk: Desk) -> None:
    mondays = [TUESDAY - timedelta(days=1) + timedelta(weeks=week) for week in range(TIPS)]
    tips = {
        text_of(render(desk, replace(REST, day=replace(REST.day, day=day)))).partition("<blockquote>")[2]
        for day in mondays
    }
    assert len(tips) == TIPS
    again = replace(REST, day=replace(REST.day, day=mondays[0] + timedelta(weeks=TIPS)))
    assert text_of(render(desk, again)).partition("<blockquote>")[2] in tips


def test_every_button_fits(desk: Desk) -> None:
    for view in (VIEW, REST):
        for row in render(desk, view).keyboard:
            assert all(len(button.data.encode()) <= CALLBACK_BYTES for button in row)
