"""The week as a card: seven days with their runs, the sessions and what became of them, and today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.coach.words import Phase, RunKind, SessionKind
from bot.pictures import svg
from bot.pictures.errors import DrawingError
from bot.pictures.fonts import SMALLEST, Weight, clipped, size_that_fits
from bot.pictures.icons import PHASE_ICONS, RUN_ICONS, SESSION_ICONS, Icon, icon
from bot.pictures.palette import Chip, Palette, palette
from bot.pictures.parts import INNER, MARGIN, Drawn, Sign, caption, document, heading, legend, panel, pills

DAYS = 7
_GAP = 8.0
_COLUMN = (INNER - (DAYS - 1) * _GAP) / DAYS
_HEAD = 104.0
_RUN = 138.0
_SESSION = 196.0
_INSET = 6.0
_TALL = _HEAD + _RUN + _SESSION + 4 * _INSET
_SHORT = _HEAD + _RUN + 2 * _INSET


class Mark(StrEnum):
    """What became of a session, as far as a card shows it."""

    AHEAD = "ahead"
    DONE = "done"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session on its day: `short` for the column, `title` in full for the caption."""

    kind: SessionKind
    short: str
    title: str
    mark: Mark
    moved: bool = False


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day: `weekday` short, `number` in its month, the run's kind with its word."""

    weekday: str
    number: int
    run: RunKind
    run_word: str
    session: SessionFacts | None = None
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class TodayFacts:
    """What the panel at the foot says: a title and a few lines."""

    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekWords:
    """The card's own words in the runner's language."""

    today: str
    ahead: str
    done: str
    partial: str
    skipped: str
    missed: str
    moved: str
    deload: str

    def of(self, mark: Mark) -> str:
        """Return the word for what became of a session."""
        return {
            Mark.AHEAD: self.ahead,
            Mark.DONE: self.done,
            Mark.PARTIAL: self.partial,
            Mark.SKIPPED: self.skipped,
            Mark.MISSED: self.missed,
        }[mark]


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """All that a week card says. `aside` holds the dates, `phase_word` the phase, `line` what it looks to.

    `notice` is a pause or a rest of the legs, or "". `today` is None in a week that is not the present one.
    """

    title: str
    aside: str
    phase: Phase
    phase_word: str
    line: str
    deload: bool
    days: tuple[DayFacts, ...]
    today: TodayFacts | None
    words: WeekWords
    notice: str = ""

    def __post_init__(self) -> None:
        if len(self.days) != DAYS:
            raise DrawingError(f"a week has seven days, not {len(self.days)}")


_LOST = frozenset({Mark.SKIPPED, Mark.MISSED})
_MARKS = {
    Mark.AHEAD: Icon.RING,
    Mark.DONE: Icon.TICK,
    Mark.PARTIAL: Icon.HALF,
    Mark.SKIPPED: Icon.DASH,
    Mark.MISSED: Icon.CROSS,
}


def week_card(facts: WeekFacts) -> str:
    """Return the card of a week as SVG, 1080 pixels wide."""
    colours = palette()
    top = heading(facts.title, facts.aside, colours)
    row = pills(top.end, list(_signs(facts, colours)), facts.line, colours)
    start = row.end + 28
    tall = _TALL if any(day.session for day in facts.days) else _SHORT
    columns = "".join(_column(number, start, tall, day, colours) for number, day in enumerate(facts.days))
    body, bottom = [top.body, row.body, columns], start + tall
    for block in _below(facts, bottom, colours):
        body.append(block.body)
        bottom = block.end
    return document(bottom + MARGIN, *body, colours=colours)


def week_caption(facts: WeekFacts) -> str:
    """Return what the card of a week shows, in words, short enough for Telegram."""
    return caption(_said(facts))


def _said(facts: WeekFacts) -> Iterator[str]:
    yield f"{facts.title} · {facts.aside}" if facts.aside else facts.title
    yield " · ".join(
        word for word in (facts.phase_word, facts.words.deload if facts.deload else "", facts.line) if word
    )
    yield facts.notice
    for day in facts.days:
        yield _day_said(day, facts.words)
    if facts.today:
        yield f"{facts.words.today}: {facts.today.title}"
        yield from facts.today.lines


def _day_said(day: DayFacts, words: WeekWords) -> str:
    said = f"{'▸ ' if day.is_today else ''}{day.weekday} {day.number}: {day.run_word}"
    if day.session is None:
        return said
    state = [words.of(day.session.mark)]
    if day.session.moved:
        state.append(words.moved)
    return f"{said} + {day.session.title} ({', '.join(state)})"


def _signs(facts: WeekFacts, colours: Palette) -> Iterator[Sign]:
    chip = colours.phases[facts.phase]
    yield Sign(PHASE_ICONS[facts.phase], facts.phase_word, chip)
    if facts.deload:
        yield Sign(Icon.EASIER, facts.words.deload, colours.phases[Phase.RECOVERY])


def _below(facts: WeekFacts, y: float, colours: Palette) -> Iterator[Drawn]:
    signs = list(_legend_signs(facts, colours))
    if signs:
        drawn = legend(y + 20, signs, colours)
        yield drawn
        y = drawn.end
    if facts.notice:
        drawn = panel(y + 22, Sign(Icon.PAUSE, "", colours.runs[RunKind.TEMPO]), "", [facts.notice], colours)
        yield drawn
        y = drawn.end
    if facts.today:
        yield panel(y + 22, _today_sign(facts, colours), facts.today.title, facts.today.lines, colours)


