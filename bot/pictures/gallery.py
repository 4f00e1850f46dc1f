"""Writes the cards of many exercises as files, with a page that shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from bot.coach.exercise import Exercise
from bot.coach.words import Measure
from bot.library.objects import ExerciseCard
from bot.pictures.exercise_card import exercise_card, exercise_facts
from bot.pictures.figure import Figure, Shape, Skin
from bot.pictures.poses import Pose
from bot.pictures.render import png

PAGE = "index.html"
EVERYBODY = tuple(Figure(shape, skin) for skin in Skin for shape in Shape)
"""Every figure there is, in turn."""


def draw(
    ids: Iterable[str],
    out: Path,
    cards: Mapping[str, ExerciseCard],
    poses: Mapping[str, Pose],
    figures: tuple[Figure, ...] = EVERYBODY,
) -> tuple[Path, ...]:
    """Write `<id>.png` for each exercise and one page with all of them into the folder `out`.

    The figures take turns. Returns the files, the page last. Raises KeyError for an id without a card or
    pose, DrawingError when a card cannot be drawn, OSError when it cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    files, shown = [], []
    for n, id in enumerate(ids):
        card, pose = cards[id], poses[id]
        dose = usual_dose(card.exercise)
        file = out / f"{id}.png"
        file.write_bytes(png(exercise_card(card, pose, figures[n % len(figures)], dose)))
        files.append(file)
        shown.append((file.name, card.name, exercise_facts(card, dose)))
    page = out / PAGE
    page.write_text(_page(shown), encoding="utf-8")
    return (*files, page)


def usual_dose(exercise: Exercise) -> str:
    """Return the range of one set as a runner reads it: “8–12 reps per side”."""
    unit = "s" if exercise.measure is Measure.SECONDS else "reps"
    span = f"{exercise.low}–{exercise.high}" if exercise.low != exercise.high else f"{exercise.low}"
    return f"{span} {unit}{' per side' if exercise.per_side else ''}"


def _page(shown: list[tuple[str, str, str]]) -> str:
    figures = "\n".join(
        f'<figure><img src="{escape(file)}" alt="{escape(facts)}" loading="lazy">'
        f"<figcaption>{escape(name)}</figcaption></figure>"
        for file, name, facts in shown
    )
    return _FRAME.format(count=len(shown), figures=figures)


_FRAME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Exercises</title>
<style>
body {{ margin: 2rem; font: 16px system-ui, sans-serif; background: #e9ddcd; color: #2a2521 }}
main {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 1rem; align-items: start }}
figure {{ margin: 0; background: #fffbf5; border-radius: 12px; overflow: hidden }}
img {{ width: 100%; display: block }}
figcaption {{ padding: .4rem .8rem .7rem }}
</style>
<h1>{count} exercises</h1>
<main>
{figures}
</main>
</html>
"""
