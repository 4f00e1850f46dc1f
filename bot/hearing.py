"""Putting the understanding together: with sentence vectors where they are installed and wanted."""

from __future__ import annotations

from bot.library import Library
from bot.settings import Settings
from bot.understanding.door import Understanding
from bot.understanding.semantic import Sentences, find_sentences


def sentences_of(settings: Settings) -> Sentences | None:
    """Return what makes sentence vectors, None where the extra is missing or switched off."""
    return None if settings.semantic == "off" else find_sentences(settings.data_dir / "cache")


def understanding_of(settings: Settings, library: Library) -> Understanding:
    """Return the understanding of a content as the settings want it; `prepare` makes it whole."""
    return Understanding(library, sentences_of(settings))


def whole_understanding(settings: Settings, library: Library) -> Understanding:
    """Return the understanding with everything built, for whoever wants the same answer each time."""
    understanding = understanding_of(settings, library)
    understanding.prepare()
    return understanding
