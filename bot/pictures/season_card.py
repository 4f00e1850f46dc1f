"""The season as a card: its weeks with their sessions, the phases to the race, easier weeks and where we are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.coach.words import Phase
from bot.pictures import svg
from bot.pictures.errors import DrawingError
from bot.pictures.fonts import SMALLEST, Weight, clipped, measure
from bot.pictures.icons import PHASE_ICONS, Icon, icon
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
from bot.pictures.season_limits import MOST_STRETCHES, MOST_WEEKS

_BLOCK = 44.0
_BAND = 52.0
_ROW = 92.0


@dataclass(frozen=True, slots=True)
class SeasonRace:
    """A race in its week: `offset` days from the Monday, `main` for the one that shapes the season."""

    name: str
    date: str
    offset: int
    main: bool


@dataclass(frozen=True, slots=True)
class SeasonWeekFacts:
    """A week: the stretch each of its days belongs to (an index into `stretches`), sessions, races.

    `starts` is its Monday ("25 May"), `month` the short name of a month that begins in this week, or "".
    `today` is the present day's place in `days` where the week `is_now`.
    """

    starts: str
    days: tuple[int, ...]
    sessions: int
    deload: bool = False
    is_now: bool = False
    today: int = 0
    month: str = ""
    races: tuple[SeasonRace, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of one phase in a row: its word, when it is ("25 May – 19 Jul"), and what it asks for."""

    phase: Phase
    word: str
    dates: str
    line: str


@dataclass(frozen=True, slots=True)
class SeasonWords:
    """The card's own words in the runner's language."""

    now: str
    session: str
    deload: str


