"""The guided session: one message from the warm-up to the log, and what of it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.tables import ExerciseLog, SessionLog, SessionState
from tests.chat.runner import TUESDAY, begin, move_to, pass_by, planned, rows, state_on, work_through
from tests.conftest import Stage
from tests.phone import Phone, buttons

TODAY = TUESDAY.date()


async def to_step_with(phone: Phone, *wanted: str) -> str:
    """Tap Done until a step offers some buttons."""
    text = await phone.last()
    while True:
        labels = " ".join(await phone.labels())
        if all(each in labels for each in wanted):
            return text
        assert "How hard was it" not in text, f"no step offers {wanted}"
        text = await phone.tap("Done")


async def finish(phone: Phone) -> str:
    """Do the rest of the session and end it."""
    await work_through(phone)
    await phone.tap("7")
    return await phone.tap("No, all good")


def log_of(stage: Stage) -> SessionLog:
    """The one session log."""
    (log,) = rows(stage, SessionLog)
    return log


# --- the screens -------------------------------------------------------------------------------------------------


async def test_the_first_step_shows_the_exercise_its_dose_and_cues(runner: Phone) -> None:
    text = await begin(runner)

    title, _, name, dose, *_ = text.split("\n")
    assert title.startswith("Heavy strength · 1 of ")
    assert title.endswith("Warm-up")
    assert name
    assert "×" in dose
    assert text.count("• ") == 3
    labels = await runner.labels()
    assert labels[0] == "✓ Done"
    assert labels[-2:] == ["How?", "Stop"]  # nothing to go back to yet


async def test_done_goes_on_in_the_same_message(runner: Phone) -> None:
    await begin(runner)
    message = await runner.keyboard_message()
    for step in (2, 3, 4):
        text = await runner.tap("Done")
        assert f"· {step} of " in text
        assert runner.sent == []

    assert (await runner.keyboard_message())["message_id"] == message["message_id"]
    assert len([each for each in await runner.from_bot() if buttons(each)]) == 1


async def test_how_explains_and_leads_back(runner: Phone) -> None:
    step = await begin(runner)
    text = await runner.tap("How?")

    assert text.startswith(step.split("\n")[2])
    assert len(text) > 300
    assert await runner.tap("Back to the exercise") == step


async def test_back_goes_one_step_back(runner: Phone) -> None:
    first = await begin(runner)
    await runner.tap("Done")

    assert await runner.tap("‹") == first


async def test_a_main_lift_says_how_many_stay_in_reserve_and_how_long_to_rest(runner: Phone) -> None:
    await begin(runner)
    text = await to_step_with(runner, "kg")

    assert "reps left in you" in text
    assert "between sets" in text
    assert "Last time" not in text


async def test_sides_and_seconds_are_said(runner: Phone) -> None:
    seen = await begin(runner)
    for _ in range(30):
        text = await runner.tap("Done")
        if "How hard was it" in text:
            break
        seen += text

    assert " per side" in seen
    assert " s\n" in seen or " s per side" in seen


# --- easier, harder, another one ---------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["Easier", "Harder", "Swap"])
async def test_another_exercise_takes_the_steps_place(stage: Stage, runner: Phone, label: str) -> None:
    await begin(runner)
    before = await to_step_with(runner, label)
    position = planned(stage)[TODAY].position
    old = (planned(stage)[TODAY].steps or [])[position]["exercise"]
    after = await runner.tap(label)

    assert after.split("\n")[0] == before.split("\n")[0]  # the same step
    assert after.split("\n")[2] != before.split("\n")[2]  # another exercise
    new = (planned(stage)[TODAY].steps or [])[position]["exercise"]
    assert new != old
    await runner.tap("Done")
    assert rows(stage, ExerciseLog)[-1].exercise == new


async def test_easier_and_harder_lead_back_to_where_they_began(runner: Phone) -> None:
    await begin(runner)
    name = (await to_step_with(runner, "Easier", "Harder")).split("\n")[2]
    await runner.tap("Easier")

    assert (await runner.tap("Harder")).split("\n")[2] == name


# --- the load ----------------------------------------------------------------------------------------------------


async def test_a_first_load_is_tapped_and_corrected_in_steps(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await to_step_with(runner, "kg")
    first = [label for label in await runner.labels() if label.endswith("kg")]
    assert len(first) == 4
    text = await runner.tap(first[1])
    assert f"with {first[1]}" in text
    text = await runner.tap("+ ")
    position = planned(stage)[TODAY].position
    kg = (planned(stage)[TODAY].steps or [])[position]["kg"]
    assert kg == float(first[1].split()[0]) + 2
    await runner.tap("− ")
    await runner.tap("Done")

    assert rows(stage, ExerciseLog)[-1].kg == float(first[1].split()[0])


@pytest.mark.parametrize(("typed", "kg"), [("16 kg", 16.0), ("12,5kg", 12.5), ("35 lbs", 15.88)])
async def test_a_load_can_be_typed(stage: Stage, runner: Phone, typed: str, kg: float) -> None:
    await begin(runner)
    await to_step_with(runner, "kg")
    text = await runner.say(typed)
    assert f"with {kg:.1f}".rstrip("0").rstrip(".") in text
    await runner.tap("Done")

    assert rows(stage, ExerciseLog)[-1].kg == kg


async def test_an_impossible_load_is_refused_kindly(runner: Phone) -> None:
    await begin(runner)
    await to_step_with(runner, "kg")

    assert "That load cannot be right" in await runner.say("900 kg")


async def test_a_load_button_tapped_twice_sets_it_once(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await to_step_with(runner, "kg")
    await runner.tap(next(label for label in await runner.labels() if label.endswith("kg")))
    message = await runner.keyboard_message()
    await runner.tap("+ ", message=message)
    once = (planned(stage)[TODAY].steps or [])[planned(stage)[TODAY].position]["kg"]
    await runner.tap("+ ", message=message)

    assert (planned(stage)[TODAY].steps or [])[planned(stage)[TODAY].position]["kg"] == once


async def test_the_next_time_shows_the_last_time(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    text = await to_step_with(runner, "kg")
    name = text.split("\n")[2]
    await runner.say("20 kg")
    await finish(runner)
    entry = next(each for each in rows(stage, ExerciseLog) if each.kg == 20)
    await move_to(stage, TUESDAY + timedelta(days=2))
    text = await begin(runner)
    while text.split("\n")[2] != name:
        text = await runner.tap("Done")

    assert f"Last time (2 days ago): {entry.sets} × {entry.reps} with 20 kg." in text
    assert "with 20 kg" in text.split("Last time")[0]


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
