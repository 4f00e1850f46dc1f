"""The signs on the cards, drawn as shapes: colour is never the only sign, and no font has to have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.coach.words import Phase, RunKind, SessionKind
from bot.pictures import svg

GRID = 48.0
"""Each sign is drawn in a square of this many units."""
_STROKE = 4.5


class Icon(StrEnum):
    """What there is a sign for."""

    MOON = "moon"
    SHOE = "shoe"
    ROAD = "road"
    STOPWATCH = "stopwatch"
    BOLT = "bolt"
    HILL = "hill"
    FLAG = "flag"
    BIKE = "bike"
    BOOK = "book"
    BARBELL = "barbell"
    DUMBBELL = "dumbbell"
    JUMP = "jump"
    FEATHER = "feather"
    HOURGLASS = "hourglass"
    UPPER = "upper"
    TARGET = "target"
    SHIELD = "shield"
    STRETCH = "stretch"
    TICK = "tick"
    HALF = "half"
    CROSS = "cross"
    DASH = "dash"
    RING = "ring"
    PAUSE = "pause"
    MOVED = "moved"
    EASIER = "easier"
    HEART = "heart"
    CYCLE = "cycle"
    BLOCK = "block"
    OPEN_BLOCK = "open-block"
    PENNANT = "pennant"


RUN_ICONS: Mapping[RunKind, Icon] = MappingProxyType(
    {
        RunKind.REST: Icon.MOON,
        RunKind.EASY: Icon.SHOE,
        RunKind.LONG: Icon.ROAD,
        RunKind.TEMPO: Icon.STOPWATCH,
        RunKind.INTERVALS: Icon.BOLT,
        RunKind.HILLS: Icon.HILL,
        RunKind.RACE: Icon.FLAG,
        RunKind.CROSS: Icon.BIKE,
    }
)
SESSION_ICONS: Mapping[SessionKind, Icon] = MappingProxyType(
    {
        SessionKind.LEARN: Icon.BOOK,
        SessionKind.HEAVY: Icon.BARBELL,
        SessionKind.POWER: Icon.JUMP,
        SessionKind.LIGHT: Icon.DUMBBELL,
        SessionKind.ISO: Icon.HOURGLASS,
        SessionKind.UPPER: Icon.UPPER,
        SessionKind.CORE: Icon.TARGET,
        SessionKind.PREHAB: Icon.SHIELD,
        SessionKind.MOBILITY: Icon.STRETCH,
    }
)
PHASE_ICONS: Mapping[Phase, Icon] = MappingProxyType(
    {
        Phase.LEARN: Icon.BOOK,
        Phase.BASE: Icon.BARBELL,
        Phase.BUILD: Icon.JUMP,
        Phase.RACE: Icon.BOLT,
        Phase.TAPER: Icon.FEATHER,
        Phase.RACE_WEEK: Icon.FLAG,
        Phase.RECOVERY: Icon.HEART,
        Phase.STEADY: Icon.CYCLE,
    }
)


def icon(which: Icon, x: float, y: float, size: float, colour: str, ground: str) -> str:
    """Return a sign centred on a point, `size` pixels wide; `ground` is what shows through its openings."""
    scale = size / GRID
    place = f"translate({svg.num(x - size / 2)} {svg.num(y - size / 2)}) scale({scale:.4f})"
    return svg.group(*_DRAWN[which](colour, ground), transform=place, class_=f"icon {which}")


def _line(d: str, colour: str, width: float = _STROKE) -> str:
    return svg.path(
        d,
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def _moon(colour: str, _: str) -> list[str]:
    return [svg.path("M29 5 A20 20 0 1 0 43 32 A17 17 0 0 1 29 5 Z", fill=colour)]


def _shoe(colour: str, ground: str) -> list[str]:
    upper = "M4 15 C7 17 12 17 15 12 C16 10 18 9 20 11 C24 17 29 22 36 24 C42 25.5 45 28 45 33 L4 33 Z"
    return [
        svg.path(upper, fill=colour),
        svg.rect(3, 35.5, 43, 6.5, radius=3.2, fill=colour),
        _line("M21 19 L25.5 15.5 M26 23 L30 19", ground, 2.6),
    ]


def _road(colour: str, ground: str) -> list[str]:
    return [
        _line("M12 40 H32 A8 8 0 0 0 32 24 H17 A8 8 0 0 1 17 8 H33", colour, 5),
        svg.circle(9, 40, 5.5, fill=colour),
        svg.circle(39, 8, 6.5, fill=colour),
        svg.circle(39, 8, 2.4, fill=ground),
    ]


def _stopwatch(colour: str, ground: str) -> list[str]:
    return [
        svg.circle(24, 28, 16, fill=colour),
        svg.rect(19, 2, 10, 5, radius=2, fill=colour),
        svg.rect(22, 5, 4, 8, fill=colour),
        _line("M37 10 L41 14", colour, 5),
        _line("M24 28 V19 M24 28 L30 31", ground, 3.6),
    ]


def _bolt(colour: str, _: str) -> list[str]:
    return [
        svg.path(
            "M28 3 L9 27 H21 L18 45 L39 19 H26 Z",
            fill=colour,
            stroke=colour,
            stroke_width=2.5,
            stroke_linejoin="round",
        )
    ]


def _hill(colour: str, ground: str) -> list[str]:
    return [
        svg.path("M2 41 L18 13 Q20 10 22 13 L38 41 Z", fill=colour),
        svg.path("M29 25 L33 19 Q34.5 17 36 19 L47 41 H38 Z", fill=colour, opacity=0.65),
        _line("M13.5 24.5 L18 28 L21.5 24 L26 26.5", ground, 2.6),
    ]


def _flag(colour: str, ground: str) -> list[str]:
    return [
        _line("M10 5 V44", colour, 5),
        svg.path("M10 6 H43 L36 17 L43 28 H10 Z", fill=colour),
        svg.path(
            "M17 6 H24 V13.3 H17 Z M24 13.3 H31 V20.6 H24 Z M17 20.6 H24 V28 H17 Z M31 6 H38 V13.3 H31 Z",
            fill=ground,
        ),
    ]


def _bike(colour: str, _: str) -> list[str]:
    return [
        svg.circle(11, 33, 8, fill="none", stroke=colour, stroke_width=4),
        svg.circle(37, 33, 8, fill="none", stroke=colour, stroke_width=4),
        _line(
            "M11 33 L18 18 H32 L37 33 M18 18 L24 32 L32 18 M32 18 L30 11 H35 M14.5 12.5 H20.5", colour, 3.4
        ),
    ]


def _book(colour: str, ground: str) -> list[str]:
    return [
        svg.path("M4 10 Q14 6 24 12 Q34 6 44 10 V39 Q34 35 24 41 Q14 35 4 39 Z", fill=colour),
        _line("M24 14 V38", ground, 2.8),
        _line("M10 17 Q14 16 18 18 M10 24 Q14 23 18 25 M30 18 Q34 16 38 17 M30 25 Q34 23 38 24", ground, 2.6),
    ]


def _barbell(colour: str, _: str) -> list[str]:
    return [
        svg.rect(1, 21.8, 46, 4.4, radius=2.2, fill=colour),
        svg.rect(5, 15, 5.5, 18, radius=2.4, fill=colour),
        svg.rect(11.5, 8, 7, 32, radius=3, fill=colour),
        svg.rect(29.5, 8, 7, 32, radius=3, fill=colour),
        svg.rect(37.5, 15, 5.5, 18, radius=2.4, fill=colour),
    ]


def _dumbbell(colour: str, _: str) -> list[str]:
    return [
        svg.group(
            svg.rect(14, 21, 20, 6, fill=colour),
            svg.rect(9, 13, 8, 22, radius=3, fill=colour),
            svg.rect(3, 17, 6.5, 14, radius=3, fill=colour),
            svg.rect(31, 13, 8, 22, radius=3, fill=colour),
            svg.rect(38.5, 17, 6.5, 14, radius=3, fill=colour),
            transform="rotate(-35 24 24)",
        )
    ]


def _jump(colour: str, _: str) -> list[str]:
    return [
        _line("M10 22 L24 8 L38 22", colour, 6.5),
        _line("M10 36 L24 22 L38 36", colour, 6.5),
        svg.rect(8, 40.5, 32, 4.5, radius=2.2, fill=colour),
    ]


def _feather(colour: str, ground: str) -> list[str]:
    return [
        svg.path("M10 37 C6 22 20 4 43 5 C44 26 30 40 14 37 Z", fill=colour),
        _line("M5 44 L31 17", ground, 3),
        _line("M5 44 L13 35", colour, 4),
    ]


def _hourglass(colour: str, ground: str) -> list[str]:
    return [
        svg.rect(9, 3, 30, 5.5, radius=2.7, fill=colour),
        svg.rect(9, 39.5, 30, 5.5, radius=2.7, fill=colour),
        svg.path(
            "M13 10 H35 V14 C35 19 28 21 28 24 C28 27 35 29 35 34 V38 H13 V34 "
            "C13 29 20 27 20 24 C20 21 13 19 13 14 Z",
            fill=colour,
        ),
        svg.path("M18 14 H30 C29 18 25 19 24 22 C23 19 19 18 18 14 Z", fill=ground),
    ]


def _upper(colour: str, _: str) -> list[str]:
    return [
        _line("M4 6 H44", colour, 4.5),
        _line("M12 7 L13.5 19 L19 27 M36 7 L34.5 19 L29 27", colour, 5.5),
        svg.circle(24, 17, 6, fill=colour),
        svg.path("M15.5 27 Q24 22.5 32.5 27 L29.5 45 H18.5 Z", fill=colour),
    ]


def _target(colour: str, _: str) -> list[str]:
    return [
        svg.circle(24, 24, 18, fill="none", stroke=colour, stroke_width=5.5),
        svg.circle(24, 24, 8, fill=colour),
    ]


def _shield(colour: str, ground: str) -> list[str]:
    return [
        svg.path("M24 3 L42 9 V23 C42 34 34 41 24 45 C14 41 6 34 6 23 V9 Z", fill=colour),
        _line("M24 14 V33 M14.5 23.5 H33.5", ground, 5),
    ]


def _stretch(colour: str, _: str) -> list[str]:
    return [
        svg.circle(37, 12, 5.5, fill=colour),
        _line("M7 41 H41", colour, 4.5),
        _line("M12 33 C12 18 20 12 29 18 L40 30", colour, 6),
        _line("M12 33 H27", colour, 6),
    ]


def _tick(colour: str, ground: str) -> list[str]:
    return [svg.circle(24, 24, 21, fill=colour), _line("M14.5 25 L21.5 32 L34 17.5", ground, 5)]


def _half(colour: str, _: str) -> list[str]:
    return [
        svg.circle(24, 24, 18.7, fill="none", stroke=colour, stroke_width=4.6),
        svg.path("M24 9.5 A14.5 14.5 0 0 0 24 38.5 Z", fill=colour),
    ]


def _cross(colour: str, ground: str) -> list[str]:
    return [svg.circle(24, 24, 21, fill=colour), _line("M17 17 L31 31 M31 17 L17 31", ground, 5)]


def _dash(colour: str, _: str) -> list[str]:
    return [
        svg.circle(24, 24, 18.7, fill="none", stroke=colour, stroke_width=4.6),
        _line("M16.5 24 H31.5", colour, 5),
    ]


def _ring(colour: str, _: str) -> list[str]:
    return [svg.circle(24, 24, 18.7, fill="none", stroke=colour, stroke_width=3.6, stroke_dasharray="7 4.75")]


def _pause(colour: str, ground: str) -> list[str]:
    return [svg.circle(24, 24, 21, fill=colour), _line("M18.5 17 V31 M29.5 17 V31", ground, 5.5)]


def _moved(colour: str, _: str) -> list[str]:
    return [_line("M6 24 H40 M28 11 L41 24 L28 37", colour, 6.5)]


def _easier(colour: str, _: str) -> list[str]:
    return [
        svg.rect(5, 8, 9, 34, radius=3, fill=colour),
        svg.rect(19.5, 18, 9, 24, radius=3, fill=colour),
        svg.rect(34, 28, 9, 14, radius=3, fill=colour),
    ]


def _heart(colour: str, _: str) -> list[str]:
    return [
        svg.path(
            "M24 43 C10 33 4 25 4 17 C4 10 9 6 14.5 6 C19 6 22.5 8.5 24 12 "
            "C25.5 8.5 29 6 33.5 6 C39 6 44 10 44 17 C44 25 38 33 24 43 Z",
            fill=colour,
        )
    ]


def _cycle(colour: str, _: str) -> list[str]:
    return [
        _line("M40 20 A17 17 0 0 0 9 17 M8 28 A17 17 0 0 0 39 31", colour, 5.5),
        svg.path("M3 8 V22 H17 Z", fill=colour),
        svg.path("M45 40 V26 H31 Z", fill=colour),
    ]


def _block(colour: str, _: str) -> list[str]:
    return [svg.rect(5, 5, 38, 38, radius=11, fill=colour)]


def _open_block(colour: str, ground: str) -> list[str]:
    return [svg.rect(8, 8, 32, 32, radius=9, fill=ground, stroke=colour, stroke_width=6)]


def _pennant(colour: str, _: str) -> list[str]:
    return [_line("M10 5 V44", colour, 5), svg.path("M10 5 L44 16 L10 28 Z", fill=colour)]


_DRAWN: Mapping[Icon, Callable[[str, str], list[str]]] = MappingProxyType(
    {
        Icon.MOON: _moon,
        Icon.SHOE: _shoe,
        Icon.ROAD: _road,
        Icon.STOPWATCH: _stopwatch,
        Icon.BOLT: _bolt,
        Icon.HILL: _hill,
        Icon.FLAG: _flag,
        Icon.BIKE: _bike,
        Icon.BOOK: _book,
        Icon.BARBELL: _barbell,
        Icon.DUMBBELL: _dumbbell,
        Icon.JUMP: _jump,
        Icon.FEATHER: _feather,
        Icon.HOURGLASS: _hourglass,
        Icon.UPPER: _upper,
        Icon.TARGET: _target,
        Icon.SHIELD: _shield,
        Icon.STRETCH: _stretch,
        Icon.TICK: _tick,
        Icon.HALF: _half,
        Icon.CROSS: _cross,
        Icon.DASH: _dash,
        Icon.RING: _ring,
        Icon.PAUSE: _pause,
        Icon.MOVED: _moved,
        Icon.EASIER: _easier,
        Icon.HEART: _heart,
        Icon.CYCLE: _cycle,
        Icon.BLOCK: _block,
        Icon.OPEN_BLOCK: _open_block,
        Icon.PENNANT: _pennant,
    }
)
