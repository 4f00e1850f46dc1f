"""Turns an SVG into a PNG, with our own font and nothing of the machine's."""

from __future__ import annotations

import resvg_py

from bot.pictures.errors import DrawingError
from bot.pictures.fonts import FAMILY, font_files


def png(svg: str, width: int | None = None) -> bytes:
    """Return the picture as PNG, in its own size or scaled to `width` pixels.

    Raises DrawingError when the SVG cannot be drawn. It holds the interpreter while it draws, so a thread
    does not make it cheaper.
    """
    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            skip_system_fonts=True,
            font_files=[str(path) for path in font_files()],
            font_family=FAMILY,
        )
    except ValueError as error:
        raise DrawingError("the picture's SVG cannot be drawn") from error
