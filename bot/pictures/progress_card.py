"""Progress as a card: kept weeks, benchmarks on both sides, and the main lifts over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.coach.words import Phase
from bot.pictures import svg
from bot.pictures.fonts import SMALLEST, Weight, clipped, measure
from bot.pictures.icons import Icon, icon
from bot.pictures.palette import Chip, Palette, palette
from bot.pictures.parts import (
    INNER,
    MARGIN,
    WIDTH,
    Drawn,
    Sign,
    caption,
    document,
    heading,
    legend,
    panel,
    paragraph,
)
from bot.pictures.progress_facts import (
    BenchmarkFacts,
    Kept,
    LiftFacts,
    ProgressFacts,
    ProgressWords,
    Side,
    Tile,
)

_A_ROW = 12
_LIFT = 124.0
_LEFT, _RIGHT = MARGIN + 28, WIDTH - MARGIN - 28


def progress_card(facts: ProgressFacts) -> str:
    """Return the card of a runner's progress as SVG, 1080 pixels wide."""
    colours = palette()
    top = heading(facts.title, facts.aside, colours)
    body, y = [top.body], top.end
    if facts.line:
        said = paragraph(MARGIN, y + 34, facts.line, INNER, 32, colours.soft_ink, lines=2)
        body.append(said.body)
        y = said.end + 6
    if facts.tiles:
        tiles = _tiles(facts.tiles, y + 14, colours)
        body.append(tiles.body)
        y = tiles.end
    for draw in (_weeks, _benchmarks, _lifts):
        drawn = draw(facts, y + 30, colours)
        body.append(drawn.body)
        y = drawn.end
    return document(y + MARGIN, *body, colours=colours)


def progress_caption(facts: ProgressFacts) -> str:
    """Return what the card of progress shows, in words, short enough for Telegram."""
    return caption(_said(facts))


def _said(facts: ProgressFacts) -> Iterator[str]:
    words = facts.words
    yield f"{facts.title} · {facts.aside}" if facts.aside else facts.title
    yield facts.line
    yield from (f"{tile.value} {tile.label}" for tile in facts.tiles)
    counts = [(week, facts.weeks.count(week)) for week in Kept if week is not Kept.NOW]
    told = ", ".join(f"{count} {words.of(week)}" for week, count in counts if count)
    yield f"{words.weeks}: {told or words.weeks_empty}"
    if not facts.benchmarks:
        yield f"{words.benchmarks}: {words.benchmarks_empty}"
    for each in facts.benchmarks:
        sides = ", ".join(_side_said(side, each.unit) for side in each.sides)
        yield f"{each.name}: {sides}." + (f" {each.note}" if each.note else "")
    if not facts.lifts:
        yield f"{words.lifts}: {words.lifts_empty}"
    for lift in facts.lifts:
        yield f"{lift.name}: {_lift_said(lift)}"


def _side_said(side: Side, unit: str) -> str:
    before = "" if side.before is None else f"{side.before} → "
    return f"{side.word} {before}{side.now}{unit}".strip()


def _tiles(tiles: Sequence[Tile], y: float, colours: Palette) -> Drawn:
    gap, height = 16.0, 144.0
    width = (INNER - gap * (len(tiles) - 1)) / len(tiles)
    parts = []
    for number, tile in enumerate(tiles):
        x = MARGIN + number * (width + gap)
        value = clipped(tile.value, width - 48, 56, Weight.BOLD)[0]
        label = clipped(tile.label, width - 48, 30, Weight.MEDIUM)[0]
        parts += [
            svg.rect(x, y, width, height, radius=28, fill=colours.panel, class_="tile"),
            svg.text(x + 24, y + 70, value, 56, fill=colours.ink, weight=Weight.BOLD),
            svg.text(x + 24, y + 116, label, 30, fill=colours.soft_ink, weight=Weight.MEDIUM),
        ]
    return Drawn("".join(parts), y + height)


def _section(title: str, y: float, colours: Palette) -> Drawn:
    line = clipped(title, INNER, 40, Weight.BOLD)[0]
    return Drawn(svg.text(MARGIN, y + 40, line, 40, fill=colours.ink, weight=Weight.BOLD), y + 62)


def _nothing(head: Drawn, sign: Icon, words: str, colours: Palette) -> Drawn:
    chip = Chip(ground=colours.panel, ink=colours.soft_ink, icon=colours.soft_ink)
    drawn = panel(head.end, Sign(sign, "", chip), "", [words], colours)
    return Drawn(head.body + drawn.body, drawn.end)


