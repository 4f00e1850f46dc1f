"""“Watch it move”: the card becomes a loop and a card again, in the same message, where the extra is installed."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.chat import photos
from bot.chat.cards import Exercises
from bot.chat.reply import Picture, Reply
from bot.library import Library
from bot.library.objects import ExerciseCard
from bot.pictures import motion, svg
from bot.pictures.errors import DrawingError
from bot.pictures.figure import Figure
from bot.pictures.motion import Loop
from bot.pictures.poses import Pose
from bot.pictures.shelf import Shelf, key_of_loop
from bot.services import runners
from bot.store.tables import SentPicture
from tests.chat.runner import begin, rows
from tests.conftest import CONTENT, Stage
from tests.phone import Phone, until

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


async def test_a_loop_that_was_uploaded_is_not_drawn_again(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    loop = motion.loop

    def counted(card: ExerciseCard, pose: Pose, figure: Figure) -> Loop:
        drawn.append(card.exercise.id)
        return loop(card, pose, figure)

    monkeypatch.setattr("bot.pictures.motion.loop", counted)
    await phone.say("/exercise push-up")
    await phone.tap(WATCH)
    once = len(drawn)
    for _ in range(3):
        await phone.tap(STILL)
        await phone.tap(WATCH)
    assert "animation" in (await phone.from_bot())[-1]
    assert len(drawn) == once > 0


async def test_films_being_made_leave_the_services_their_threads(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(loop: Loop) -> bytes:
        assert go_on.wait(60)
        return repr(loop).encode()

    monkeypatch.setattr("bot.pictures.film.mp4", slow)
    threads = (os.cpu_count() or 1) + 4  # as many as a loop's executor has, or more
    bot, desk = stage.bot.application.bot, stage.bot.desk
    films = [
        asyncio.create_task(photos.of(bot, desk, Reply("Look", picture=moving(number))))
        for number in range(min(32, threads) + 1)
    ]
    try:
        await until(lambda: desk.filming.locked(), "no film is being made")
        assert await asyncio.wait_for(desk.call(runners.screen, 1), 20) is None
    finally:
        go_on.set()
    made = await asyncio.gather(*films)
    assert len({photo.key for photo in made if photo is not None and photo.moves}) == len(films)


def moving(number: int) -> Picture:
    """A picture that moves, unlike those of other numbers."""
    loop = Loop((svg.document(20, 20, "", background=f"#0000{number:02}"),), (0,))
    return Picture(lambda: loop.pictures[0], lambda: loop, lambda: key_of_loop(loop))


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


async def test_an_encoder_that_cannot_be_loaded_leaves_the_card(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "bot.pictures.film", None)
    text = await phone.say("/exercise goblet squat")
    with caplog.at_level(logging.ERROR):
        assert await phone.tap(WATCH) == text
    assert "photo" in (await phone.from_bot())[-1]
    assert "A movement could not be drawn" in caplog.text


def test_without_the_extra_nothing_moves(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chat.cards.find_spec", lambda name: None)
    assert Exercises(CONTENT, library.exercises).movement("goblet-squat") is None
