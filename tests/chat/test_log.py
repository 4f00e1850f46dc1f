"""/log: what was done, by words and by buttons, shown back before it counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.coach.words import Unit
from bot.store.tables import ExerciseLog, Runner, SessionLog, SessionState
from tests.chat.runner import TUESDAY, begin, move_to, planned, rows, state_on
from tests.conftest import Stage
from tests.phone import Phone

TODAY = TUESDAY.date()
YESTERDAY = TODAY - timedelta(days=1)


def logged(stage: Stage) -> dict[str, ExerciseLog]:
    """What is in the log, by exercise."""
    return {entry.exercise: entry for entry in rows(stage, ExerciseLog)}


def logs(stage: Stage) -> list[SessionLog]:
    return [log for log in rows(stage, SessionLog) if log.finished_at is not None]


def set_unit(stage: Stage, unit: Unit) -> None:
    with stage.tools.store.writing() as session:
        found = session.get(Runner, 1)
        assert found is not None
        found.unit = unit


# --- by words ----------------------------------------------------------------------------------------------------


async def test_a_sentence_is_shown_back_and_counts_once_saved(stage: Stage, runner: Phone) -> None:
    text = await runner.say("done, felt like an 8, goblet squats 3x10 @ 16kg")

    assert "Goblet squat 3 × 10 with 16 kg" in text
    assert "Effort: 8" in text
    assert "Nothing counts before you save it" in text
    assert rows(stage, SessionLog) == []
    text = await runner.tap("Save")
    assert "Heavy strength of Tuesday 24 November is in the log" in text
    assert "1 of 2 done" in text
    (log,) = logs(stage)
    assert (log.day, log.rpe, log.pain) == (TODAY, 8.0, None)
    entry = logged(stage)["goblet-squat"]
    assert (entry.sets, entry.reps, entry.kg) == (3, 10, 16.0)
    assert state_on(stage, TODAY) is SessionState.DONE


async def test_several_exercises_of_yesterday_in_one_line(stage: Stage, runner: Phone) -> None:
    before = {day: row.state for day, row in planned(stage).items()}
    text = await runner.say("log yesterday: squats 3x8 @ 40kg rpe 7, planks 2x45s, lunges 2x8 per side")

    assert "Monday 23 November" in text
    assert "2 × 45 s" in text
    assert "2 × 8 per side" in text
    assert "Effort: not said yet" in text  # the 7 was the squats' own
    await runner.tap("6")
    text = await runner.tap("Save")
    assert "3 exercises, effort 6" in text
    assert "not in the plan" in text
    (log,) = logs(stage)
    assert (log.day, log.session_id, log.rpe) == (YESTERDAY, None, 6.0)
    assert logged(stage)["back-squat"].rpe == 7.0
    assert {day: row.state for day, row in planned(stage).items()} == before


async def test_part_of_the_plan_is_part_of_the_plan(stage: Stage, runner: Phone) -> None:
    await runner.say("log planks 2x45s")
    text = await runner.tap("Save")

    assert "Part of a session counts as a session" in text
    assert state_on(stage, TODAY) is SessionState.PARTIAL


async def test_done_alone_means_the_session_as_it_was_planned(stage: Stage, runner: Phone) -> None:
    text = await runner.say("done")

    assert "Heavy strength" in text
    assert "counts as done" in text
    await runner.tap("7")
    text = await runner.tap("Save")
    assert "effort 7" in text
    assert state_on(stage, TODAY) is SessionState.DONE
    assert len(rows(stage, ExerciseLog)) > 5


async def test_more_words_add_to_it_and_replace(stage: Stage, runner: Phone) -> None:
    await runner.say("goblet squats 3x10 @ 16kg")
    text = await runner.say("and planks 2x45s, rpe 6")
    assert "Goblet squat 3 × 10" in text
    assert "45 s" in text
    assert "Effort: 6" in text
    text = await runner.say("goblet squats 3x8 @ 18kg")

    assert "3 × 8 with 18 kg" in text
    assert "3 × 10" not in text
    assert "is in the log" in await runner.say("save it")
    assert logged(stage)["goblet-squat"].kg == 18.0


async def test_sides_that_differ_are_kept_apart(stage: Stage, runner: Phone) -> None:
    text = await runner.say("single-leg calf raise left 20 right 17")
    assert "1 × left 20, right 17" in text
    await runner.tap("Save")

    entry = logged(stage)["single-leg-calf-raise"]
    assert (entry.left, entry.right, entry.reps, entry.per_side) == (20, 17, 17, True)


async def test_sets_that_differ_are_kept_apart(stage: Stage, runner: Phone) -> None:
    await runner.say("push-ups 12, 12, 8")
    await runner.tap("Save")

    assert [(entry.sets, entry.reps) for entry in rows(stage, ExerciseLog)] == [(2, 12), (1, 8)]


@pytest.mark.parametrize(
    ("unit", "said", "kg"),
    [
        (Unit.KG, "goblet squats 3x8 @ 35 lb", 15.876),
        (Unit.LB, "goblet squats 3x8 @ 35", 15.876),
        (Unit.LB, "goblet squats 3x8 @ 16 kg", 16.0),
        (Unit.KG, "goblet squats 3x8 @ 16", 16.0),
    ],
)
async def test_loads_are_read_in_the_runners_unit_or_the_named_one(
    stage: Stage, runner: Phone, unit: Unit, said: str, kg: float
) -> None:
    set_unit(stage, unit)
    text = await runner.say(said)
    await runner.tap("Save")

    assert logged(stage)["goblet-squat"].kg == pytest.approx(kg, abs=0.001)
    assert ("35 lb" in text) == (unit is Unit.LB and kg < 16)


async def test_a_question_in_the_middle_is_answered_and_the_log_waits(stage: Stage, runner: Phone) -> None:
    await runner.say("goblet squats 3x10 @ 16kg")
    text = await runner.say("how long should I rest between heavy sets?")
    assert "Is that right" not in text
    text = await runner.say("/log")

    assert "Goblet squat 3 × 10 with 16 kg" in text


async def test_a_red_flag_in_a_log_goes_first(stage: Stage, runner: Phone) -> None:
    text = await runner.say("done, squats 3x8 @ 40kg, but now I have chest pain and feel faint")

    assert "Save" not in str(await runner.messages())
    assert "Goblet" not in text
    assert rows(stage, SessionLog) == []


async def test_it_can_be_left(stage: Stage, runner: Phone) -> None:
    await runner.say("goblet squats 3x10 @ 16kg")
    text = await runner.tap("Leave it")
    assert "Nothing was logged" in text
    await runner.say("goblet squats 3x10 @ 16kg")
    assert "Nothing was logged" in await runner.say("/cancel")

    assert rows(stage, SessionLog) == []
    assert "nothing open" in await runner.say("/cancel")


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage, runner: Phone) -> None:
    await runner.say("goblet squats 3x10 @ 16kg")
    await stage.restart()
    await runner.tap("8")
    await runner.tap("Save")

    assert logs(stage)[0].rpe == 8.0


async def test_saving_twice_saves_once(stage: Stage, runner: Phone) -> None:
    await runner.say("goblet squats 3x10 @ 16kg")
    message = await runner.keyboard_message()
    await runner.tap("Save")
    await runner.press(message["message_id"], "l:save")

    assert len(logs(stage)) == len(rows(stage, ExerciseLog)) == 1
    assert "is in the log" in await runner.last()


# --- what cannot be right ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("goblet squats 3x10 @ 16kg, push-ups 3x999", "999 repetitions of push-up"),
        ("goblet squats 3x10 @ 16kg, back squats 3x5 @ 900kg", "900 kg for back squat cannot be right"),
        ("goblet squats 3x10 @ 16kg, rpe 12", "An effort of 12 is off the scale"),
        ("goblet squats 3x10 @ 16kg, push-ups 60x10", "60 sets of push-up"),
    ],
)
async def test_an_impossible_number_gets_a_sentence_and_loses_nothing(
    stage: Stage, runner: Phone, said: str, sentence: str
) -> None:
    text = await runner.say(said)

    assert sentence in text
    assert "Goblet squat 3 × 10 with 16 kg" in text
    await runner.tap("Save")
    assert set(logged(stage)) == {"goblet-squat"}


async def test_an_unknown_exercise_is_asked_about(stage: Stage, runner: Phone) -> None:
    text = await runner.say("log zercher carries 3x10 @ 20kg")

    assert "I do not know which exercise" in text
    assert rows(stage, ExerciseLog) == []


async def test_a_number_that_is_missing_is_asked_for(stage: Stage, runner: Phone) -> None:
    text = await runner.say("log 3 sets of lunges")

    assert "How many of forward lunge?" in text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [("log tomorrow: squats 3x8", "still to come"), ("log 2 november: squats 3x8", "two weeks ago")],
)
async def test_a_day_that_cannot_be_logged(stage: Stage, runner: Phone, said: str, sentence: str) -> None:
    text = await runner.say(said)

    assert sentence in text
    assert "3 × 8" in text
    await runner.tap("Other day")
    await runner.tap("Yesterday")
    await runner.tap("Save")
    assert logs(stage)[0].day == YESTERDAY


async def test_a_date_without_a_year_is_the_one_that_was(stage: Stage, runner: Phone) -> None:
    text = await runner.say("log 12 november: squats 3x8")

    assert "Thursday 12 November" in text


async def test_a_newcomer_cannot_log_yet(phone: Phone) -> None:
    text = await phone.say("/log")

    assert "/start" in text


# --- by buttons --------------------------------------------------------------------------------------------------


async def test_by_buttons_just_as_planned(stage: Stage, runner: Phone) -> None:
    text = await runner.say("/log")
    assert "Which day" in text
    text = await runner.tap("Today")
    assert "This was planned" in text
    text = await runner.tap("Just as planned")
    assert "Is that right?" in text
    await runner.tap("8")
    assert any("✓ 8" in label for label in await runner.labels())
    await runner.tap("Save")

    assert state_on(stage, TODAY) is SessionState.DONE
    (log,) = logs(stage)
    assert log.rpe == 8.0


async def test_an_earlier_day_by_buttons_and_words(stage: Stage, runner: Phone) -> None:
    await runner.say("/log")
    await runner.tap("Other day")
    text = await runner.tap("20 Nov")
    assert "Friday 20 November" in text
    assert "Nothing was planned" in text
    text = await runner.say("side plank 40s left, 35s right")
    assert "left 40 s, right 35 s" in text
    await runner.tap("Save")

    assert logs(stage)[0].day == date(2026, 11, 20)


async def test_older_days_are_a_page_further(runner: Phone) -> None:
    await runner.say("/log")
    await runner.tap("Other day")
    await runner.tap("Older")
    assert any("10 Nov" in label for label in await runner.labels()) or await runner.tap("Older")
    assert any("10 Nov" in label for label in await runner.labels())
    await runner.tap("Newer")
    await runner.tap("Leave it")

    assert "Nothing was logged" in await runner.last()


async def test_a_log_ends_the_session_under_way(stage: Stage, runner: Phone) -> None:
    await begin(runner)
    await runner.tap("Done")
    text = await runner.say("planks 2x45s, goblet squats 3x10 @ 16kg")
    assert "ends the session that is under way" in text
    await runner.tap("Save")

    assert state_on(stage, TODAY) in (SessionState.DONE, SessionState.PARTIAL)
    (log,) = logs(stage)
    assert log.day == TODAY
    assert len(rows(stage, ExerciseLog)) == 3
    await runner.say("what now")
    assert "went wrong" not in await runner.last()


async def test_a_missed_session_can_be_told_later(stage: Stage, runner: Phone) -> None:
    await move_to(stage, TUESDAY + timedelta(days=1))
    await runner.say("/today")
    assert state_on(stage, TODAY) is SessionState.MISSED
    text = await runner.say("done yesterday, rpe 7")
    assert "Tuesday 24 November" in text
    await runner.tap("Save")

    assert state_on(stage, TODAY) is SessionState.DONE


async def test_stale_buttons_say_why(runner: Phone) -> None:
    await runner.say("/log")
    message = await runner.keyboard_message()
    await runner.tap("Leave it")
    for data in (
        "l:save",
        "l:rpe:7",
        "l:day:20200101",
        "l:asked:20261123",
        "k:show:99",
        "k:undo",
        "l:leave",
        "l:x",
    ):
        await runner.press(message["message_id"], data)
        assert runner.toast, data
