"""The check on the next run: asked on the first running day after a leg session, and what it changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coach.next_run import Place, Where
from bot.store.tables import NextRunCheck, Runner
from tests.chat.runner import TUESDAY, move_to, planned, rows
from tests.conftest import Stage
from tests.phone import Phone

WEDNESDAY, THURSDAY = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)


async def the_morning_after(stage: Stage, runner: Phone) -> str:
    """Log Tuesday's leg session and open Wednesday."""
    await runner.say("goblet squats 3x10 @ 16kg, calf raises 3x12, push-ups 3x10, rpe 7")
    await runner.tap("Save")
    await move_to(stage, WEDNESDAY)
    return await runner.say("/today")


def checks(stage: Stage) -> list[NextRunCheck]:
    return list(rows(stage, NextRunCheck))


async def answer(runner: Phone, *labels: str) -> str:
    for label in labels:
        text = await runner.tap(label)
    return text


async def steps_on_thursday(stage: Stage, runner: Phone) -> dict[str, int]:
    """The sets of Thursday's session by exercise, as it begins."""
    await move_to(stage, THURSDAY)
    await runner.say("/today")
    await runner.tap("Start")
    return {step["exercise"]: step["sets"] for step in planned(stage)[THURSDAY.date()].steps or []}


async def test_it_is_asked_on_the_first_running_day_after_it_and_once(stage: Stage, runner: Phone) -> None:
    await runner.say("/today")
    assert not any("legs run" in label for label in await runner.labels())
    await the_morning_after(stage, runner)
    assert any("legs run" in label for label in await runner.labels())
    await answer(runner, "legs run", "Easy enough", "Yes, normal", "Nothing at all")
    await runner.say("/today")

    assert not any("legs run" in label for label in await runner.labels())
    (check,) = checks(stage)
    assert (check.day, check.ran_easily, check.stride_normal, check.felt) == (
        TUESDAY.date(),
        True,
        True,
        None,
    )


async def test_all_fine_changes_nothing(stage: Stage, runner: Phone) -> None:
    await the_morning_after(stage, runner)
    text = await answer(runner, "legs run", "Easy enough", "Yes, normal", "Nothing at all")

    assert "All fine" in text
    assert "stay as they are" in text


async def test_very_sore_muscles_take_a_set_off_the_next_session(stage: Stage, runner: Phone) -> None:
    await the_morning_after(stage, runner)
    text = await answer(runner, "legs run", "No, heavy", "Yes, normal", "Sore muscles")
    assert "one set fewer" in text
    with_it = await steps_on_thursday(stage, runner)
    with stage.tools.store.writing() as session:
        for row in rows(stage, NextRunCheck):
            session.delete(session.merge(row))
    await runner.tap("Stop")
    await runner.say("/today")
    await runner.tap("Start")
    without = {step["exercise"]: step["sets"] for step in planned(stage)[THURSDAY.date()].steps or []}

    fewer = {each for each in with_it if with_it[each] < without.get(each, 0)}
    assert "goblet-squat" in fewer or "calf-raise" in fewer
    assert not any(each.startswith("push") for each in fewer)


async def test_a_joint_stops_what_loads_it_until_it_is_fine_again(stage: Stage, runner: Phone) -> None:
    library = stage.tools.library

    def patterns(steps: dict[str, int]) -> set[str]:
        return {library.exercises[each].exercise.pattern.value for each in steps}

    await the_morning_after(stage, runner)
    text = await answer(runner, "legs run", "No, heavy", "Yes, normal", "A joint")
    assert "Before anything else" in text
    text = await answer(runner, "none of them", "Knee")
    assert "squats, lunges, jumps" in text
    assert "kneecap" in text
    (check,) = checks(stage)
    assert (check.felt, check.place) == (Where.JOINT, Place.KNEE)
    stopped = await steps_on_thursday(stage, runner)
    assert not patterns(stopped) & {"squat", "lunge", "jump"}
    await runner.tap("Stop")
    await runner.say("/today")
    text = await runner.tap("left out for now")
    assert "squats" in text
    assert "back in your next session" in await runner.tap("fine again")
    await runner.say("/today")
    assert not any("left out" in label for label in await runner.labels())
    await runner.tap("Start")

    again = {step["exercise"]: 1 for step in planned(stage)[THURSDAY.date()].steps or []}
    assert patterns(again) & {"squat", "lunge"}


async def test_one_of_the_signs_is_referred_and_not_coached(stage: Stage, runner: Phone) -> None:
    await the_morning_after(stage, runner)
    text = await answer(runner, "legs run", "No, heavy", "No, off", "A sharp pain", "at least one")

    assert "beyond a coach" in text
    (row,) = rows(stage, Runner)
    assert row.legs_rest_until is not None
    assert not any(
        each.kind.leg_loading
        and each.state.open
        and each.day >= WEDNESDAY.date()
        and each.day <= row.legs_rest_until
        for each in planned(stage).values()
    )


async def test_back_and_later(stage: Stage, runner: Phone) -> None:
    await the_morning_after(stage, runner)
    await answer(runner, "legs run", "Easy enough")
    text = await runner.tap("Back")
    assert "How did your legs run?" in text
    text = await runner.tap("Not run yet")

    assert "Wednesday 25 November" in text
    assert checks(stage) == []
    assert any("legs run" in label for label in await runner.labels())


async def test_in_words_from_beginning_to_end(stage: Stage, runner: Phone) -> None:
    await the_morning_after(stage, runner)
    assert "How did your legs run?" in await runner.say("my legs were heavy on the run")
    assert "stride" in await runner.say("no, it was hard")
    assert "What did you feel?" in await runner.say("yes")
    assert "still very sore" in await runner.say("just sore quads")


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage, runner: Phone) -> None:
    await the_morning_after(stage, runner)
    await answer(runner, "legs run", "Easy enough")
    await stage.restart()
    await answer(runner, "Yes, normal", "Nothing at all")

    assert len(checks(stage)) == 1


async def test_a_second_tap_changes_nothing(stage: Stage, runner: Phone) -> None:
    await the_morning_after(stage, runner)
    await answer(runner, "legs run", "Easy enough", "Yes, normal")
    message = await runner.keyboard_message()
    await runner.tap("Nothing at all")
    await runner.press(message["message_id"], "nr:20261124:yyj-0")

    (check,) = checks(stage)
    assert check.felt is None


@pytest.mark.parametrize("data", ["nr", "nr:20261124:yyzz", "nr:20261124:y", "nr:stops", "nr:clear", "nr:x"])
async def test_stale_buttons_say_why(runner: Phone, data: str) -> None:
    await runner.say("/today")
    await runner.press((await runner.keyboard_message())["message_id"], data)

    assert runner.toast


async def test_the_daily_card_asks_as_well(stage: Stage, runner: Phone) -> None:
    await runner.say("goblet squats 3x10 @ 16kg, calf raises 3x12, push-ups 3x10, rpe 7")
    await runner.tap("Save")
    await move_to(stage, WEDNESDAY)
    labels = await runner.labels()
    assert labels[-1] == "How did the legs run?"
    await answer(runner, "legs run", "Easy enough", "Yes, normal", "Nothing at all")

    assert [check.answered_at is None for check in checks(stage)] == [False]
