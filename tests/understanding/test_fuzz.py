"""Whatever is typed is understood somehow: nothing raises."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.understanding.door import Context, Understanding
from bot.understanding.questions import Zone
from tests.fuzz import SLICE, texts

NOW = Context(date(2026, 11, 20))


def test_hostile_texts_are_read_without_an_error(understanding: Understanding) -> None:
    zones = {understanding.understand(text, NOW).answer.zone for text in texts(SLICE)}
    assert {Zone.NONE, Zone.CHOOSE} <= zones


def test_the_texts_are_the_same_every_time() -> None:
    assert list(texts(50)) == list(texts(50))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(max_size=4096))
@example(text="½ squat ٣٤ x ² kg")
@example(text="'" * 300)
@example(text="\ud83d\ude00\u0000 chest \u202e pain")
def test_any_text_is_understood(understanding: Understanding, text: str) -> None:
    meaning = understanding.understand(text, NOW)
    assert meaning.answer.zone in Zone
    assert all(0 <= topic.score <= 1 for topic in meaning.answer.topics)
