"""The colours: all there, and words and icons to be told from what they stand on (WCAG AA)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.coach.words import Phase, RunKind, SessionKind
from bot.pictures.errors import DrawingError
from bot.pictures.palette import PALETTE_FILE, Chip, contrast, palette, read_palette

TEXT = 4.5
"""Least contrast of words. Source: WCAG 2.2, 1.4.3."""
SHAPE = 3.0
"""Least contrast of icons. Source: WCAG 2.2, 1.4.11."""


def chips() -> list[tuple[str, Chip]]:
    colours = palette()
    found = [(f"runs {key}", chip) for key, chip in colours.runs.items()]
    found += [(f"sessions {key}", chip) for key, chip in colours.sessions.items()]
    return found + [(f"phases {key}", chip) for key, chip in colours.phases.items()]


def test_contrast_is_counted_as_the_guideline_counts_it() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_every_kind_has_its_colours() -> None:
    colours = palette()
    assert set(colours.runs) == set(RunKind)
    assert set(colours.sessions) == set(SessionKind)
    assert set(colours.phases) == set(Phase)


@pytest.mark.parametrize(("name", "chip"), chips(), ids=[name for name, _ in chips()])
def test_words_and_icons_stand_out_on_their_chip(name: str, chip: Chip) -> None:
    assert contrast(chip.ink, chip.ground) >= TEXT
    assert contrast(chip.icon, chip.ground) >= SHAPE
    assert contrast(chip.icon, palette().paper) >= SHAPE
    assert contrast(chip.icon, palette().panel) >= SHAPE


@pytest.mark.parametrize("ground", ["paper", "panel"])
@pytest.mark.parametrize("ink", ["ink", "soft_ink", "done", "missed", "moved", "arrow"])
def test_ink_stands_out_on_paper_and_panel(ink: str, ground: str) -> None:
    assert contrast(getattr(palette(), ink), getattr(palette(), ground)) >= TEXT


def test_the_inverse_is_readable_too() -> None:
    assert contrast(palette().on_ink, palette().today) >= TEXT


@pytest.mark.parametrize("mark", ["done", "missed", "moved", "soft_ink"])
def test_marks_stand_out_on_every_session(mark: str) -> None:
    for chip in palette().sessions.values():
        assert contrast(getattr(palette(), mark), chip.ground) >= SHAPE


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('ink: "#2A2521"', 'ink: "dark"', "ink"),
        ("paper:", "papers:", "papers"),
        ("  rest: {", "  nap: {", "rest"),
        ("runs:", "runs: [", "palette.yaml"),
    ],
)
def test_a_wrong_palette_is_refused_with_the_reason(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = PALETTE_FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "palette.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DrawingError, match=said):
        read_palette(file)


def test_a_missing_palette_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match=r"none\.yaml"):
        read_palette(tmp_path / "none.yaml")
