"""What is measured is what is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures import svg
from bot.pictures.fonts import (
    ELLIPSIS,
    SMALLEST,
    Weight,
    balanced,
    clipped,
    measure,
    shown,
    size_that_fits,
    wrap,
)
from bot.pictures.render import png
from tests.pictures.looking import pixels

SENTENCE = "Your half marathon is nine days away: light and familiar work only."


@pytest.mark.parametrize("weight", list(Weight))
@pytest.mark.parametrize("words", ["HAVE To", "Intervals", "52.5 kg → 60 kg", "Größe 18–24"])
def test_the_width_is_that_of_the_drawn_text(words: str, weight: Weight) -> None:
    # Upright strokes at both ends, so that the ink reaches from one known edge to the other.
    drawn = svg.text(20, 60, f"l{words}l", 40, fill="#000000", weight=weight)
    seen = pixels(png(svg.document(480, 80, drawn, background="#FFFFFF")))
    inked = [x for x in range(seen.width) if seen.colours(x, 20, x + 1, 75) != {"#FFFFFF"}]
    bearing = measure("l", 40, weight) - 6
    assert measure(f"l{words}l", 40, weight) - bearing == pytest.approx(inked[-1] - inked[0] + 1, abs=4)


def test_bolder_is_wider() -> None:
    widths = [measure(SENTENCE, 40, weight) for weight in Weight]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


def test_what_the_font_lacks_is_left_out() -> None:
    assert shown("  Run\n🏃‍♀️ \x00\x1b[1m fast\u2028now ") == "Run [1m fast now"
    assert measure("🏃", 40) == 0


@given(st.text(alphabet="aiW -é🏃<", max_size=80), st.integers(30, 400))
def test_wrapped_lines_fit_and_lose_nothing(words: str, width: int) -> None:
    lines = wrap(words, width, 28)
    assert "".join(lines).replace(" ", "") == shown(words).replace(" ", "")
    assert all(measure(line, 28) <= width or len(line) == 1 for line in lines)


def test_marks_cannot_be_piled_up() -> None:
    assert shown("e\u0301a" + "\u0301" * 50 + "\u00ad\u200d") == "éá"


def test_a_text_of_any_length_is_cut_at_once() -> None:
    assert clipped("l" * 100_000, 300, 30) == clipped("l" * 1_000, 300, 30)
    assert clipped("a b " * 100_000, 300, 30, lines=2) == clipped("a b " * 1_000, 300, 30, lines=2)


def test_no_sign_is_narrower_than_is_reckoned_with() -> None:
    signs = [chr(code) for code in range(0x21, 0x2200) if shown(chr(code))]
    assert len(signs) > 300
    assert min(measure(sign * 50, 100) / 50 for sign in signs) >= 10


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert clipped("short", 400, 30) == ("short",)
    assert clipped("", 400, 30) == ("",)
    two = clipped(SENTENCE, 300, 30, lines=2)
    assert len(two) == 2
    assert two[-1].endswith(ELLIPSIS)
    assert all(measure(line, 30) <= 300 for line in two)
    assert clipped("Schnellkrafttraining", 120, 30)[0].startswith("Schn")


def test_lines_are_balanced_without_more_of_them() -> None:
    plain, even = wrap(SENTENCE, 860, 30), balanced(SENTENCE, 860, 30)
    assert len(plain) == len(even) == 2
    assert measure(even[1], 30) > measure(plain[1], 30)


def test_a_text_shrinks_to_its_room_but_stays_readable() -> None:
    assert size_that_fits("Easy", 200, 40) == 40
    size = size_that_fits("Intervals", 120, 40)
    assert SMALLEST <= size < 40
    assert measure("Intervals", size) <= 120.01
    assert size_that_fits("W" * 40, 100, 40) == SMALLEST
