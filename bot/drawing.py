"""`stridesmith draw`: the cards of the exercises as files, with one page that shows them all."""

from __future__ import annotations

from pathlib import Path

from bot.failures import StartError
from bot.library import load_library
from bot.pictures.errors import DrawingError
from bot.pictures.gallery import draw as draw_cards
from bot.pictures.load_poses import load_poses
from bot.settings import Settings


def draw(settings: Settings, ids: list[str], out: Path) -> tuple[Path, ...]:
    """Write the cards of some exercises, by default of all that have a pose; return the files, the page last.

    Raises:
        ContentError: the content has problems.
        StartError: an exercise is not there, or a file cannot be written.
    """
    library, poses = load_library(settings.content_dir), load_poses(settings.content_dir)
    for id_ in ids:
        if id_ not in library.exercises:
            raise StartError(f"There is no exercise “{id_}”.")
        if id_ not in poses:
            raise StartError(
                f"The exercise “{id_}” has no pose: content/poses/README.md tells how to write one."
            )
    wanted = ids or sorted(set(poses) & set(library.exercises))
    try:
        return draw_cards(wanted, out, library.exercises, poses)
    except OSError as error:
        raise StartError(f"The cards cannot be written to {out}: {error.strerror}.") from error
    except DrawingError as error:
        raise StartError(f"A card cannot be drawn: {error}.") from error
