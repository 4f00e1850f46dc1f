"""Labelled files are read, and what is measured over them is counted right."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import FrozenClock
from bot.understanding.door import Understanding
from bot.understanding.evaluate import RowError, Share, evaluate, read_rows

CLOCK = FrozenClock(datetime(2026, 11, 20, 9, tzinfo=UTC))


def test_questions_signs_and_wishes_are_counted(understanding: Understanding) -> None:
    report = evaluate(
        understanding,
        [
            {"q": "How do I train my hamstrings?", "kind": "in", "expect": ["hamstrings"]},
            {"q": "How do I train my hamstrings?", "kind": "in", "expect": ["taper"]},
            {"q": "which running shoes should I buy", "kind": "near", "expect": []},
            {"q": "qqq zzz", "kind": "far", "expect": []},
            {"q": "chest pain on hills", "kind": "red", "expect": [], "level": "emergency"},
            {"q": "hello", "kind": "red", "expect": [], "level": "today"},
            {"q": "delete my data", "action": "delete", "slots": {}},
            {"q": "chest pain", "action": "skip", "slots": {}},
        ],
        CLOCK,
    )
    assert report.messages == 8
    assert report.right_first == Share(2, 1)
    assert report.direct_right.rate == 0.5
    assert report.near_held == Share(1, 1)
    assert report.far_answered == Share(1, 0)
    assert report.signs_found == report.signs_level == Share(2, 1)
    assert report.false_alarms == Share(6, 1)
    assert report.actions_right == report.slots_right == Share(2, 1)
    assert report.p95_ms == 0
    assert ("taper", "hamstrings") in [(each.wanted, each.got) for each in report.confusions]
    assert report.plain()["right_first"] == {"of": 2, "hits": 1, "rate": 0.5}


def test_nothing_measures_nothing(understanding: Understanding) -> None:
    report = evaluate(understanding, [], CLOCK)
    assert report.right_first.rate == 0
    assert report.confusions == ()


@pytest.mark.parametrize("line", ["{", "[]", '{"kind": "in"}', '{"q": "hi"}', '{"q": 3, "kind": "far"}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(f'{{"q": "hi", "kind": "far"}}\n\n{line}\n', encoding="utf-8")
    with pytest.raises(RowError, match=r"bad\.jsonl:3: "):
        read_rows([file])


def test_several_files_are_read_as_one(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text(f'{{"q": "{name}", "kind": "far"}}\n', encoding="utf-8")
    assert [row["q"] for row in read_rows([tmp_path / "one", tmp_path / "two"])] == ["one", "two"]
