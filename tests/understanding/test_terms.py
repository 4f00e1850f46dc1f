"""Texts become the terms that are compared."""

from __future__ import annotations

import pytest

from bot.library import Vocabulary
from bot.understanding.terms import TermReader


@pytest.fixture
def reader() -> TermReader:
    made = TermReader(
        Vocabulary(
            synonyms={"hamstring": ("hammy", "hammies"), "calf": ("lower leg", "calves"), "old": ("older",)},
            abbreviations={"b4": "before", "s&c": "strength"},
            stop_words=frozenset({"the"}),
            known=frozenset({"chess"}),
        )
    )
    made.learn(
        [
            "sore",
            "soreness",
            "score",
            "run",
            "long",
            "hamstring",
            "squats",
            "squats",
            "before",
            "strength",
            "marathon",
        ]
    )
    return made


def test_abbreviations_are_spelled_out(reader: TermReader) -> None:
    assert reader.words("S&C b4 run") == ["strength", "before", "run"]


def test_synonyms_share_a_group(reader: TermReader) -> None:
    assert reader.read("sore hammy").concepts == reader.read("hammies").concepts == ("=hamstring",)


def test_a_group_may_hold_two_words(reader: TermReader) -> None:
    assert "=calf" in reader.read("my lower leg", mend=False).concepts


def test_numbers_have_shapes_only(reader: TermReader) -> None:
    assert reader.read("3x10").stems == reader.read("5x5").stems == ("#x#",)


def test_an_age_is_no_mere_number(reader: TermReader) -> None:
    assert "=old" in reader.read("im 62").concepts
    assert reader.read("im 16").stems[-1] == "teenag"
    assert "=old" not in reader.read("squat 62 kg").concepts


@pytest.mark.parametrize(
    ("typed", "meant"), [("sqauts", "squat"), ("maraton", "marathon"), ("longrun", "long")]
)
def test_misspelt_words_are_mended(reader: TermReader, typed: str, meant: str) -> None:
    read = reader.read(typed)
    assert meant in read.stems
    assert read.unknown == ()


def test_what_nothing_is_like_is_unknown(reader: TermReader) -> None:
    assert reader.read("zebra").unknown == ("zebra",)
    assert reader.read("chess").unknown == ()


def test_neighbours_make_pairs_over_light_words(reader: TermReader) -> None:
    assert reader.read("before the run").pairs == reader.read("before my run").pairs == ("befor_run",)


def test_nothing_is_no_terms(reader: TermReader) -> None:
    read = reader.read(" \n🏃 ")
    assert (read.stems, read.key) == ((), "")
