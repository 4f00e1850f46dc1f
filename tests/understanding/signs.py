"""What several tests ask of the signs."""

from __future__ import annotations

from bot.understanding.triage import RedFlags


def no_sign(red_flags: RedFlags, text: str) -> None:
    """Assert that nothing in a text is taken for a sign; say what was, and for which words."""
    found = red_flags.find(text)
    assert found is None, (found.flag, found.words)
