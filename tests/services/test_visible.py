"""Somebody's words on other people's screens: what cannot be seen or breaks a line is left out, all scripts stay."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.asked import KEPT_CHARACTERS, without_names
from bot.services.visible import visible


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Robin",
            "Zoë",
            "Nguyễn Thị Hồng",
            "Βασίλης",
            "Мария",
            "दीपक शर्मा",
            "สมชาย",
            "村上 春樹",
            "אַבְרָהָם",
            "مُحَمَّد",
        ),
        *("Jean-Luc O’Neill", "🏃‍♀️ Kim", "می‌خواهم", "Li"),
    ],
)
def test_names_of_all_scripts_stay_as_they_are(name: str) -> None:
    assert visible(name, 64) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ro\u202ebin\u202c", "Ro bin"),
        ("\u2066\u200eRobin\u2069\u061c", "Robin"),
        ("Ro\x00bin\x1b[31m", "Ro bin [31m"),
        ("Robin\r\n\r\nERROR bot: all is lost", "Robin ERROR bot: all is lost"),
        ("\u200b\u200d\ufeff\u2060", ""),
        ("\u3164\uffa0\u2800\u115f", ""),
        ("\ud83d half \udc00", "half"),
        ("\ue000private\U000f0000", "private"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4"),
        ("\u0301\u0301lone", "lone"),
        ("a\u200d\u200d\u200db", "a\u200db"),
        ("   \u2028 a \t b \u00a0 ", "a b"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_or_turns_lines_round_is_left_out(text: str, seen: str) -> None:
    assert visible(text, 64) == seen


def test_marks_pile_up_no_higher_than_in_any_script() -> None:
    zalgo = "R" + "\u0335\u0489\u0321" * 1365 + "obin"
    seen = visible(zalgo, 64)
    assert seen.endswith("obin")
    assert sum(unicodedata.category(sign) in ("Mn", "Me") for sign in seen) == 4


@given(st.text(st.characters(), max_size=200), st.integers(1, 100))
def test_whatever_comes_is_one_short_line_that_can_be_stored_and_shown(text: str, longest: int) -> None:
    seen = visible(text, longest)
    assert len(seen) <= longest
    assert seen == seen.strip()
    assert len(seen.splitlines()) <= 1
    assert "\0" not in seen
    assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Co") for sign in seen)
    assert not any("\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069" for sign in seen)
    seen.encode()


def test_questions_are_kept_as_one_line_for_the_operator() -> None:
    asked = "how do I\u202e\x1b]0;owned\x07 tune\n\na piano @somebody " + "\u0301" * 4000
    assert without_names(asked) == "how do I ]0;owned tune a piano …"
    assert len(without_names("word " * 1000)) <= KEPT_CHARACTERS
