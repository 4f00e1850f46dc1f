"""The cards of the chat: what a view says, put into the words and the drawings of `bot.pictures`.

The drawing rooms are loaded when the first card is drawn: they take a tenth of a second and several megabytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.chat.messages import Messages
from bot.chat.reply import Picture
from bot.library.objects import ExerciseCard
from bot.pictures.season_limits import MOST_STRETCHES, MOST_WEEKS

if TYPE_CHECKING:
    from bot.pictures.motion import Loop
    from bot.pictures.poses import Pose
    from bot.services.plans import DayView, WeekView
    from bot.services.progress_views import ProgressView
    from bot.services.seasons import SeasonView


def of_week(words: Messages, view: WeekView, today: DayView | None) -> Picture:
    """Return the picture of a week; `today` fills the panel at its foot in the present week."""

    def svg() -> str:
        from bot.chat.cards import week

        return week.svg(words, view, today)

    return Picture(svg)


def of_season(words: Messages, view: SeasonView) -> Picture | None:
    """Return the picture of a season, None for one that is too long: the words have room for all of it."""
    if len(view.weeks) > MOST_WEEKS or len(view.blocks) > MOST_STRETCHES:
        return None

    def svg() -> str:
        from bot.chat.cards import season

        return season.svg(words, view)

    return Picture(svg)


def of_progress(words: Messages, view: ProgressView) -> Picture:
    """Return the picture of what has come of it."""

    def svg() -> str:
        from bot.chat.cards import progress

        return progress.svg(words, view)

    return Picture(svg)


class Exercises:
    """The exercises that have a pose, as pictures: the same for everybody, so that each is drawn and uploaded once."""

    def __init__(self, content: Path, cards: Mapping[str, ExerciseCard]) -> None:
        self._content = content
        self._cards = cards
        self._poses: Mapping[str, Pose] | None = None
        self._drawn: dict[tuple[str, str], str] = {}
        self._moving: dict[str, bool] = {}
        self._loop_keys: dict[tuple[str, str], str] = {}
        self._films = find_spec("av") is not None

    def picture(self, id_: str, figure: str = "") -> Picture | None:
        """Return an exercise's picture with a figure (`woman-light` …, empty: they take turns), None without a pose."""
        card = self._cards.get(id_)
        if card is None or not (self._content / "poses" / f"{id_}.yaml").is_file():
            return None
        return Picture(lambda: self._svg(card, figure))

    def movement(self, id_: str, figure: str = "") -> Picture | None:
        """Return an exercise's picture that moves; None where it cannot, or the extra `motion` is not installed."""
        card = self._cards.get(id_)
        if card is None or not self._films:
            return None
        pose = self._all_poses().get(id_)
        if pose is None or not self._moves(id_, pose):
            return None
        return Picture(
            lambda: self._svg(card, figure),
            lambda: self._loop(card, pose, figure),
            lambda: self._loop_key(card, pose, figure),
        )

    def _moves(self, id_: str, pose: Pose) -> bool:
        from bot.pictures.motion import moves

        if id_ not in self._moving:
            self._moving[id_] = moves(pose)
        return self._moving[id_]

    def _loop(self, card: ExerciseCard, pose: Pose, figure: str) -> Loop:
        from bot.chat.cards import exercise
        from bot.pictures.motion import loop

        return loop(card, pose, exercise.figure_of(figure, card.exercise.id))

    def _loop_key(self, card: ExerciseCard, pose: Pose, figure: str) -> str:
        from bot.pictures.shelf import key_of_loop

        key = (card.exercise.id, figure)
        if key not in self._loop_keys:
            self._loop_keys[key] = key_of_loop(self._loop(card, pose, figure))
        return self._loop_keys[key]

    def _all_poses(self) -> Mapping[str, Pose]:
        from bot.pictures.load_poses import load_poses

        if self._poses is None:
            self._poses = load_poses(self._content)
        return self._poses

    def _svg(self, card: ExerciseCard, figure: str) -> str:
        from bot.chat.cards import exercise

        key = (card.exercise.id, figure)
        if key not in self._drawn:
            self._drawn[key] = exercise.svg(card, self._all_poses()[card.exercise.id], figure)
        return self._drawn[key]
