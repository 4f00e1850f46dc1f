"""Reads a load: kilograms or pounds."""

from __future__ import annotations

import re

KG_PER_LB = 0.45359237
_LOAD = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,2})?)\s*(kg|kgs|kilos?|kilograms?|k|lb|lbs|pounds?)\b", re.IGNORECASE
)


def parse_load(text: str) -> float | None:
    """Return the load in kg that a text names with its unit ("16 kg", "35 lbs"), None when it names none."""
    found = _LOAD.search(text)
    if found is None:
        return None
    number = float(found.group(1).replace(",", "."))
    return round(number * KG_PER_LB, 2) if found.group(2).lower()[0] in "lp" else number
