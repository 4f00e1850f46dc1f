"""Days in callback data: eight digits, so that a button always says which day it is about."""

from __future__ import annotations

from datetime import date


def packed(day: date) -> str:
    """Return a day as YYYYMMDD."""
    return f"{day:%Y%m%d}"


def unpacked(text: str) -> date | None:
    """Return the day that a button carries, None when it is none."""
    if len(text) != 8 or not text.isdecimal():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
