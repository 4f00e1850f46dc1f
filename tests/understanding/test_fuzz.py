"""Whatever is typed is understood somehow: nothing raises."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.understanding.door import Context, Understanding
from bot.understanding.questions import Zone
from tests.fuzz import LONGEST_MESSAGE, SLICE, texts

NOW = Context(date(2026, 11, 20))


def test_hostile_texts_are_read_without_an_error(understanding: Understanding) -> None:
    zones = {understanding.understand(text, NOW).answer.zone for text in texts(SLICE)}
    assert {Zone.NONE, Zone.CHOOSE} <= zones


def test_the_texts_are_the_same_every_time() -> None:
    assert list(texts(50)) == list(texts(50))


STORY = "we ran along the river and talked about the race, then my friend went home. "

HOSTILE = (
    "squat 3x8 60kg ",
    "@ ",
    "½",
    "-0",
    "no ",
    "monday to friday ",
    "10,",
    "knee ",
    "i'm in ",
    "9",
    "x",
)


@pytest.mark.parametrize("part", HOSTILE, ids=repr)
def test_a_wall_of_the_same_takes_not_much_longer_than_a_story(
    understanding: Understanding, part: str
) -> None:
    def seconds(text: str) -> float:
        times = []
        for _ in range(3):  # the best of three: a machine may have other things to do
            began = time.process_time()
            understanding.understand(text, NOW)
            times.append(time.process_time() - began)
        return min(times)

    wall, story = ((each * LONGEST_MESSAGE)[:LONGEST_MESSAGE] for each in (part, STORY))
    assert seconds(wall) < 6 * seconds(story)


def test_a_sign_at_the_end_of_a_long_story_is_found(understanding: Understanding) -> None:
    story = STORY * 45
    assert 3000 < len(story) < LONGEST_MESSAGE - 100
    triage = understanding.understand(story + "now i have chest pain", NOW).triage
    assert triage is not None
    assert triage.flag == "chest-pain"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(max_size=4096))
@example(text="½ squat ٣٤ x ² kg")
@example(text="'" * 300)
@example(text="\ud83d\ude00\u0000 chest \u202e pain")
def test_any_text_is_understood(understanding: Understanding, text: str) -> None:
    meaning = understanding.understand(text, NOW)
    assert meaning.answer.zone in Zone
    assert all(0 <= topic.score <= 1 for topic in meaning.answer.topics)
