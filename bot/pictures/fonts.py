"""The one typeface of all pictures: how wide a text is, where it breaks, and which signs it has."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import uharfbuzz

from bot.pictures.errors import DrawingError

FAMILY = "Hanken Grotesk"
SMALLEST = 28.0
"""Pixels on a card of 1080: below it a text cannot be read on a phone that shows 380."""
ELLIPSIS = "…"
_NARROWEST = 0.1
"""No sign of the font is narrower than this part of its size."""


class Weight(IntEnum):
    """How bold a text is, as SVG counts it."""

    REGULAR = 400
    MEDIUM = 500
    SEMIBOLD = 600
    BOLD = 700


_FILES = {
    Weight.REGULAR: "HankenGrotesk-Regular.otf",
    Weight.MEDIUM: "HankenGrotesk-Medium.otf",
    Weight.SEMIBOLD: "HankenGrotesk-SemiBold.otf",
    Weight.BOLD: "HankenGrotesk-Bold.otf",
}


@cache
def font_files() -> tuple[Path, ...]:
    """Return the font files, one for each weight. Raises DrawingError when the font's package lacks one."""
    return tuple(_file(weight) for weight in Weight)


def measure(text: str, size: float, weight: Weight = Weight.REGULAR) -> float:
    """Return the width in pixels of one line at a font size, kerning and all."""
    return _units(shown(text), weight) * size / _per_em(weight)


def shown(text: str) -> str:
    """Return the text as it can be drawn: white space single, signs without a glyph or a width left out."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(each if each.isspace() or _has(each) else "" for each in composed).split())


def wrap(text: str, width: float, size: float, weight: Weight = Weight.REGULAR) -> tuple[str, ...]:
    """Break a text into lines no wider than `width` pixels; a word that is wider by itself is cut.

    There is always one line at least, if only an empty one.
    """
    lines: list[str] = []
    for word in shown(text).split(" "):
        if lines and measure(f"{lines[-1]} {word}", size, weight) <= width:
            lines[-1] += f" {word}"
            continue
        while len(word) > 1 and measure(word, size, weight) > width:
            lines.append(_head(word, width, size, weight))
            word = word[len(lines[-1]) :]
        if word:
            lines.append(word)
    return tuple(lines) or ("",)


def clipped(
    text: str, width: float, size: float, weight: Weight = Weight.REGULAR, lines: int = 1
) -> tuple[str, ...]:
    """Break a text into at most so many lines; what does not fit ends in an ellipsis."""
    # However long a text is, no more of it is looked at than may fit.
    enough = int(lines * width / (size * _NARROWEST)) + 2
    broken = wrap(shown(text)[:enough], width, size, weight)
    if len(broken) <= lines:
        return broken
    last = _head(broken[lines - 1], width, size, weight, ELLIPSIS)
    return (*broken[: lines - 1], last.rstrip(" ,;:·–—") + ELLIPSIS)


def balanced(
    text: str, width: float, size: float, weight: Weight = Weight.REGULAR, lines: int = 2
) -> tuple[str, ...]:
    """Break a text like `clipped`, but with lines of about one length: no single word left on the last."""
    broken = clipped(text, width, size, weight, lines)
    if len(broken) < 2 or broken[-1].endswith(ELLIPSIS):
        return broken
    for share in (0.55, 0.65, 0.75, 0.85, 0.93):
        narrower = wrap(text, width * share, size, weight)
        if len(narrower) == len(broken):
            return narrower
    return broken


def size_that_fits(
    text: str, width: float, size: float, weight: Weight = Weight.REGULAR, smallest: float = SMALLEST
) -> float:
    """Return the largest font size up to `size` at which one line fits, but never below `smallest`."""
    wide = measure(text, size, weight)
    return size if wide <= width else max(smallest, size * width / wide)


def _head(word: str, width: float, size: float, weight: Weight, tail: str = "") -> str:
    """The longest beginning of a word that fits with its tail; one sign at least, so that there is an end to it."""
    least, most = 1, len(word)
    while least < most:
        middle = (least + most + 1) // 2
        if measure(word[:middle] + tail, size, weight) <= width:
            least = middle
        else:
            most = middle - 1
    return word[:least]


def _file(weight: Weight) -> Path:
    path = Path(str(files("font_hanken_grotesk") / "files" / _FILES[weight]))
    if not path.is_file():
        raise DrawingError(f"the font has no file {path.name}")
    return path


@cache
def _font(weight: Weight) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(_file(weight)))))


@cache
def _per_em(weight: Weight) -> int:
    return int(_font(weight).face.upem)


@lru_cache(maxsize=4096)
def _units(text: str, weight: Weight) -> int:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(_font(weight), buffer)
    return sum(position.x_advance for position in buffer.glyph_positions or ())


@lru_cache(maxsize=1024)
def _has(sign: str) -> bool:
    wide = not unicodedata.category(sign).startswith(("C", "M"))
    return wide and _font(Weight.REGULAR).get_nominal_glyph(ord(sign)) is not None
