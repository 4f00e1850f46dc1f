"""The stemmer gives what the Snowball project's own gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import snowballstemmer

from bot.library import Library
from bot.understanding.stemming import porter

CONTENT = Path(__file__).parents[2] / "content"


def test_every_word_of_the_content_has_the_projects_stem(library: Library) -> None:
    words = {
        word
        for file in CONTENT.rglob("*.*")
        for word in re.findall(r"[a-z']+", file.read_text("utf-8").lower())
    }
    assert len(words) > 5000
    original = snowballstemmer.stemmer("english")
    assert {word: porter(word) for word in words} == {word: original.stemWord(word) for word in words}


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("squatting", "squat"),
        ("calves", "calv"),
        ("skies", "sky"),
        ("yoga", "yoga"),
        ("hopping", "hop"),
        ("generally", "general"),
        ("adding", "add"),
        ("'", ""),
        ("is", "is"),
    ],
)
def test_single_stems(word: str, stem: str) -> None:
    assert porter(word) == (stem or word)
