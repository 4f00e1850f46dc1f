"""The little Markdown becomes Telegram HTML, and claims without evidence are found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import markup
from bot.library.claims import forbidden_claims
from bot.library.markup import MarkupError, plain, to_html
from bot.library.wording import figures, reading_ease


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One line.\nStill the same.", "One line. Still the same."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("**bold** and *thin*", "<b>bold</b> and <i>thin</i>"),
        ("- a\n- b < c", "• a\n• b &lt; c"),
        ("Squat & lunge", "Squat &amp; lunge"),
        ("3 * 8 at 5 < 6", "3 * 8 at 5 &lt; 6"),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert str(to_html(markdown)) == html


@pytest.mark.parametrize(
    ("markdown", "line"),
    [
        ("# A", 0),
        ("a\n\n1. b", 2),
        ("> a", 0),
        ("`a`", 0),
        ("[a](https://b.example)", 0),
        ("a\n\n<b>c</b>", 2),
        ("- a\n  - b", 1),
        ("---", 0),
    ],
)
def test_what_telegram_does_not_know_is_refused(markdown: str, line: int) -> None:
    with pytest.raises(MarkupError) as error:
        to_html(markdown)
    assert error.value.line == line


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_is_escaped_or_refused(text: str) -> None:
    try:
        html = to_html(text)
    except MarkupError:
        return
    assert not re.search(r"<(?!/?[bi]>)", html)
    assert "<" in text or "<" not in plain(html)


_PIECES = ["a", "word", "*", "**", "\n", "\n\n", "- ", "-", " ", "  ", ".", ",", "(", ")", "1. ", "“", "é"]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
def test_the_quick_way_gives_what_the_parser_gives(text: str) -> None:
    quick = markup._usual(text.strip("\n"))
    if quick is None:
        return  # that goes to the parser anyway
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "_usual", lambda _: None)
        assert str(to_html(text)) == quick


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat. It was fat.", 100, 125),
        ("Keep the weight, cut the sets, and rest for a day before you run hard again.", 80, 110),
        ("Periodisation necessitates individualised physiological consideration.", -250, -50),
        ("", 200, 210),
    ],
)
def test_reading_ease_is_flesch(text: str, low: float, high: float) -> None:
    assert low < reading_ease(text) < high


def test_short_sentences_read_more_easily_than_long_ones() -> None:
    assert reading_ease("You lift. You rest. You run.") > reading_ease("You lift and you rest and you run")
    assert reading_ease("- one thing\n- other thing") == reading_ease("one thing. other thing.")


def test_figures_are_found_as_they_are_written() -> None:
    assert figures("1,904 runners, 2–8 %, 0.5 kg and a 5k") == ["1,904", "2", "8", "0.5", "5"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lifting prevents injuries.",
        "Lifting prevents\nmost injuries.",
        "It cuts injuries by 65 %.",
        "You gain 8% economy.",
        "Planks melt belly fat.",
        "Your glutes are asleep.",
        "Your glutes are not firing.",
        "This makes you injury-proof.",
        "Crunches burn belly fat.",
    ],
)
def test_what_must_not_be_said_is_found(sentence: str) -> None:
    assert len(forbidden_claims("All is well.\n\n" + sentence)) == 1
    assert forbidden_claims("All is well.\n\n" + sentence)[0][0] == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "It has not been shown that lifting prevents injuries in runners.",
        "Does lifting prevent injuries?",
        "Roughly 2–8 %, about 4 % on average, over 6–20 weeks.",
        "Between 2 and 8 % in the trials.",
        "No exercise melts fat from the belly.",
        "Muscles do not fall asleep.",
        "If your glutes feel asleep, they are weak.",
        "A drop of 18 % was seen.",
    ],
)
def test_honest_sentences_pass(sentence: str) -> None:
    assert forbidden_claims(sentence) == []
