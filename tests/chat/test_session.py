"""The guided session: one message from the warm-up on, exercise by exercise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.tables import ExerciseLog
from tests.chat.runner import TUESDAY, begin, move_to, planned, rows, work_through
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
