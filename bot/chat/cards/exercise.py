"""The card of an exercise, with the figure that shows it."""

from __future__ import annotations

import zlib

from bot.library.objects import ExerciseCard
from bot.pictures.exercise_card import exercise_card
from bot.pictures.figure import Figure, Shape, Skin
from bot.pictures.poses import Pose

EVERYBODY = tuple(Figure(shape, skin) for skin in Skin for shape in Shape)


def svg(card: ExerciseCard, pose: Pose, figure: str) -> str:
    """Return the card; the dose is the runner's own and stands in the words below."""
    return exercise_card(card, pose, figure_of(figure, card.exercise.id), "")


def figure_of(name: str, id_: str) -> Figure:
    """Return the figure of a name; without one, the same figure for the same exercise every time."""
    chosen = next((figure for figure in EVERYBODY if f"{figure.shape}-{figure.skin}" == name), None)
    return chosen or EVERYBODY[zlib.crc32(id_.encode()) % len(EVERYBODY)]
