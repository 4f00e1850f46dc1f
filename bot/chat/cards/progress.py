"""Progress as a picture, from the same view as its words."""

from __future__ import annotations

from bot.chat.messages import Messages
from bot.coach.words import Measure
from bot.pictures.progress_card import progress_card
from bot.pictures.progress_facts import (
    MOST_LIFTS,
    BenchmarkFacts,
    Kept,
    LiftFacts,
    ProgressFacts,
    ProgressWords,
    Side,
    Tile,
)
from bot.services.benchmarking import BenchmarkLine
from bot.services.progress_views import LiftTrend, ProgressView, WeekKept

BENCHMARKS_SHOWN = 3


def svg(words: Messages, view: ProgressView) -> str:
    """Return the card of what has come of it."""
    return progress_card(facts(words, view))


def facts(words: Messages, view: ProgressView) -> ProgressFacts:
    """Return what the card says."""
    label = words.label
    tiles = [Tile(str(view.sessions), label("card-sessions-done"))]
    if view.counted:
        tiles.append(Tile(label("card-of", view.kept, view.counted), label("card-weeks-kept")))
    return ProgressFacts(
        title=label("card-progress"),
        aside=label("card-since", words.short_date(view.since)),
        line=label("card-little") if view.little else label("card-steady"),
        tiles=tuple(tiles) if view.sessions else (),
        weeks=tuple(_week(week) for week in view.weeks if week.planned or week.paused or week.running),
        benchmarks=tuple(_benchmark(words, line) for line in view.benchmarks.lines if line.last)[
            :BENCHMARKS_SHOWN
        ],
        lifts=tuple(_lift(words, lift) for lift in view.lifts if lift.last.kg is not None)[:MOST_LIFTS],
        words=ProgressWords(
            weeks=label("card-weeks"),
            benchmarks=label("card-benchmarks"),
            lifts=label("card-lifts"),
            kept=label("card-kept"),
            partly=label("card-partly"),
            missed=label("card-missed"),
            paused=label("card-pause"),
            now=label("card-now-week"),
            before=label("card-before"),
            weeks_empty=label("card-weeks-empty"),
            benchmarks_empty=label("card-benchmarks-empty"),
            lifts_empty=label("card-lifts-empty"),
        ),
    )


def _week(week: WeekKept) -> Kept:
    if week.paused:
        return Kept.PAUSED
    if week.kept:
        return Kept.KEPT
    if week.running:
        return Kept.NOW
    return Kept.PARTLY if week.done else Kept.MISSED


def _benchmark(words: Messages, line: BenchmarkLine) -> BenchmarkFacts:
    last, before = line.last, line.before
    if last is None:
        raise ValueError("a benchmark without a result is not drawn")
    unit = " s" if line.benchmark.measure is Measure.SECONDS else ""
    if last.right is None:
        sides: tuple[Side, ...] = (Side("", last.left, None if before is None else before.left),)
    else:
        sides = (
            Side(words.label("card-left"), last.left, None if before is None else before.left),
            Side(words.label("card-right"), last.right, None if before is None else before.right),
        )
    return BenchmarkFacts(line.name, unit, sides)


def _lift(words: Messages, lift: LiftTrend) -> LiftFacts:
    points = [(each.day, each.kg) for each in lift.points if each.kg is not None]
    start = points[0][0]
    first, last = words.load(points[0][1]), words.load(points[-1][1])
    return LiftFacts(
        name=lift.name,
        points=tuple(((day - start).days, kg) for day, kg in points),
        first=first,
        last=last,
    )
