"""The exercises as a runner looks them up: by name, as they type it, or by movement."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from bot.coach.words import Pattern
from bot.library.objects import ExerciseCard
from bot.services.tools import Tools
from bot.understanding.words import fold

MOST = 5
LIKENESS = 70  # of 100: below that a name is only guessed at


@dataclass(frozen=True, slots=True)
class Named:
    """An exercise, as a button shows it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """How an exercise is done, and the next ones on either side."""

    card: ExerciseCard
    easier: Named | None
    harder: Named | None


def find(tools: Tools, text: str) -> tuple[Named, ...]:
    """Return the exercises that a text names, else up to five whose names are like it; none for other words."""
    found = dict.fromkeys(each.id for each in tools.understanding.actions.names.find(fold(text)))
    if not found:
        names = {id_: card.name for id_, card in tools.library.exercises.items()}
        alike = process.extract(
            text,
            names,
            scorer=fuzz.WRatio,
            processor=utils.default_process,
            limit=MOST,
            score_cutoff=LIKENESS,
        )
        found = dict.fromkeys(id_ for _, _, id_ in alike)
    return tuple(_named(tools, id_) for id_ in list(found)[:MOST])


def show(tools: Tools, id_: str) -> ExerciseView | None:
    """Return an exercise by its id, None when the content has none."""
    card = tools.library.exercises.get(id_)
    if card is None:
        return None
    easier, harder = card.exercise.easier, card.exercise.harder
    return ExerciseView(
        card,
        None if easier is None else _named(tools, easier),
        None if harder is None else _named(tools, harder),
    )


def of_pattern(tools: Tools, pattern: Pattern) -> tuple[Named, ...]:
    """Return the exercises of a movement, by name."""
    cards = [card for card in tools.library.exercises.values() if card.exercise.pattern is pattern]
    return tuple(Named(card.id, card.name) for card in sorted(cards, key=lambda card: card.name))


def _named(tools: Tools, id_: str) -> Named:
    return Named(id_, tools.library.exercises[id_].name)
