"""The comparison with source documents finds what is shared, whatever marks and line breaks stand between."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.overlap import shared


def test_a_run_of_eight_words_is_found_with_its_line(tmp_path: Path) -> None:
    content, seeds = tmp_path / "content", tmp_path / "seeds"
    (content / "answers").mkdir(parents=True)
    seeds.mkdir()
    (seeds / "one.txt").write_text("Well: don’t skip the calf raises at the end, ever.", encoding="utf-8")
    (content / "answers" / "calf.md").write_text(
        "Never mind.\nDon't skip the calf\nraises, at the end.\n", encoding="utf-8"
    )
    (content / "answers" / "other.md").write_text("Skip the calf raises at the start.", encoding="utf-8")
    assert shared(content, seeds) == [
        (Path("answers/calf.md"), 2, "don't skip the calf raises at the end", "one.txt")
    ]


def test_nothing_to_compare_with_is_an_error_and_no_proof(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        shared(tmp_path, tmp_path)