def _today_sign(facts: WeekFacts, colours: Palette) -> Sign:
    day = next((day for day in facts.days if day.is_today), None)
    session = day.session if day else None
    if session is not None and session.mark not in _LOST:
        return Sign(SESSION_ICONS[session.kind], facts.words.today, colours.sessions[session.kind])
    run = day.run if day else RunKind.REST
    return Sign(RUN_ICONS[run], facts.words.today, colours.runs[run])


def _legend_signs(facts: WeekFacts, colours: Palette) -> Iterator[Sign]:
    sessions = [day.session for day in facts.days if day.session]
    if all(each.mark is Mark.AHEAD and not each.moved for each in sessions):
        return  # an open ring needs no word
    for mark in Mark:
        if any(each.mark is mark and not (mark is Mark.AHEAD and each.moved) for each in sessions):
            yield Sign(_MARKS[mark], facts.words.of(mark), _mark_chip(mark, colours))
    if any(each.moved for each in sessions):
        yield Sign(Icon.MOVED, facts.words.moved, _chip(colours.moved, colours))


def _mark_chip(mark: Mark, colours: Palette) -> Chip:
    colour = {
        Mark.AHEAD: colours.soft_ink,
        Mark.DONE: colours.done,
        Mark.PARTIAL: colours.done,
        Mark.SKIPPED: colours.soft_ink,
        Mark.MISSED: colours.missed,
    }[mark]
    return _chip(colour, colours)


def _chip(colour: str, colours: Palette) -> Chip:
    return Chip(ground=colours.paper, ink=colours.soft_ink, icon=colour)


def _column(number: int, y: float, tall: float, day: DayFacts, colours: Palette) -> str:
    x = MARGIN + number * (_COLUMN + _GAP)
    middle = x + _COLUMN / 2
    parts = [_ground(x, y, tall, day, colours)]
    soft, strong = (colours.on_ink, colours.on_ink) if day.is_today else (colours.soft_ink, colours.ink)
    weekday = clipped(day.weekday, _COLUMN - 12, 30, Weight.MEDIUM)
    parts.append(
        svg.text(middle, y + 42, weekday[0], 30, fill=soft, weight=Weight.MEDIUM, anchor="middle")
        + svg.text(middle, y + 88, str(day.number), 44, fill=strong, weight=Weight.BOLD, anchor="middle")
    )
    chip = colours.runs[day.run]
    top = y + _HEAD + _INSET
    parts.append(_field(x, top, _RUN, chip.ground))
    parts.append(icon(RUN_ICONS[day.run], middle, top + 52, 62, chip.icon, chip.ground))
    parts.append(_label(middle, top + 116, day.run_word, chip.ink))
    if day.session is not None:
        parts.append(_session(x, top + _RUN + _INSET, day.session, colours))
    return svg.group(*parts, class_="day today" if day.is_today else "day")


def _ground(x: float, y: float, tall: float, day: DayFacts, colours: Palette) -> str:
    if not day.is_today:
        return svg.rect(x, y, _COLUMN, tall, radius=24, fill=colours.panel)
    return (
        svg.rect(x, y, _COLUMN, tall, radius=24, fill=colours.panel, stroke=colours.today, stroke_width=5)
        + svg.rect(x, y, _COLUMN, _HEAD, radius=24, fill=colours.today)
        + svg.rect(x, y + _HEAD / 2, _COLUMN, _HEAD / 2, fill=colours.today)
    )


def _session(x: float, y: float, session: SessionFacts, colours: Palette) -> str:
    middle = x + _COLUMN / 2
    chip = colours.sessions[session.kind]
    lost = session.mark in _LOST
    ground = colours.paper if lost else chip.ground
    mark = _mark_chip(session.mark, colours).icon
    field = _field(x, y, _SESSION, ground, outline=mark if lost else None)
    sign = icon(
        SESSION_ICONS[session.kind], middle, y + 48, 60, colours.soft_ink if lost else chip.icon, ground
    )
    label = _label(middle, y + 112, session.short, colours.soft_ink if lost else chip.ink)
    return svg.group(
        field, sign, label, *_marks(middle, y + 158, session, mark, ground, colours), class_=session.mark
    )


def _marks(
    middle: float, y: float, session: SessionFacts, colour: str, ground: str, colours: Palette
) -> Iterator[str]:
    if not session.moved:
        yield icon(_MARKS[session.mark], middle, y, 46, colour, ground)
    elif session.mark is Mark.AHEAD:
        yield icon(Icon.MOVED, middle, y, 44, colours.moved, ground)
    else:
        yield icon(_MARKS[session.mark], middle - 27, y, 46, colour, ground)
        yield icon(Icon.MOVED, middle + 28, y, 40, colours.moved, ground)


def _field(x: float, y: float, height: float, ground: str, outline: str | None = None) -> str:
    inset = _INSET + (1.5 if outline else 0)
    return svg.rect(
        x + inset,
        y + (1.5 if outline else 0),
        _COLUMN - 2 * inset,
        height - (3 if outline else 0),
        radius=18,
        fill=ground,
        stroke=outline,
        stroke_width=3 if outline else None,
        stroke_dasharray="9 7" if outline else None,
    )


def _label(middle: float, baseline: float, word: str, fill: str) -> str:
    room = _COLUMN - 2 * _INSET - 10
    size = size_that_fits(word, room, 32, Weight.SEMIBOLD, SMALLEST)
    found = clipped(word, room, size, Weight.SEMIBOLD)[0]
    return svg.text(middle, baseline, found, size, fill=fill, weight=Weight.SEMIBOLD, anchor="middle")
