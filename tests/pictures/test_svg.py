"""The writer of SVG: numbers, attributes, and nothing from outside that could break out."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures import svg
from bot.pictures.errors import DrawingError
from bot.pictures.render import png
from tests.pictures.looking import pixels, size_of

HOSTILE = "</text><script>x</script> & \" ' ]]> <!-- \x00\x07\ufffe \U0001f3c3"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (-0.001, "0"), (1.5, "1.5"), (10, "10"), (100.0, "100"), (2.345678, "2.35"), (-3.1, "-3.1")],
)
def test_a_number_is_as_short_as_it_can_be(value: float, written: str) -> None:
    assert svg.num(value) == written


def test_attributes_are_written_with_dashes_and_none_is_left_out() -> None:
    assert (
        svg.tag("path", d="M0 0", stroke_width=2.0, fill=None, class_="a")
        == '<path d="M0 0" stroke-width="2" class="a"/>'
    )
    assert svg.group("<a/>", opacity=0.5) == '<g opacity="0.5"><a/></g>'


@given(st.text(max_size=60))
def test_any_text_gives_well_formed_svg(words: str) -> None:
    body = svg.text(10, 20, words, 30, fill="#000000") + svg.rect(0, 0, 1, 1, class_=HOSTILE[:20] + words[:0])
    root = ElementTree.fromstring(svg.document(100, 50, body, background="#FFFFFF"))
    assert len(root) == 3


def test_hostile_text_is_drawn_as_it_stands() -> None:
    root = ElementTree.fromstring(svg.text(0, 0, HOSTILE, 30, fill="#000000"))
    assert root.text == "</text><script>x</script> & \" ' ]]> <!--"
    assert len(root) == 0


def test_every_shape_is_drawn() -> None:
    shapes = [
        svg.rect(10, 10, 60, 60, radius=8, fill="#FF0000"),
        svg.circle(140, 40, 30, fill="#FF0000"),
        svg.ellipse(240, 40, 30, 20, fill="#FF0000"),
        svg.line((310, 40), (370, 40), stroke="#FF0000", width=20),
        svg.polyline([(410, 40), (440, 40), (470, 40)], stroke="#FF0000", width=20),
        svg.polygon([(510, 10), (570, 10), (540, 80)], fill="#FF0000"),
        svg.path("M610 10 H670 V70 H610 Z", fill="#FF0000"),
        svg.clip("half", svg.rect(700, 0, 50, 100))
        + svg.group(svg.rect(700, 0, 100, 100, fill="#FF0000"), clip_path="url(#half)"),
    ]
    seen = pixels(png(svg.document(800, 100, *shapes, background="#FFFFFF")))
    assert [seen.at(40 + 100 * number, 40) for number in range(8)] == ["#FF0000"] * 8
    assert seen.at(770, 40) == "#FFFFFF"


def test_a_picture_has_its_own_size_or_the_one_asked_for() -> None:
    drawn = svg.document(300, 200, background="#FFFFFF")
    assert size_of(png(drawn)) == (300, 200)
    assert size_of(png(drawn, 150)) == (150, 100)


@pytest.mark.parametrize("broken", ["", "<svg", "<svg xmlns='http://www.w3.org/2000/svg' width='0'/>"])
def test_what_cannot_be_drawn_is_a_drawing_error(broken: str) -> None:
    with pytest.raises(DrawingError):
        png(broken)
