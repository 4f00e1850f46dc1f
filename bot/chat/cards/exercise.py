"""The card of an exercise: the same for everybody, so that it is drawn and uploaded once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from bot.chat.reply import Picture
from bot.library.objects import ExerciseCard
from bot.pictures.exercise_card import exercise_card
from bot.pictures.figure import Figure, Shape, Skin
from bot.pictures.load_poses import FOLDER, load_poses
from bot.pictures.poses import Pose

EVERYBODY = tuple(Figure(shape, skin) for skin in Skin for shape in Shape)


class Exercises:
    """The exercises that have a pose, as pictures; the poses are read when the first one is asked for."""

    def __init__(self, content: Path, cards: Mapping[str, ExerciseCard]) -> None:
        self._content = content
        self._cards = cards
        self._drawn: dict[tuple[str, Figure], str] = {}

    @cached_property
    def _poses(self) -> Mapping[str, Pose]:
        return load_poses(self._content)

    def picture(self, id_: str, figure: str = "") -> Picture | None:
        """Return an exercise's picture with a figure (`woman-light` …, empty: they take turns), None without a pose."""
        card = self._cards.get(id_)
        if card is None or not (self._content / FOLDER / f"{id_}.yaml").is_file():
            return None
        return Picture(lambda: self._svg(card, figure_of(figure, id_)))

    def _svg(self, card: ExerciseCard, figure: Figure) -> str:
        key = (card.exercise.id, figure)
        if key not in self._drawn:
            # The dose is the runner's own and stands in the words below.
            self._drawn[key] = exercise_card(card, self._poses[card.exercise.id], figure, "")
        return self._drawn[key]


def figure_of(name: str, id_: str) -> Figure:
    """Return the figure of a name; without one, the same figure for the same exercise every time."""
    chosen = next((figure for figure in EVERYBODY if f"{figure.shape}-{figure.skin}" == name), None)
    return chosen or EVERYBODY[zlib.crc32(id_.encode()) % len(EVERYBODY)]
