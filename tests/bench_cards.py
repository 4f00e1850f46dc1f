"""How long a live card takes: `python -m tests.bench_cards [rounds]` prints median and 95th percentile.

Writing the SVG and turning it into a PNG are counted, on one core; nothing is taken from a shelf.
The processor's time (CPU) is what counts on a machine that is busy with other things.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles

from bot.pictures.progress_card import progress_card
from bot.pictures.render import png
from bot.pictures.season_card import season_card
from bot.pictures.week_card import week_card
from tests.pictures import cards, progresses, seasons


def all_cards() -> Iterator[tuple[str, Callable[[], str]]]:
    """Each card with what draws it."""
    for name, week in cards.WEEKS.items():
        yield f"week {name}", lambda facts=week: week_card(facts)
    for name, season in seasons.SEASONS.items():
        yield f"season {name}", lambda facts=season: season_card(facts)
    for name, progress in progresses.PROGRESSES.items():
        yield f"progress {name}", lambda facts=progress: progress_card(facts)


def main(rounds: int) -> None:
    """Print a line for each card."""
    print(f"{'card':<20}{'SVG ms':>8}{'median':>8}{'p95':>8}{'CPU':>8}{'CPU p95':>9}{'kB':>7}")
    for name, draw in all_cards():
        png(draw())
        svgs, walls, cpus, size = [], [], [], 0
        for _ in range(rounds):
            wall, cpu = time.perf_counter(), time.process_time()
            svg = draw()
            svgs.append(time.perf_counter() - wall)
            size = len(png(svg))
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        figures = (median(svgs), median(walls), quantiles(walls, n=20)[-1], median(cpus))
        print(
            f"{name:<20}"
            + "".join(f"{1000 * each:8.1f}" for each in figures)
            + f"{1000 * quantiles(cpus, n=20)[-1]:9.1f}{size / 1000:7.0f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
