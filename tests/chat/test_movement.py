"""“Watch it move”: the card becomes a loop and a card again, in the same message, where the extra is installed."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from bot.chat.cards import Exercises
from bot.library import Library
from bot.pictures.errors import DrawingError
from bot.pictures.shelf import Shelf
from bot.store.tables import SentPicture
from tests.chat.runner import begin, rows
from tests.conftest import CONTENT, Stage
from tests.phone import Phone

WATCH, STILL = "Watch it move", "The card again"


@pytest.fixture
def about(tmp_path: Path, library: Library) -> dict[str, Any]:
    exercises = Exercises(CONTENT, library.exercises)
    return {
        "shelf": Shelf(tmp_path / "pictures"),
        "exercises": exercises.picture,
        "movements": exercises.movement,
    }


async def has(phone: Phone, label: str) -> bool:
    return any(label in each for each in await phone.labels())


async def test_the_card_moves_and_stands_still_again_in_place(stage: Stage, phone: Phone) -> None:
    text = await phone.say("/exercise goblet squat")
    before = (await phone.from_bot())[-1]
    assert "photo" in before
    assert await phone.tap(WATCH) == text
    moving = (await phone.from_bot())[-1]
    assert moving["message_id"] == before["message_id"]
    assert moving["animation"]["mime_type"] == "video/mp4"
    assert not await has(phone, WATCH)
    assert await phone.tap(STILL) == text
    again = (await phone.from_bot())[-1]
    assert again["message_id"] == before["message_id"]
    assert "animation" not in again
    assert len(rows(stage, SentPicture)) == 2


async def test_a_loop_is_uploaded_once(phone: Phone) -> None:
    files = set()
    for _ in range(2):
        await phone.say("/exercise push-up")
        await phone.tap(WATCH)
        files.add((await phone.from_bot())[-1]["animation"]["file_unique_id"])
    assert len(files) == 1


async def test_from_the_guided_session_and_back(runner: Phone) -> None:
    await begin(runner)
    step = await runner.last()
    while True:
        await runner.tap("How?")
        if await has(runner, WATCH):
            break
        await runner.tap("Back to the exercise")
        await runner.tap("Done")
        step = await runner.last()
    await runner.tap(WATCH)
    moving = (await runner.from_bot())[-1]
    assert "animation" in moving
    assert await runner.tap("Back to the exercise") == step
    assert (await runner.from_bot())[-1]["message_id"] == moving["message_id"]


async def test_a_hold_has_nothing_to_watch(phone: Phone) -> None:
    await phone.say("/exercise wall sit")
    assert not await has(phone, WATCH)


async def test_a_loop_that_cannot_be_made_leaves_the_card(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> bytes:
        raise DrawingError("no ink")

    monkeypatch.setattr("bot.pictures.film.mp4", broken)
    text = await phone.say("/exercise goblet squat")
    with caplog.at_level(logging.ERROR):
        assert await phone.tap(WATCH) == text
    assert "photo" in (await phone.from_bot())[-1]
    assert "could not be drawn" in caplog.text


def test_without_the_extra_nothing_moves(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chat.cards.find_spec", lambda name: None)
    assert Exercises(CONTENT, library.exercises).movement("goblet-squat") is None
