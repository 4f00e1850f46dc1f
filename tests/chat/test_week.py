"""/week and /plan: seven days at a glance, why each stands as it does, and why not the others."""

from __future__ import annotations

from datetime import timedelta

from tests.chat.runner import TUESDAY, begin, move_to, settle, work_through
from tests.conftest import Stage
from tests.phone import Phone


async def test_the_week_shows_runs_and_sessions_and_marks_today(runner: Phone) -> None:
    text = await runner.say("/week")

    assert "This week" in text
    assert "Mon rest" in text
    assert "▸ Tue intervals + 🏋️ Heavy strength" in text
    assert "Thu tempo + 🏋️ Heavy strength" in text
    assert "Sun long" in text
    assert await runner.labels() == ["Why these days?", "Next week ›", "Today", "Edit a run", "Pause"]


async def test_next_week_and_back(runner: Phone) -> None:
    await runner.say("/week")
    text = await runner.tap("Next week")
    assert "Next week" in text
    assert "▸" not in text
    assert await runner.labels() == ["Why these days?", "‹ This week", "Today", "Edit a run", "Pause"]

    assert "This week" in await runner.tap("This week")


async def test_the_week_says_what_phase_it_is_and_what_was_done(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await work_through(runner)
    await runner.tap("8")
    await runner.tap("No, all good")
    await move_to(stage, TUESDAY + timedelta(days=3))
    text = await runner.say("/week")

    assert "Tue intervals + ✅ Heavy strength" in text
    assert "Heavy strength (missed)" in text
    assert "blocks of four weeks" in text


async def test_a_skipped_session_is_shown_as_skipped(runner: Phone) -> None:
    await runner.say("/today")
    await runner.tap("Skip")
    await runner.tap("Yes, skip it")

    assert "Heavy strength (skipped)" in await runner.tap("Week")


async def test_the_plan_gives_the_reason_of_each_session(runner: Phone) -> None:
    text = await runner.say("/plan")

    assert "Why this week looks as it does" in text
    assert "Tuesday, after your intervals: your hard day stays hard" in text
    assert "Thursday, after your tempo run" in text
    assert await runner.say("/week")
    assert await runner.tap("Why these days?") == text


async def test_each_free_day_can_say_why_not(runner: Phone) -> None:
    await runner.say("/plan")
    labels = await runner.labels()
    assert labels == ["Why not Wed?", "Why not Fri?", "Why not Sat?", "Why not Sun?", "‹ Week"]
    for label, why in (
        ("Wed", "Wednesday is the day before Thursday's tempo run"),
        ("Fri", "Friday"),
        ("Sat", "Saturday is the day before Sunday's long run"),
        ("Sun", "Sunday is your long run's day"),
    ):
        await runner.say("/plan")
        assert why in await runner.tap(f"Why not {label}?")
        assert "This week" in await runner.tap("‹ Week")


async def test_next_weeks_reasons(runner: Phone) -> None:
    await runner.say("/week")
    await runner.tap("Next week")
    assert "Why next week looks as it does" in await runner.tap("Why these days?")

    assert "Next week" in await runner.tap("‹ Week")


async def test_a_week_too_full_says_what_found_no_room(stage: Stage) -> None:
    stage.clock.move_to(TUESDAY - timedelta(days=1))
    settle(stage.tools, runs="tue intervals, wed easy, thu tempo, fri easy, sat tempo, sun long")
    text = await stage.phone().say("/week")

    assert text.count("🏋️") >= 1
    assert "None" not in text


async def test_a_button_of_a_week_long_gone_says_so(stage: Stage, runner: Phone) -> None:
    await runner.say("/plan")
    message = await runner.keyboard_message()
    await move_to(stage, TUESDAY + timedelta(days=21))
    await runner.tap("Why not Fri?", message=message)

    assert "I plan this week and the next" in runner.toast


async def test_the_plan_rolls_on_for_weeks_without_a_word(stage: Stage, runner: Phone) -> None:
    for weeks in (1, 2, 3, 5, 8):
        await move_to(stage, TUESDAY + timedelta(days=7 * weeks))
        assert "🏋️" in await runner.say("/week")
        assert "🏋️" in await runner.tap("Next week")


async def test_why_can_be_asked_in_words(runner: Phone) -> None:
    assert "Why this week looks as it does" in await runner.say("why is my session on tuesday?")


async def test_invented_buttons_say_that_they_are_old(runner: Phone) -> None:
    await runner.say("/week")
    message = await runner.keyboard_message()
    for invented in ("w", "w:9", "w:plan:7", "w:why:20269999"):
        await runner.press(message["message_id"], invented)
        assert "from an earlier message" in runner.toast
