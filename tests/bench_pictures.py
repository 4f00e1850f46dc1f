"""Measures, for people and not for the test run: `python -m tests.bench_pictures` prints what a card costs.

Both the time on the wall and the processor's own are printed: other work on the machine shows in the first.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from bot.library.load import read_all
from bot.pictures.exercise_card import exercise_card
from bot.pictures.figure import Figure
from bot.pictures.gallery import usual_dose
from bot.pictures.load_poses import load_poses
from bot.pictures.render import png
from tests.pictures.posing import CONTENT

ROUNDS = 3


def measured(run: Callable[[], object]) -> tuple[float, float]:
    """The milliseconds on the wall and of the processor that a call takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def report(name: str, times: list[tuple[float, float]]) -> None:
    """Print the median and the 95th percentile."""
    for what, values in (("wall", [a for a, _ in times]), ("cpu", [b for _, b in times])):
        high = statistics.quantiles(values, n=20)[-1]
        print(f"{name:<16} {what:<4} median {statistics.median(values):6.1f} ms, p95 {high:6.1f} ms")


def main() -> None:
    """Draw every exercise that has a pose a few times."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    library, _, _ = read_all(CONTENT)
    poses = load_poses(CONTENT)
    drawing, whole, sizes = [], [], []
    for _ in range(rounds):
        for id, pose in poses.items():
            card = library.exercises[id]
            dose = usual_dose(card.exercise)
            svg = exercise_card(card, pose, Figure(), dose)
            sizes.append(len(png(svg)) / 1024)
            drawing.append(measured(lambda c=card, p=pose, d=dose: exercise_card(c, p, Figure(), d)))
            whole.append(measured(lambda c=card, p=pose, d=dose: png(exercise_card(c, p, Figure(), d))))
    print(f"{len(poses)} exercises, {rounds} rounds; PNG median {statistics.median(sizes):.0f} kB")
    report("SVG", drawing)
    report("SVG and PNG", whole)


if __name__ == "__main__":
    main()