@dataclass(frozen=True, slots=True)
class SeasonFacts:
    """All that a season card says. `aside` holds what the season looks to; `line` one sentence on today."""

    title: str
    aside: str
    line: str
    stretches: tuple[Stretch, ...]
    weeks: tuple[SeasonWeekFacts, ...]
    words: SeasonWords

    def __post_init__(self) -> None:
        if not 1 <= len(self.weeks) <= MOST_WEEKS:
            raise DrawingError(f"a season has 1 to {MOST_WEEKS} weeks on its card, not {len(self.weeks)}")
        if not 1 <= len(self.stretches) <= MOST_STRETCHES:
            raise DrawingError(f"a season card has room for {MOST_STRETCHES} phases")
        for week in self.weeks:
            if not week.days or any(not 0 <= index < len(self.stretches) for index in week.days):
                raise DrawingError("every day of a season lies in one of its phases")
            if not 0 <= week.today < len(week.days):
                raise DrawingError("today is one of the days of its week")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where the weeks stand: `step` from one to the next, `wide` without the gap."""

    step: float
    wide: float

    def left(self, week: int) -> float:
        return MARGIN + 10 + week * self.step


def season_card(facts: SeasonFacts) -> str:
    """Return the card of a season as SVG, 1080 pixels wide."""
    colours = palette()
    top = heading(facts.title, facts.aside, colours)
    body, y = [top.body], top.end
    if facts.line:
        said = paragraph(MARGIN, y + 34, facts.line, INNER, 32, colours.soft_ink, lines=2)
        body.append(said.body)
        y = said.end
    chart = _chart(facts, y + 18, colours)
    signs = legend(chart.end + 8, list(_signs(facts, colours)), colours)
    body += [chart.body, signs.body]
    y = signs.end + 20
    for number, stretch in enumerate(facts.stretches):
        body.append(_row(number, y, stretch, _now(facts) == number, facts.words.now, colours))
        y += _ROW
    for race in _races(facts):
        if race.main:
            sign = Sign(Icon.FLAG, race.date, colours.phases[Phase.RACE_WEEK])
            drawn = panel(y + 20, sign, race.name, (), colours)
            body.append(drawn.body)
            y = drawn.end + 12
    return document(y + MARGIN - 16, *body, colours=colours)


def season_caption(facts: SeasonFacts) -> str:
    """Return what the card of a season shows, in words, short enough for Telegram."""
    return caption(_said(facts))


def _said(facts: SeasonFacts) -> Iterator[str]:
    yield f"{facts.title} · {facts.aside}" if facts.aside else facts.title
    yield facts.line
    for number, stretch in enumerate(facts.stretches):
        here = "▸ " if _now(facts) == number else ""
        yield f"{here}{stretch.word}: {stretch.dates}" + (f" · {stretch.line}" if stretch.line else "")
    easier = [week.starts for week in facts.weeks if week.deload]
    if easier:
        yield f"{facts.words.deload}: {', '.join(easier)}"
    for race in _races(facts):
        yield f"🏁 {race.name}: {race.date}"


def _races(facts: SeasonFacts) -> list[SeasonRace]:
    return [race for week in facts.weeks for race in week.races]


def _now(facts: SeasonFacts) -> int | None:
    return next((week.days[week.today] for week in facts.weeks if week.is_now), None)


def _signs(facts: SeasonFacts, colours: Palette) -> Iterator[Sign]:
    yield Sign(Icon.BLOCK, facts.words.session, _chip(colours.soft_ink, colours))
    if any(week.deload for week in facts.weeks):
        yield Sign(Icon.OPEN_BLOCK, facts.words.deload, _chip(colours.soft_ink, colours))
    others = [race for race in _races(facts) if not race.main]
    for race in others[:3]:
        yield Sign(Icon.PENNANT, f"{race.name}, {race.date}", _chip(colours.ink, colours))


def _chip(colour: str, colours: Palette) -> Chip:
    return Chip(ground=colours.paper, ink=colours.soft_ink, icon=colour)


def _chart(facts: SeasonFacts, y: float, colours: Palette) -> Drawn:
    count = len(facts.weeks)
    gap = 6.0 if count < 26 else 3.0
    step = (INNER - 20 + gap) / count
    scale = _Scale(step, step - gap)
    most = max(3, *(week.sessions for week in facts.weeks))
    top = y + (72 if _races(facts) else 8)
    floor = top + 12 + most * (_BLOCK + 6)
    bottom = floor + 8 + _BAND
    parts = [svg.rect(MARGIN, top, INNER, bottom - top + 10, radius=24, fill=colours.panel)]
    for number, week in enumerate(facts.weeks):
        x = scale.left(number)
        parts.append(_blocks(x, floor, scale, week, facts, colours))
        parts.extend(_flag(x, top, scale, race, colours) for race in week.races)
    parts.append(_band(facts, floor + 8, scale, colours))
    pill = _here(facts, scale, top, bottom, colours)
    parts.append(pill.body if pill else "")
    parts.append(_months(facts, bottom + 48, scale, pill, colours))
    return Drawn("".join(parts), bottom + 66)


@dataclass(frozen=True, slots=True)
class _Pill:
    """The frame around the present week, and from where to where the word below it reaches."""

    body: str
    left: float
    right: float


def _here(facts: SeasonFacts, scale: _Scale, top: float, bottom: float, colours: Palette) -> _Pill | None:
    number = next((number for number, week in enumerate(facts.weeks) if week.is_now), None)
    if number is None:
        return None
    x = scale.left(number)
    label = clipped(facts.words.now, 220, 30, Weight.SEMIBOLD)[0]
    width = measure(label, 30, Weight.SEMIBOLD) + 36
    left = min(max(MARGIN, x + scale.wide / 2 - width / 2), WIDTH - MARGIN - width)
    frame = svg.rect(
        x - 4,
        top - 4,
        scale.wide + 8,
        bottom - top + 18,
        radius=min(18, scale.wide / 2),
        fill="none",
        stroke=colours.today,
        stroke_width=5,
    )
    pill = svg.rect(left, bottom + 14, width, 46, radius=23, fill=colours.today)
    word = svg.text(
        left + width / 2,
        bottom + 47,
        label,
        30,
        fill=colours.on_ink,
        weight=Weight.SEMIBOLD,
        anchor="middle",
    )
    return _Pill(svg.group(frame, pill, word, class_="now"), left, left + width)


def _blocks(
    x: float, floor: float, scale: _Scale, week: SeasonWeekFacts, facts: SeasonFacts, colours: Palette
) -> str:
    chip = colours.phases[facts.stretches[week.days[0]].phase]
    inset = 3.0 if week.deload else 0.0
    return "".join(
        svg.rect(
            x + 4 + inset,
            floor - (number + 1) * (_BLOCK + 6) + inset,
            scale.wide - 8 - 2 * inset,
            _BLOCK - 2 * inset,
            radius=min(10.0, scale.wide / 4),
            fill=colours.paper if week.deload else chip.icon,
            stroke=chip.icon if week.deload else None,
            stroke_width=5 if week.deload else None,
            class_="deload" if week.deload else "session",
        )
        for number in range(week.sessions)
    )


def _flag(x: float, top: float, scale: _Scale, race: SeasonRace, colours: Palette) -> str:
    at = x + scale.wide * (race.offset + 0.5) / 7
    colour = colours.phases[Phase.RACE_WEEK].icon if race.main else colours.ink
    size = 60.0 if race.main else 44.0
    # The flag's pole stands at a fifth of its width: the pole marks the day.
    centre = min(at + size * 0.29, WIDTH - MARGIN - size / 2 + 8)
    sign = Icon.FLAG if race.main else Icon.PENNANT
    return icon(sign, centre, top - 10 - size / 2, size, colour, colours.paper)


def _months(facts: SeasonFacts, baseline: float, scale: _Scale, pill: _Pill | None, colours: Palette) -> str:
    """The names of the months where they begin, as far as there is room between them and the pill."""
    parts: list[str] = []
    free = MARGIN
    for number, week in enumerate(facts.weeks):
        if not week.month:
            continue
        left = scale.left(number) + 2
        right = left + measure(week.month, SMALLEST, Weight.MEDIUM)
        under_pill = pill is not None and left < pill.right + 10 and right > pill.left - 10
        if left < free or right > WIDTH - MARGIN or under_pill:
            continue
        parts.append(
            svg.text(left, baseline, week.month, SMALLEST, fill=colours.soft_ink, weight=Weight.MEDIUM)
        )
        free = right + 12
    return "".join(parts)


def _band(facts: SeasonFacts, y: float, scale: _Scale, colours: Palette) -> str:
    """The phases below the weeks, to the day; each has the number of its row."""
    edges: dict[int, tuple[float, float]] = {}
    for number, week in enumerate(facts.weeks):
        for place, index in enumerate(week.days):
            left = scale.left(number) + scale.wide * place / len(week.days)
            right = scale.left(number) + scale.wide * (place + 1) / len(week.days)
            edges[index] = (min(edges.get(index, (left, right))[0], left), right)
    return "".join(
        _segment(
            index,
            (left, right),
            _free(facts, scale, left, right),
            y,
            colours.phases[facts.stretches[index].phase],
        )
        for index, (left, right) in sorted(edges.items())
    )


def _free(facts: SeasonFacts, scale: _Scale, left: float, right: float) -> tuple[float, float]:
    """The widest part of a segment that the frame around the present week does not cut."""
    parts = [(left, right)]
    for number, week in enumerate(facts.weeks):
        if week.is_now:
            x = scale.left(number)
            cuts = ((left, x - 8), (x, x + scale.wide), (x + scale.wide + 8, right))
            parts = [(max(left, start), min(right, end)) for start, end in cuts]
    return max(parts, key=lambda part: part[1] - part[0])


def _segment(index: int, span: tuple[float, float], free: tuple[float, float], y: float, chip: Chip) -> str:
    """A phase below its weeks from one edge to the other, with its number in the part that is free."""
    left, width = span[0] + 1, span[1] - span[0] - 2
    number = str(index + 1)
    body = svg.rect(left, y, width, _BAND, radius=min(12, width / 3), fill=chip.ground)
    body += svg.rect(left, y + _BAND - 7, width, 7, radius=3, fill=chip.icon)
    if measure(number, SMALLEST, Weight.BOLD) <= min(width, free[1] - free[0]):
        middle = (free[0] + free[1]) / 2
        body += svg.text(middle, y + 34, number, SMALLEST, fill=chip.ink, weight=Weight.BOLD, anchor="middle")
    return svg.group(body, class_="phase")


def _row(number: int, y: float, stretch: Stretch, is_now: bool, now: str, colours: Palette) -> str:
    chip = colours.phases[stretch.phase]
    middle = y + _ROW / 2
    parts = [
        svg.circle(MARGIN + 34, middle, 34, fill=chip.ground),
        svg.text(
            MARGIN + 34, middle + 12, str(number + 1), 36, fill=chip.ink, weight=Weight.BOLD, anchor="middle"
        ),
        icon(PHASE_ICONS[stretch.phase], MARGIN + 106, middle, 46, chip.icon, colours.paper),
    ]
    left = MARGIN + 148
    dates = clipped(stretch.dates, 400, 30, Weight.MEDIUM)[0]
    room = WIDTH - MARGIN - left - measure(dates, 30, Weight.MEDIUM) - 24
    word = clipped(stretch.word, room, 36, Weight.BOLD)[0]
    base = middle + 12 if not stretch.line else middle - 8
    parts.append(svg.text(left, base, word, 36, fill=colours.ink, weight=Weight.BOLD))
    used = measure(word, 36, Weight.BOLD)
    if is_now and used + measure(now, SMALLEST, Weight.SEMIBOLD) + 60 <= room:
        parts.append(_small_now(left + used + 18, base, now, colours))
    parts.append(
        svg.text(WIDTH - MARGIN, base, dates, 30, fill=colours.soft_ink, weight=Weight.MEDIUM, anchor="end")
    )
    if stretch.line:
        line = clipped(stretch.line, WIDTH - MARGIN - left, 30, Weight.MEDIUM)[0]
        parts.append(svg.text(left, middle + 29, line, 30, fill=colours.soft_ink, weight=Weight.MEDIUM))
    return svg.group(*parts, class_="row")


def _small_now(x: float, baseline: float, now: str, colours: Palette) -> str:
    width = measure(now, SMALLEST, Weight.SEMIBOLD) + 28
    return svg.rect(x, baseline - 30, width, 40, radius=20, fill=colours.today) + svg.text(
        x + width / 2, baseline, now, SMALLEST, fill=colours.on_ink, weight=Weight.SEMIBOLD, anchor="middle"
    )
