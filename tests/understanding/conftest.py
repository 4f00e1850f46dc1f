"""The real content, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library import Library, load_library
from bot.understanding.door import Understanding
from bot.understanding.triage import RedFlags


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(Path(__file__).parents[2] / "content")


@pytest.fixture(scope="session")
def understanding(library: Library) -> Understanding:
    return Understanding(library)


@pytest.fixture(scope="session")
def red_flags(understanding: Understanding) -> RedFlags:
    return understanding.red_flags
