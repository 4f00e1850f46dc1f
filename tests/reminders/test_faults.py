"""Trouble on 30 % of the sends, each kind of it, in small: `python -m tests.faults` does it with thousands."""

from __future__ import annotations

import pytest

from bot.library import Library
from bot.understanding.door import Understanding
from tests import faults
from tests.faults import FAULTS, Fault, Result

DUE, RATE = 24, 0.3


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nothing_is_lost_nor_doubled_but_where_nobody_can_know(
    fault: Fault, database: str, library: Library, understanding: Understanding
) -> None:
    result = faults.run(fault, RATE, DUE, database, library, understanding)

    assert result.hits > 0
    assert (result.lost, result.aloud) == (0, 0)
    assert result.doubled <= (0 if fault.knowable else result.unknown)
    assert (result.unknown > 0) is not fault.knowable, "what is unknown is counted, and nothing else is"
    assert (result.blocked > 0) is (fault.name == "403 blocked")


@pytest.mark.parametrize(
    "wrong", [Result(9, hits=5, lost=1), Result(9, hits=5, doubled=1), Result(9, hits=5, aloud=1)]
)
def test_the_judgement_can_say_no(wrong: Result) -> None:
    assert not wrong.right(Fault("database locked"))
    assert Result(9, hits=5).right(Fault("database locked"))
