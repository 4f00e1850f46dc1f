"""What goes wrong when something is drawn."""

from __future__ import annotations


class DrawingError(Exception):
    """A picture could not be drawn: the caller logs it and sends the words alone."""
