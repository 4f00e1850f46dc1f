"""What stands in quotes may be somebody's words: it is left out wherever the quotes begin and end."""

from __future__ import annotations

import logging

import psycopg
import pytest
from telegram.error import BadRequest

from bot.chat.redaction import RedactingFormatter
from bot.chat.tracebacks import one_line, unquoted

LONG = "my left knee hurts since Boston " * 20


def written(name: str, template: str, *arguments: object) -> str:
    """Return a record's line from its logger's name on."""
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, template, arguments, None)
    return RedactingFormatter().format(record).partition("WARNING ")[2]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            BadRequest('Can\'t parse "my left knee hurts since Boston\nand my back" here'),
            "telegram.error.BadRequest: Can't parse … here",
        ),
        (RuntimeError(f'cannot read "{LONG}" at all'), "RuntimeError: cannot read … at all"),
        (RuntimeError(f"cannot read '{LONG}"), "RuntimeError: cannot read …"),
        (
            psycopg.errors.InvalidTextRepresentation('invalid input: "my knee\nin Boston"'),
            "psycopg.errors.InvalidTextRepresentation: invalid input: …",
        ),
    ],
)
def test_a_quote_of_several_lines_a_long_one_or_an_open_one(error: Exception, told: str) -> None:
    assert one_line(error) == told


@pytest.mark.parametrize("pair", ['""', "''", "“”", "‘’", "«»", "``"])
def test_each_kind_of_quote_reaches_to_its_last_end_or_to_the_end_of_all(pair: str) -> None:
    begin, end = pair
    assert unquoted(f"read {begin}Boston{end} and {begin}more{end} of it") == "read … of it"
    assert unquoted(f"read {begin}Boston\nand more") == "read …"


def test_a_librarys_record_is_cut_after_its_quotes_are_left_out() -> None:
    assert written("a.library", "bad value 'my knee\n in Boston' given") == "a.library: bad value … given"
    assert written("a.library", f"bad value '{LONG}' given") == "a.library: bad value … given"


def test_an_exception_that_our_own_record_is_handed_is_told_like_any_other() -> None:
    assert written("bot.x", "it failed: %s", ValueError("Boston")) == "bot.x: it failed: ValueError"
    assert written("bot.x", "it failed: %r", OSError(28, "No space left", "Boston")) == (
        "bot.x: it failed: OSError: [Errno 28] No space left"
    )
    assert (
        written("bot.x", "%(why)s of %(what)s", {"why": KeyError("Boston"), "what": 3})
        == "bot.x: KeyError of 3"
    )
    assert written("bot.x", "as %s as it is, %d times", "calm", 2) == "bot.x: as calm as it is, 2 times"
