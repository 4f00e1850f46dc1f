"""Every colour of every picture, read once from one file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.coach.words import Phase, RunKind, SessionKind
from bot.pictures.errors import DrawingError

# Beside the package both in the repository and where it is installed.
PALETTE_FILE = Path(__file__).parents[2] / "content" / "pictures" / "palette.yaml"

Colour = Annotated[str, Field(pattern=r"^#[0-9A-F]{6}$")]


class _Colours(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Skin(_Colours):
    """A tone of skin, its far side, and the hair that goes with it."""

    skin: Colour
    shade: Colour
    hair: Colour


class Clothes(_Colours):
    """What a figure wears; `shade` is the far side of the body."""

    shirt: Colour
    shirt_shade: Colour
    shorts: Colour
    shorts_shade: Colour
    shoe: Colour
    sole: Colour


class Muscles(_Colours):
    """The tint of the muscles that work, and of those that help."""

    main: Colour
    assisting: Colour


class Props(_Colours):
    """What things are made of."""

    mat: Colour
    wood: Colour
    wood_shade: Colour
    metal: Colour
    metal_shade: Colour
    soft: Colour
    band: Colour


class Skins(_Colours):
    """The tones to choose from."""

    light: Skin
    dark: Skin


class Wardrobe(_Colours):
    """The clothes to choose from."""

    women: Clothes
    men: Clothes


class Figure(_Colours):
    """All colours of a drawn body and of what it uses."""

    skin: Skins
    clothes: Wardrobe
    muscles: Muscles
    props: Props


class Chip(_Colours):
    """A coloured field: its ground, the words on it, and the icon on it."""

    ground: Colour
    ink: Colour
    icon: Colour


def _every(words: type[RunKind] | type[SessionKind] | type[Phase]) -> AfterValidator:
    def check(chips: dict[Any, Chip]) -> MappingProxyType[Any, Chip]:
        missing = sorted(set(words) - set(chips))
        if missing:
            raise ValueError(f"no colours for {', '.join(missing)}")
        return MappingProxyType(chips)

    return AfterValidator(check)


class Palette(_Colours):
    """All colours by what they are for, as #RRGGBB."""

    paper: Colour
    panel: Colour
    floor: Colour
    rule: Colour
    ink: Colour
    soft_ink: Colour
    on_ink: Colour
    done: Colour
    missed: Colour
    moved: Colour
    today: Colour
    arrow: Colour
    figure: Figure
    runs: Annotated[dict[RunKind, Chip], _every(RunKind)]
    sessions: Annotated[dict[SessionKind, Chip], _every(SessionKind)]
    phases: Annotated[dict[Phase, Chip], _every(Phase)]


@cache
def palette() -> Palette:
    """Return the colours. Raises DrawingError when the file is wrong."""
    return read_palette(PALETTE_FILE)


def read_palette(file: Path) -> Palette:
    """Read and check a palette. Raises DrawingError with what is wrong in it."""
    try:
        return Palette.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise DrawingError(f"{file.name}: {error}") from error


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(first: str, second: str, share: float) -> str:
    """Return the colour that lies `share` (0 to 1) of the way from the first to the second."""
    channels = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in channels)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