_WEEK_ICONS = {
    Kept.KEPT: Icon.TICK,
    Kept.PARTLY: Icon.HALF,
    Kept.MISSED: Icon.DASH,
    Kept.PAUSED: Icon.PAUSE,
    Kept.NOW: Icon.RING,
}


def _week_colour(week: Kept, colours: Palette) -> str:
    if week in (Kept.KEPT, Kept.PARTLY):
        return colours.done
    return colours.phases[Phase.BUILD].icon if week is Kept.PAUSED else colours.soft_ink


def _weeks(facts: ProgressFacts, y: float, colours: Palette) -> Drawn:
    head = _section(facts.words.weeks, y, colours)
    if not facts.weeks:
        return _nothing(head, Icon.RING, facts.words.weeks_empty, colours)
    step = INNER / _A_ROW
    rows = -(-len(facts.weeks) // _A_ROW)
    parts = [head.body, svg.rect(MARGIN, head.end, INNER, rows * step + 8, radius=28, fill=colours.panel)]
    for number, week in enumerate(facts.weeks):
        x = MARGIN + (number % _A_ROW + 0.5) * step
        middle = head.end + 4 + (number // _A_ROW + 0.5) * step
        parts.append(icon(_WEEK_ICONS[week], x, middle, 58, _week_colour(week, colours), colours.panel))
    seen = [week for week in Kept if week in facts.weeks]
    signs = [
        Sign(
            _WEEK_ICONS[week],
            facts.words.of(week),
            Chip(ground=colours.paper, ink=colours.soft_ink, icon=_week_colour(week, colours)),
        )
        for week in seen
    ]
    key = legend(head.end + rows * step + 22, signs, colours)
    return Drawn("".join(parts) + key.body, key.end)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the parts of a benchmark's sides stand, the same for both, so that the bars can be compared."""

    bar: float
    bar_end: float
    figure: float
    top: int


def _benchmarks(facts: ProgressFacts, y: float, colours: Palette) -> Drawn:
    head = _section(facts.words.benchmarks, y, colours)
    if not facts.benchmarks:
        return _nothing(head, Icon.STOPWATCH, facts.words.benchmarks_empty, colours)
    parts, at = [], head.end
    for number, each in enumerate(facts.benchmarks):
        parts.append(_rule(at, colours) if number else "")
        drawn = _benchmark(each, at, facts.words, colours)
        parts.append(drawn.body)
        at = drawn.end
    return Drawn(head.body + _back(head.end, at, colours) + "".join(parts), at)


def _back(top: float, bottom: float, colours: Palette) -> str:
    return svg.rect(MARGIN, top, INNER, bottom - top, radius=28, fill=colours.panel)


def _rule(y: float, colours: Palette) -> str:
    return svg.line((_LEFT, y), (_RIGHT, y), stroke=colours.rule, width=2)


def _benchmark(each: BenchmarkFacts, y: float, words: ProgressWords, colours: Palette) -> Drawn:
    name = clipped(each.name, _RIGHT - _LEFT, 34, Weight.BOLD)[0]
    parts = [svg.text(_LEFT, y + 50, name, 34, fill=colours.ink, weight=Weight.BOLD)]
    at = y + 68
    columns = _columns(each, words)
    for side in each.sides:
        parts.append(_bar(side, each.unit, at, columns, words, colours))
        at += 54
    if each.note:
        note = paragraph(_LEFT, at + 28, each.note, _RIGHT - _LEFT, 28, colours.soft_ink, lines=2)
        parts.append(note.body)
        at = note.end
    return Drawn(svg.group(*parts, class_="benchmark"), at + 16)


def _columns(each: BenchmarkFacts, words: ProgressWords) -> _Columns:
    before = max(measure(_before(side, each.unit, words), SMALLEST, Weight.MEDIUM) for side in each.sides)
    figure = max(measure(_figure(side, each.unit), 36, Weight.BOLD) for side in each.sides)
    word = max(measure(_word(side), 30, Weight.SEMIBOLD) for side in each.sides)
    bar = _LEFT + (word + 20 if word else 0)
    at = _RIGHT - figure - (before + 24 if before else 0)
    top = max(max(side.now, side.before or 0) for side in each.sides) or 1
    return _Columns(bar, at - 24, at, top)


def _word(side: Side) -> str:
    return clipped(side.word, 120, 30, Weight.SEMIBOLD)[0] if side.word else ""


def _figure(side: Side, unit: str) -> str:
    return clipped(f"{side.now}{unit}", 160, 36, Weight.BOLD)[0]


def _before(side: Side, unit: str, words: ProgressWords) -> str:
    if side.before is None:
        return ""
    return clipped(f"{words.before} {side.before}{unit}", 240, SMALLEST, Weight.MEDIUM)[0]


def _bar(side: Side, unit: str, y: float, columns: _Columns, words: ProgressWords, colours: Palette) -> str:
    """One side: its word, a bar of the number now, a mark where it was before, and both in figures."""
    left, room = columns.bar, columns.bar_end - columns.bar
    parts = [svg.rect(left, y + 6, room, 34, radius=17, fill=colours.rule)]
    if side.now:
        width = max(34.0, room * side.now / columns.top)
        parts.append(svg.rect(left, y + 6, width, 34, radius=17, fill=colours.phases[Phase.STEADY].icon))
    if side.before is not None:
        x = left + min(max(room * side.before / columns.top, 6), room - 6)
        parts.append(svg.line((x, y + 2), (x, y + 44), stroke=colours.panel, width=12))
        parts.append(svg.line((x, y + 2), (x, y + 44), stroke=colours.ink, width=6))
        before = _before(side, unit, words)
        parts.append(
            svg.text(
                _RIGHT, y + 34, before, SMALLEST, fill=colours.soft_ink, weight=Weight.MEDIUM, anchor="end"
            )
        )
    if side.word:
        parts.append(svg.text(_LEFT, y + 34, _word(side), 30, fill=colours.ink, weight=Weight.SEMIBOLD))
    figure = _figure(side, unit)
    parts.append(svg.text(columns.figure, y + 36, figure, 36, fill=colours.ink, weight=Weight.BOLD))
    return svg.group(*parts, class_="side")


def _lifts(facts: ProgressFacts, y: float, colours: Palette) -> Drawn:
    head = _section(facts.words.lifts, y, colours)
    if not facts.lifts:
        return _nothing(head, Icon.BARBELL, facts.words.lifts_empty, colours)
    bottom = head.end + len(facts.lifts) * _LIFT
    parts = [head.body, _back(head.end, bottom, colours)]
    for number, lift in enumerate(facts.lifts):
        at = head.end + number * _LIFT
        parts.append(_rule(at, colours) if number else "")
        parts.append(_lift(lift, at, colours))
    return Drawn("".join(parts), bottom)


def _lift(lift: LiftFacts, y: float, colours: Palette) -> str:
    name = clipped(lift.name, 400, 34, Weight.BOLD)[0]
    said = clipped(_lift_said(lift), 400, 30, Weight.MEDIUM)[0]
    colour = colours.phases[Phase.STEADY].icon
    points = _placed(lift.points, _LEFT + 450, _RIGHT - 16, y + 30, y + _LIFT - 30)
    *before, (x, last) = points
    return svg.group(
        svg.text(_LEFT, y + 54, name, 34, fill=colours.ink, weight=Weight.BOLD),
        svg.text(_LEFT, y + 96, said, 30, fill=colours.soft_ink, weight=Weight.MEDIUM),
        svg.polyline(points, stroke=colour, width=7) if before else "",
        *(svg.circle(*each, 7, fill=colours.panel, stroke=colour, stroke_width=5) for each in before),
        svg.circle(x, last, 14, fill=colour),
        class_="lift",
    )


def _lift_said(lift: LiftFacts) -> str:
    return lift.last if len(lift.points) == 1 else f"{lift.first} → {lift.last}"


def _placed(
    points: Sequence[tuple[int, float]], left: float, right: float, top: float, bottom: float
) -> list[tuple[float, float]]:
    """Where the entries stand; loads that hardly differ are drawn as hardly different."""
    days = [day for day, _ in points]
    loads = [load for _, load in points]
    span = max(days) - min(days)
    low, high = min(loads), max(loads)
    reach = max(high - low, high * 0.25, 1.0)
    middle = (low + high) / 2
    return [
        (
            left + (right - left) * ((day - min(days)) / span if span else 1.0),
            (top + bottom) / 2 - (load - middle) / reach * (bottom - top),
        )
        for day, load in points
    ]
