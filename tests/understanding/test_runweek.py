"""A run week as it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coach.words import RunKind
from bot.understanding.runweek import parse_run_week
from bot.understanding.words import word_set

LETTERS = {
    "-": RunKind.REST, "E": RunKind.EASY, "L": RunKind.LONG, "T": RunKind.TEMPO,
    "I": RunKind.INTERVALS, "H": RunKind.HILLS, "R": RunKind.RACE, "X": RunKind.CROSS,
}  # fmt: skip

WEEKS = [
    ("intervals tue, tempo thu, long on sunday, monday off", "-I-T--L"),
    ("mon rest tue speedwork wed easy thu tempo fri off sat easy sun long", "-IET-EL"),
    ("easy every day apart from a long one on sunday", "EEEEEEL"),
    ("tue/thu intervals, sat 10 miles long", "-I-I-L-"),
    ("Tuesday: track. Thursday: threshold. Saturday: parkrun, Sunday: LSD", "-I-T-RL"),
    ("rest intervals easy tempo rest long easy", "-IET-LE"),
    ("Mon off, Tue 8x400, Wed easy 5k, Thu tempo, Fri off, Sat easy, Sun 16 miles long", "-IET-EL"),
    ("easy mon wed fri, long sat", "E-E-EL-"),
    ("monday to friday easy, long run on saturday", "EEEEEL-"),
    ("hills on wednesdays, other days easy", "EEHEEEE"),
    ("I do speedwork on tuesdays and a long run on sundays, rest of the week easy", "EIEEEEL"),
    ("swim monday, bike friday, long run sunday, easy wed", "X-E-X-L"),
    ("long run saturday, everything else easy, monday rest", "-EEEELE"),
    ("run every day, long on sunday", "EEEEEEL"),
    ("mon: rest\ntue: intervals\nwed: easy\nthu: tempo\nfri: rest\nsat: easy\nsun: long", "-IET-EL"),
    ("I run tuesday thursday and sunday, sunday is long", "-E-E--L"),
    ("easy run on monday, tempo run on wednesday, long run on saturday", "E-T--L-"),
    ("Easy on Mon, Wed and Fri; hill repeats Tue; long Sun", "EHE-E-L"),
    ("no running on monday and friday, tempo wednesday, long sunday, rest easy", "-ETE-EL"),
    ("daily easy jog, sundays long", "EEEEEEL"),
]


@pytest.mark.parametrize(("text", "week"), WEEKS)
def test_a_week_is_read(text: str, week: str) -> None:
    parsed = parse_run_week(text)
    assert parsed is not None
    assert parsed.kinds == tuple(LETTERS[letter] for letter in week)
    assert parsed.unclear == ()


def test_runs_without_a_day_are_named_as_unclear() -> None:
    parsed = parse_run_week("3 easy runs, long run sunday")
    assert parsed is not None
    assert parsed.kinds[6] is RunKind.LONG
    assert parsed.unclear == ("easy runs",)


@pytest.mark.parametrize(
    "text", ["", "hello there", "mon tue wed", "what is a tempo run?", "3 easy runs and a long one"]
)
def test_what_is_no_week_is_none(text: str) -> None:
    assert parse_run_week(text) is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    parsed = parse_run_week(text)
    assert parsed is None or len(parsed.kinds) == 7


FIELD = sorted(
    word_set(
        "mon tue wed thursday sunday weekend easy long run intervals off every day others rest but no to , . 3 - &"
    )
)


@given(st.lists(st.sampled_from(FIELD), max_size=14))
def test_any_words_of_the_field_are_read_without_an_error(words: list[str]) -> None:
    parsed = parse_run_week(" ".join(words))
    assert parsed is None or len(parsed.kinds) == 7
