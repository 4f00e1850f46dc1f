"""What the cards have in common: their measures, the heading, pills, panels, legends and the caption."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.pictures import svg
from bot.pictures.fonts import SMALLEST, Weight, balanced, clipped, measure, size_that_fits
from bot.pictures.icons import Icon, icon
from bot.pictures.palette import Chip, Palette

WIDTH = 1080.0
MARGIN = 44.0
INNER = WIDTH - 2 * MARGIN
PILL_HEIGHT = 56.0
CAPTION_LENGTH = 1024
"""Telegram's limit for the text below a picture, in UTF-16 units."""

_PAD = 32.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """Elements and how far they reach: down for a block, to the right for a pill."""

    body: str
    end: float


@dataclass(frozen=True, slots=True)
class Sign:
    """An icon with its words and colours, as in a pill or a legend."""

    icon: Icon
    label: str
    chip: Chip


def heading(title: str, aside: str, colours: Palette) -> Drawn:
    """Return the title, and what stands at its right; the title gives way when both are long."""
    side = clipped(aside, INNER * 0.45, 36, Weight.MEDIUM)
    taken = measure(side[0], 36, Weight.MEDIUM) + 32 if aside else 0.0
    size = size_that_fits(title, INNER - taken, 66, Weight.BOLD, 44)
    line = clipped(title, INNER - taken, size, Weight.BOLD)[0]
    body = svg.text(MARGIN, 102, line, size, fill=colours.ink, weight=Weight.BOLD)
    if aside:
        body += svg.text(
            WIDTH - MARGIN, 102, side[0], 36, fill=colours.soft_ink, weight=Weight.MEDIUM, anchor="end"
        )
    return Drawn(body, 134)


def pills(y: float, signs: Sequence[Sign], words: str, colours: Palette) -> Drawn:
    """Return a row of pills and the words after them, which go below when the row is too short."""
    parts: list[str] = []
    x = MARGIN
    for sign in signs:
        drawn = _pill(x, y, sign)
        parts.append(drawn.body)
        x = drawn.end + 14
    bottom = y + PILL_HEIGHT
    if words:
        after = x + 6 if signs else MARGIN
        if measure(words, 32, Weight.MEDIUM) <= WIDTH - MARGIN - after:
            parts.append(svg.text(after, y + 39, words, 32, fill=colours.soft_ink, weight=Weight.MEDIUM))
        else:
            start = bottom + 46 if signs else y + 39
            below = paragraph(MARGIN, start, words, INNER, 32, colours.soft_ink, lines=2)
            parts.append(below.body)
            bottom = below.end
    return Drawn("".join(parts), bottom)


def paragraph(
    x: float,
    baseline: float,
    words: str,
    width: float,
    size: float,
    fill: str,
    *,
    weight: Weight = Weight.MEDIUM,
    lines: int = 2,
) -> Drawn:
    """Return wrapped words from a first baseline; it ends below the last line."""
    leading = size * 1.32
    found = balanced(words, width, size, weight, lines)
    body = "".join(
        svg.text(x, baseline + number * leading, line, size, fill=fill, weight=weight)
        for number, line in enumerate(found)
    )
    return Drawn(body, baseline + (len(found) - 1) * leading + size * 0.36)


def panel(y: float, sign: Sign, title: str, lines: Sequence[str], colours: Palette) -> Drawn:
    """Return a coloured panel over the whole width: icon, a small line above, a title, lines below.

    `sign.label` is the small line; an empty one, and an empty title, take no room.
    """
    left = MARGIN + _PAD + 104 + 28
    width = WIDTH - MARGIN - _PAD - left
    parts: list[str] = []
    at = y + 20
    for words, size, weight, most in (
        (sign.label, 30.0, Weight.SEMIBOLD, 1),
        (title, 44.0, Weight.BOLD, 2),
        *((line, 32.0, Weight.MEDIUM, 3) for line in lines),
    ):
        if not words:
            continue
        fill = colours.ink if size == 44 else sign.chip.ink
        drawn = paragraph(left, at + size * 1.08, words, width, size, fill, weight=weight, lines=most)
        parts.append(drawn.body)
        at = drawn.end + 4
    height = max(at + 20 - y, 104 + 2 * 28)
    middle = y + height / 2
    mark = svg.circle(MARGIN + _PAD + 52, middle, 52, fill=colours.paper) + icon(
        sign.icon, MARGIN + _PAD + 52, middle, 62, sign.chip.icon, colours.paper
    )
    back = svg.rect(MARGIN, y, INNER, height, radius=32, fill=sign.chip.ground, class_="panel")
    shift = (height - (at + 20 - y)) / 2
    return Drawn(
        back + mark + svg.group(*parts, transform=f"translate(0 {svg.num(shift)})" if shift else None),
        y + height,
    )


def legend(y: float, signs: Iterable[Sign], colours: Palette) -> Drawn:
    """Return icons with their words, in as many rows as they need."""
    parts: list[str] = []
    x, bottom = MARGIN, y
    for sign in signs:
        label = clipped(sign.label, INNER - 50, SMALLEST, Weight.MEDIUM)
        width = 36 + 12 + measure(label[0], SMALLEST, Weight.MEDIUM)
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = MARGIN, y + 50
        parts.append(icon(sign.icon, x + 18, y + 22, 36, sign.chip.icon, colours.paper))
        parts.append(
            svg.text(x + 48, y + 32, label[0], SMALLEST, fill=colours.soft_ink, weight=Weight.MEDIUM)
        )
        x += width + 36
        bottom = y + 44
    return Drawn("".join(parts), bottom)


def document(height: float, *body: str, colours: Palette) -> str:
    """Return the card as a whole SVG, as wide as all cards."""
    return svg.document(WIDTH, round(height), *body, background=colours.paper)


def caption(lines: Iterable[str]) -> str:
    """Return the lines as the text below a picture, cut at Telegram's limit."""
    text = "\n".join(line for line in (" ".join(each.split()) for each in lines) if line)
    if len(text.encode("utf-16-le")) // 2 <= CAPTION_LENGTH:
        return text
    kept = text.encode("utf-16-le")[: 2 * (CAPTION_LENGTH - 1)].decode("utf-16-le", errors="ignore")
    return kept.rstrip() + "…"


def _pill(x: float, y: float, sign: Sign) -> Drawn:
    label = clipped(sign.label, 420, 32, Weight.SEMIBOLD)[0]
    width = 20 + 36 + 12 + measure(label, 32, Weight.SEMIBOLD) + 24
    body = (
        svg.rect(x, y, width, PILL_HEIGHT, radius=PILL_HEIGHT / 2, fill=sign.chip.ground)
        + icon(sign.icon, x + 38, y + PILL_HEIGHT / 2, 36, sign.chip.icon, sign.chip.ground)
        + svg.text(x + 68, y + 39, label, 32, fill=sign.chip.ink, weight=Weight.SEMIBOLD)
    )
    return Drawn(body, x + width)
