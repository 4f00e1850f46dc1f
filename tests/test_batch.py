"""The JSON commands against everything that a line can be: an answer or an error in its place, never anything else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import batch
from bot.settings import Settings
from tests.process import as_line

Handler = Callable[[dict[str, Any]], dict[str, Any]]

GOOD: dict[str, dict[str, Any]] = {
    "plan": {"runs": ["rest", "intervals", "easy", "tempo", "rest", "easy", "long"]},
    "session": {"kind": "heavy"},
    "understand": {"q": "is it better to lift before a run or after it?", "today": "2026-11-20"},
    "next-reminder": {"zone": "Europe/London", "at": "07:00", "after": "2027-03-13T12:00:00Z"},
}
WRONG: list[Any] = [
    None,
    True,
    0,
    -1,
    2.0,
    1e300,
    10**400,
    "",
    "\x00",
    "\ud800",
    "x" * 5000,
    [],
    [[]],
    {},
    {"a": 1},
]
NO_OBJECTS = [
    "{",
    "[]",
    "null",
    "5",
    '"text"',
    "\x00",
    b"\xff\xfe",
    b"\xff\xfe{\x00}\x00",
    "[" * 100_000,
    '{"a":' * 50_000,
    '{"a": NaN}',
    '{"a": -Infinity}',
    '{"a": 1, "a": 2}',
    '{"a": ' + "1" * 5000 + "}",
    "{} {}",
    "{'a': 1}",
]


@pytest.fixture(scope="module")
def handlers() -> dict[str, Handler]:
    """The four commands on the real content."""
    mine = Settings(_env_file=None, semantic="off")  # the vectors of all the content take half a minute
    return {
        "plan": batch.plan,
        "next-reminder": batch.next_reminder,
        "session": batch.session(mine),
        "understand": batch.understand(mine),
    }


def answers(handle: Handler, *lines: object) -> list[dict[str, Any]]:
    """Return a command's answers; each complaint on standard error is one line that begins with the line's number."""
    target, complaints = io.StringIO(), io.StringIO()
    batch.each_line(handle, io.BytesIO(b"\n".join(map(as_line, lines))), target, complaints)
    found = [json.loads(line) for line in target.getvalue().splitlines()]
    told = complaints.getvalue().splitlines()
    assert len(told) == sum("error" in answer for answer in found)
    assert all(line.startswith("line ") and len(line) < 400 for line in told)
    for answer in found:
        assert "could not be answered" not in answer.get("error", ""), "a fault of ours"
    return found


@pytest.mark.parametrize("command", GOOD)
def test_what_is_no_object_is_an_error_in_its_place(handlers: dict[str, Handler], command: str) -> None:
    lines = [each for bad in NO_OBJECTS for each in (bad, GOOD[command])]
    found = answers(handlers[command], *lines)
    assert ["error" in answer for answer in found] == [True, False] * len(NO_OBJECTS)


@pytest.mark.parametrize(
    ("command", "field", "fine"),
    [
        ("plan", "runs", ()),
        ("plan", "phase", ()),
        ("plan", "level", ()),
        ("plan", "wish", ()),
        ("plan", "mode", ()),
        ("plan", "previous", (None,)),
        ("plan", "next", (None,)),
        ("plan", "unavailable", (None, [])),
        ("plan", "race", (None,)),
        ("plan", "shoes", ()),
        ("session", "kind", ()),
        ("session", "level", ()),
        ("session", "equipment", (None, [])),
        ("session", "complaints", (None, [])),
        ("session", "minutes", ()),
        ("session", "phase", ()),
        ("understand", "today", ()),
        ("next-reminder", "zone", ()),
        ("next-reminder", "at", ()),
        ("next-reminder", "after", ()),
        ("next-reminder", "last_day", (None,)),
    ],
)
def test_what_is_none_is_refused_by_the_fields_name(
    handlers: dict[str, Handler], command: str, field: str, fine: tuple[Any, ...]
) -> None:
    wrong = [value for value in WRONG if not any(value is each or (value == each == []) for each in fine)]
    for value, answer in zip(
        wrong, answers(handlers[command], *({**GOOD[command], field: value} for value in wrong)), strict=True
    ):
        assert "error" in answer, value
        assert field in answer["error"]
        assert "\n" not in answer["error"]


@pytest.mark.parametrize(
    ("command", "changed"),
    [
        ("plan", {"wish": 0}),
        ("plan", {"wish": 4}),
        ("plan", {"runs": ["easy"] * 6}),
        ("plan", {"runs": ["easy"] * 8}),
        ("plan", {"runs": ["Easy"] * 7}),
        ("plan", {"previous": ["heavy"]}),
        ("plan", {"next": [None] * 7}),
        ("plan", {"unavailable": [7]}),
        ("plan", {"unavailable": [-1]}),
        ("plan", {"unavailable": [True]}),
        ("plan", {"unavailable": [0.0]}),
        ("plan", {"race": {"day": 3}}),
        ("plan", {"race": {"distance": "5k"}}),
        ("plan", {"race": {"day": True, "distance": "5k"}}),
        ("plan", {"race": {"day": 1.5, "distance": "5k"}}),
        ("plan", {"race": {"day": 10**400, "distance": "5k"}}),
        ("plan", {"race": {"day": 3, "distance": ["5k"]}}),
        ("plan", {"race": {"day": 3, "distance": "5k", "name": "parkrun"}}),
        ("session", {"minutes": 44}),
        ("session", {"equipment": ["treadmill"]}),
        ("session", {"equipment": "band"}),
        ("session", {"complaints": ["knee"]}),
        ("understand", {"q": 5}),
        ("understand", {"q": None}),
        ("understand", {"q": "x" * 4097}),
        ("understand", {"today": "2026-02-30"}),
        ("understand", {"today": "2026-11-20T10:00"}),
        ("next-reminder", {"zone": "../../etc/passwd"}),
        ("next-reminder", {"zone": "localtime"}),
        ("next-reminder", {"zone": "Europe"}),
        ("next-reminder", {"at": "25:00"}),
        ("next-reminder", {"at": "07:00Z"}),
        ("next-reminder", {"at": "07:00+02:00"}),
        ("next-reminder", {"after": "2027-03-13T12:00:00"}),
        ("next-reminder", {"after": "2027-03-13"}),
        ("next-reminder", {"after": "0001-01-01T00:00:00+14:00"}),
        ("next-reminder", {"after": "9999-12-31T23:59:59-12:00"}),
        ("next-reminder", {"last_day": "9999-12-31"}),
        ("next-reminder", {"last_day": 20270313}),
    ],
)
def test_what_is_impossible_is_refused(
    handlers: dict[str, Handler], command: str, changed: dict[str, Any]
) -> None:
    (answer,) = answers(handlers[command], {**GOOD[command], **changed})
    assert set(answer) == {"error"}
    assert any(field in answer["error"] for field in changed)


@pytest.mark.parametrize(
    ("command", "changed"),
    [
        ("plan", {"race": {"day": -5, "distance": "marathon"}}),
        ("plan", {"race": {"day": 0, "distance": "5k"}}),
        ("plan", {"race": {"day": 400, "distance": "ultra"}}),
        ("plan", {"unavailable": [0, 1, 2, 3, 4, 5, 6]}),
        ("plan", {"previous": ["heavy"] * 7}),
        ("plan", {"runs": ["race"] * 7}),
        ("session", {"equipment": ["band", "band"], "minutes": 8}),
        ("understand", {"q": ""}),
        ("understand", {"q": "\x00\ud800🏃 ²½٣"}),
        ("understand", {"today": "0001-01-01"}),
        ("understand", {"q": "pause for 99 weeks"}),
        ("understand", {"q": "move thursday to " * 240}),
        ("understand", {"q": "(" * 4096}),
        ("next-reminder", {"last_day": "0001-01-01"}),
        ("next-reminder", {"zone": "Pacific/Apia", "after": "2011-12-29T20:00:00Z"}),
    ],
)
def test_what_is_only_odd_is_answered(
    handlers: dict[str, Handler], command: str, changed: dict[str, Any]
) -> None:
    (answer,) = answers(handlers[command], {**GOOD[command], **changed})
    assert "error" not in answer


@pytest.mark.parametrize("today", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "q",
    ["my race is in 40 weeks", "move it to tomorrow", "move yesterday's session to monday", "skip next week"],
)
def test_at_the_ends_of_the_calendar_there_is_an_answer_or_an_error(
    handlers: dict[str, Handler], q: str, today: str
) -> None:
    (answer,) = answers(handlers["understand"], {"q": q, "today": today})
    assert "answer" in answer or "outside the years" in answer["error"]


def test_a_single_bad_line_ends_with_2_and_a_batch_does_not(handlers: dict[str, Handler]) -> None:
    def status(*lines: bytes) -> int:
        return batch.each_line(handlers["plan"], lines, io.StringIO(), io.StringIO())

    good = as_line(GOOD["plan"])
    assert [
        status(),
        status(good),
        status(b"{"),
        status(b"\n", b"{"),
        status(b"{", b"{"),
        status(good, b"{"),
    ] == [
        0,
        0,
        2,
        2,
        0,
        0,
    ]


def test_a_fault_of_ours_does_not_take_the_other_lines_with_it() -> None:
    def handle(asked: dict[str, Any]) -> dict[str, Any]:
        return {"is": 1 // asked["by"]}

    target = io.StringIO()
    batch.each_line(handle, [b'{"by": 1}', b'{"by": 0}', b'{"by": 1}'], target, io.StringIO())
    assert [json.loads(line) for line in target.getvalue().splitlines()] == [
        {"is": 1},
        {"error": "line: it could not be answered (ZeroDivisionError)"},
        {"is": 1},
    ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        *("runs", "phase", "level", "wish", "mode", "previous", "next", "unavailable", "race"),
        *("kind", "equipment", "complaints", "minutes"),
        *("q", "today"),
        *("zone", "at", "after", "last_day"),
    ]
)


@pytest.mark.parametrize("command", GOOD)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=st.dictionaries(FIELDS, ANYTHING, max_size=3))
def test_any_value_anywhere(handlers: dict[str, Handler], command: str, changed: dict[str, Any]) -> None:
    assert len(answers(handlers[command], {**GOOD[command], **changed})) == 1
