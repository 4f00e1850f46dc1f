"""The end of a session: what is logged, how hard it was, what hurt; and whatever comes in between."""

from __future__ import annotations

import pytest

from bot.store.tables import ExerciseLog, SessionLog, SessionState
from tests.chat.runner import TUESDAY, begin, pass_by, planned, rows, state_on, work_through
from tests.conftest import Stage
from tests.phone import Phone

TODAY = TUESDAY.date()


async def finish(phone: Phone) -> str:
    """Do the rest of the session and end it."""
    await work_through(phone)
    await phone.tap("7")
    return await phone.tap("No, all good")


def log_of(stage: Stage) -> SessionLog:
    """The one session log."""
    (log,) = rows(stage, SessionLog)
    return log


# --- the end -----------------------------------------------------------------------------------------------------


async def test_a_whole_session_is_in_the_log(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    steps = planned(stage)[TODAY].steps or []
    await pass_by(stage, minutes=41)
    text = await work_through(runner)
    assert f"{len(steps)} of {len(steps)} exercises done" in text
    text = await runner.tap("8")
    assert "Did anything hurt?" in text
    assert "Effort 8" in text
    text = await runner.tap("No, all good")

    assert "Heavy strength is in the log" in text
    assert "in 41 min" in text
    assert "effort 8" in text
    assert "This week: 1 of 2 done." in text
    assert "Heavy strength on Thursday 26 November" in text
    assert state_on(stage, TODAY) is SessionState.DONE
    log = log_of(stage)
    assert (log.rpe, log.pain, log.pain_note, log.day) == (8.0, "none", None, TODAY)
    assert log.finished_at is not None
    entries = rows(stage, ExerciseLog)
    assert [each.exercise for each in entries] == [step["exercise"] for step in steps]
    for entry, step in zip(entries, steps, strict=True):
        assert entry.sets == step["sets"]
        assert entry.per_side == step["per_side"]
        assert (entry.reps is None) == (step["measure"] == "seconds")
        assert step["low"] <= (entry.reps or entry.seconds or 0) <= step["high"]


@pytest.mark.parametrize(
    ("typed", "rpe"), [("felt like an 8", 8.0), ("7.5", 7.5), ("9/10", 9.0), ("quite easy really", 5.0)]
)
async def test_the_effort_can_be_typed(stage: Stage, runner: Phone, typed: str, rpe: float) -> None:
    await begin(runner, "7-min" if "7-min" in str(await runner.say("/today")) else "Start")
    await runner.tap("Done")
    await runner.tap("Stop")

    assert "Did anything hurt?" in await runner.say(typed)
    assert log_of(stage).rpe == rpe


async def test_the_effort_can_be_left_out(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    await runner.tap("Stop")
    assert "Did anything hurt?" in await runner.tap("Skip")

    assert log_of(stage).rpe is None


async def test_from_the_effort_one_can_go_back_to_the_last_exercise(runner: Phone) -> None:
    await begin(runner)
    await work_through(runner)
    text = await runner.tap("Back")

    first, of, total = text.split(" · ")[1].split()
    assert (first, of) == (total, "of")


@pytest.mark.parametrize(
    ("label", "pain", "advice"),
    [
        ("No, all good", "none", ""),
        ("Muscles a bit sore", "muscle", "Some soreness over the next two days is normal"),
        ("A joint", "joint", "see a physiotherapist or doctor"),
    ],
)
async def test_pain_by_tap(stage: Stage, runner: Phone, label: str, pain: str, advice: str) -> None:
    await begin(runner)
    await runner.tap("Done")
    await runner.tap("Stop")
    await runner.tap("6")
    text = await runner.tap(label)

    assert advice in text
    assert log_of(stage).pain == pain


@pytest.mark.parametrize(
    ("typed", "pain"),
    [
        ("no, all good", "none"),
        ("nothing", "none"),
        ("my quads are a bit sore", "muscle"),
        ("stiff hamstrings", "muscle"),
        ("a sharp pain in the ankle", "joint"),
        ("my knee hurt on the lunges", "joint"),
        ("no, but my knee hurt", "joint"),
    ],
)
async def test_pain_in_words(stage: Stage, runner: Phone, typed: str, pain: str) -> None:
    await begin(runner)
    await runner.tap("Done")
    await runner.tap("Stop")
    await runner.tap("6")
    text = await runner.say(typed)

    assert "is in the log" in text
    log = log_of(stage)
    assert log.pain == pain
    assert log.pain_note == (None if pain == "none" else typed)


async def test_other_words_at_the_pain_question_are_no_pain(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    await runner.tap("Stop")
    await runner.tap("6")
    text = await runner.say("show me my week")

    assert "This week" in text
    assert log_of(stage).pain is None
    await runner.say("/today")
    assert "Did anything hurt?" in await runner.tap("Go on")


# --- stopping ----------------------------------------------------------------------------------------------------


async def test_stopping_before_anything_leaves_the_session_for_later(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    text = await runner.tap("Stop")

    assert "Stopped before the first exercise. Heavy strength stays on Tuesday" in text
    assert state_on(stage, TODAY) is SessionState.PLANNED
    assert rows(stage, SessionLog) == []
    assert "▶ Start" in await begin(runner) or "1 of " in await runner.last()


async def test_stopping_after_something_keeps_it(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    await runner.tap("Done")
    text = await runner.tap("Stop")
    assert ": 2 of " in text
    await runner.tap("6")
    text = await runner.tap("No, all good")

    assert "Part of a session counts" in text
    assert state_on(stage, TODAY) is SessionState.PARTIAL
    assert len(rows(stage, ExerciseLog)) == 2


# --- interruptions -----------------------------------------------------------------------------------------------


async def test_a_session_goes_on_after_a_restart(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    await stage.restart()
    text = await runner.tap("Done")

    assert "· 3 of " in text
    assert len(rows(stage, ExerciseLog)) == 2


async def test_a_session_goes_on_after_hours(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    await pass_by(stage, hours=5)
    text = await runner.tap("Done")
    assert "· 3 of " in text
    await pass_by(stage, hours=5)

    assert "is in the log" in await finish(runner)
    assert state_on(stage, TODAY) is SessionState.DONE


async def test_a_question_in_between_is_answered_and_the_session_waits(runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    assert "Should the lift come" in await runner.say("should I lift before or after my run?")
    await runner.say("/today")

    assert "· 2 of " in await runner.tap("Go on")


async def test_done_twice_is_done_once(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    message = await runner.keyboard_message()
    await runner.tap("Done", message=message)
    await runner.tap("Done", message=message)

    assert planned(stage)[TODAY].position == 1
    assert len(rows(stage, ExerciseLog)) == 1
    assert runner.answered_taps == 1


async def test_done_can_be_typed(stage: Stage, runner: Phone) -> None:
    await begin(runner)

    assert "· 2 of " in await runner.say("done")
    assert len(rows(stage, ExerciseLog)) == 1


async def test_the_end_is_reached_once(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    await runner.tap("Stop")
    message = await runner.keyboard_message()
    await runner.tap("8", message=message)
    await runner.tap("5", message=message)
    assert log_of(stage).rpe == 8
    message = await runner.keyboard_message()
    await runner.tap("A joint", message=message)
    await runner.tap("No, all good", message=message)

    assert log_of(stage).pain == "joint"


INVENTED = [
    "s",
    "s:done",
    "s:done:20261124",
    "s:done:20261124:x",
    "s:kg:20261124:0:abc",
    "s:nonsense:20261124:0",
    "s:rpe:20261124:x",
]


async def test_invented_buttons_say_that_they_are_old(runner: Phone) -> None:
    await begin(runner)
    message = await runner.keyboard_message()
    for invented in INVENTED:
        await runner.press(message["message_id"], invented)
        assert "from an earlier message" in runner.toast, invented


NOWHERE = [
    ("s:done:20261126:0", "no session waiting"),
    ("s:how:20261126:0", "no session waiting"),
    ("s:how:20261124:99", "no session waiting"),
    ("s:use:20261124:0:no-such-exercise", "I do not have that exercise"),
    ("s:rpe:20261124:77", "Effort goes from 1 to 10"),
    ("s:kg:20261124:0:999", "That load cannot be right"),
]


async def test_buttons_that_lead_nowhere_say_why(runner: Phone) -> None:
    await begin(runner)
    message = await runner.keyboard_message()
    for data, says in NOWHERE:
        await runner.press(message["message_id"], data)
        assert says in runner.toast, data
