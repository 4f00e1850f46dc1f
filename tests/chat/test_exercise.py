"""/exercise: an exercise found by its name, by what is like it, or by its movement."""

from __future__ import annotations

import pytest

from tests.phone import Phone


@pytest.mark.parametrize(
    ("typed", "name"),
    [("goblet squat", "Goblet squat"), ("rdl", "Romanian deadlift"), ("the side planks", "Side plank")],
)
async def test_a_name_shows_how_it_is_done(phone: Phone, typed: str, name: str) -> None:
    text = await phone.say(f"/exercise {typed}")

    assert text.startswith(name)
    assert "Avoid" in text
    assert "Others like it" in await phone.labels()


async def test_the_easier_and_the_harder_one_are_a_tap_away(phone: Phone) -> None:
    await phone.say("/exercise goblet squat")
    label = next(label for label in await phone.labels() if label.startswith("Easier: "))
    text = await phone.tap(label)

    assert text.startswith(label.removeprefix("Easier: "))
    assert "Harder: Goblet squat" in await phone.labels()


async def test_alone_it_offers_the_movements_page_by_page(phone: Phone) -> None:
    await phone.say("/exercise")
    await phone.tap("mobility")
    first = await phone.labels()
    assert "›" in first
    await phone.tap("›")
    second = await phone.labels()
    assert "‹" in second
    assert not set(first[:8]) & set(second[:-2])
    await phone.tap("All movements")
    text = await phone.tap("squats")
    assert text.startswith("Squats: ")
    label = (await phone.labels())[0]
    assert (await phone.tap(label)).startswith(label)


async def test_a_name_that_is_only_alike_is_asked_about(phone: Phone) -> None:
    assert "Which of these" in await phone.say("/exercise press")
    assert "Bench press" in await phone.labels()


async def test_what_is_no_exercise_leads_to_the_movements(phone: Phone) -> None:
    assert "no exercise by that name" in await phone.say("/exercise qqqq zzzz")
    assert await phone.labels() == ["All movements"]


async def test_forged_buttons_are_harmless(phone: Phone) -> None:
    await phone.say("/exercise")
    message = await phone.keyboard_message()
    for forged in ("ex:none-such", "ex:of:none:0", "ex:of:squat:-1", "ex:of:squat:x", "ex:a:b:c:d"):
        await phone.press(message["message_id"], forged)
        assert "from an earlier message" in phone.toast, forged
    await phone.press(message["message_id"], f"ex:of:squat:{10**20}")
    assert (await phone.last()).startswith("Squats: ")
