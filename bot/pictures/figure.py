"""The whole figure as a list of parts that are painted from back to front."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.library.objects import Muscle
from bot.pictures import body as trunk
from bot.pictures import limbs
from bot.pictures.camera import Camera
from bot.pictures.limbs import MAN, WOMAN, Build
from bot.pictures.muscles import away, limb_bellies, trunk_bellies
from bot.pictures.palette import Palette, mixed
from bot.pictures.skeleton import SIDES, Body, Side
from bot.pictures.svg import clip, group, path
from bot.pictures.vectors import mix

HALO = 2.4
"""Pixels of ground that are left free around a part that lies before another."""
FADE = 0.4
"""How far the colours of the far side go towards the ground."""


class Shape(StrEnum):
    """Whose figure is drawn."""

    WOMAN = "woman"
    MAN = "man"


class Skin(StrEnum):
    """Which skin and hair."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Figure:
    """Who shows the exercise."""

    shape: Shape = Shape.WOMAN
    skin: Skin = Skin.LIGHT

    @property
    def build(self) -> Build:
        """The proportions of the figure."""
        return WOMAN if self.shape is Shape.WOMAN else MAN


@dataclass(frozen=True, slots=True)
class Item:
    """A part of the picture: its name, how near it is to the viewer (cm), and its SVG."""

    name: str
    near: float
    svg: str


@dataclass(frozen=True, slots=True)
class Brush:
    """What the parts of one figure are drawn with; `ids` begins the ids of its clipping paths."""

    camera: Camera
    body: Body
    figure: Figure
    colours: Palette
    main: tuple[Muscle, ...]
    assisting: tuple[Muscle, ...]
    gripping: frozenset[Side]
    flat: frozenset[Side]
    ids: str

    def tone(self, colour: str, side: Side | None) -> str:
        """Return a colour as it is on that side of the body: paler on the far side."""
        if side is None:
            return colour
        return mixed(colour, self.colours.panel, FADE * max(0.0, away(self.camera, self.body, side)))

    def near(self, *joints: str) -> float:
        """Return how near the middle of some joints is to the viewer."""
        return sum(self.camera.near(self.body.points[joint]) for joint in joints) / len(joints)

    def side_class(self, side: Side) -> str:
        """Return the class of a limb: on the near or on the far side."""
        return "limb-far" if away(self.camera, self.body, side) > 0.15 else "limb-near"


def figure_items(brush: Brush) -> list[Item]:
    """Return every part of the figure."""
    items = [*_trunk(brush)]
    for side in SIDES:
        items += [*_leg(brush, side), *_arm(brush, side)]
    return items


def _skin(brush: Brush) -> tuple[str, str]:
    tones = brush.colours.figure.skin
    tone = tones.light if brush.figure.skin is Skin.LIGHT else tones.dark
    return tone.skin, tone.hair


def _clothes(brush: Brush) -> tuple[str, str, str, str]:
    wardrobe = brush.colours.figure.clothes
    worn = wardrobe.women if brush.figure.shape is Shape.WOMAN else wardrobe.men
    return worn.shirt, worn.shorts, worn.shoe, worn.sole


def _halo(brush: Brush, d: str) -> str:
    return path(
        d,
        fill="none",
        stroke=brush.colours.panel,
        stroke_width=2 * HALO,
        stroke_linejoin="round",
        class_="halo",
    )


def _seam(d: str, brush: Brush, cloth: str) -> str:
    """Return a thin line in a darker tone, where cloth lies on cloth of the same colour."""
    return path(d, fill="none", stroke=mixed(cloth, brush.colours.ink, 0.2), stroke_width=3, class_="seam")


def _tints(brush: Brush, outlines: Iterable[tuple[str, str]], within: str, side: Side | None, id: str) -> str:
    """Return the tints of muscles (their class and outline), clipped to the part they lie on."""
    tint = brush.colours.figure.muscles
    found = [
        path(d, fill=brush.tone(tint.main if kind == "muscle-main" else tint.assisting, side), class_=kind)
        for kind, d in outlines
    ]
    if not found:
        return ""
    name = f"{brush.ids}-{id}"
    return clip(name, path(within)) + group(*found, clip_path=f"url(#{name})")


def _worked(brush: Brush) -> list[tuple[str, Muscle]]:
    # the main ones last, so that they lie above those that help
    return [("muscle-assisting", each) for each in brush.assisting] + [
        ("muscle-main", each) for each in brush.main
    ]


def _trunk(brush: Brush) -> Iterable[Item]:
    camera, body, build = brush.camera, brush.body, brush.figure.build
    skin, hair = _skin(brush)
    shirt, shorts, _, _ = _clothes(brush)
    low, high = trunk.sections(build)
    seat = trunk.trunk_path(camera, body, low) + trunk.seat_path(camera, body, build)
    chest = trunk.trunk_path(camera, body, high) + trunk.bust_path(camera, body, build)
    bellies = [
        (kind, d)
        for kind, muscle in _worked(brush)
        for side in SIDES
        for d in trunk_bellies(camera, body, "torso", side, muscle)
    ]
    tinted = _tints(brush, bellies, chest + seat, None, "torso")
    yield Item(
        "pelvis", brush.near("hips", "waist") - 1.0, group(path(seat, fill=shorts), class_="part-pelvis")
    )
    yield Item(
        "torso",
        brush.near("ribs", "chest"),
        group(_halo(brush, chest), path(chest, fill=shirt), tinted, class_="part-torso"),
    )
    neck = trunk.neck_path(camera, body, build)
    behind = camera.near(body.at("head")) < camera.near(body.at("chest")) - 8
    yield Item(
        "neck",
        brush.near("neck", "throat") + (-9.0 if behind else 1.0),
        group(path(neck, fill=mixed(skin, brush.colours.ink, 0.1)), class_="part-neck"),
    )
    head = trunk.head_svg(camera, body, build, skin, hair, mixed(hair, brush.colours.ink, 0.5))
    yield Item("head", brush.near("head") + (0.0 if behind else 2.0), group(head, class_="part-head"))


def _leg(brush: Brush, side: Side) -> Iterable[Item]:
    camera, body, build = brush.camera, brush.body, brush.figure.build
    skin, _ = _skin(brush)
    _, shorts, shoe, sole = (brush.tone(each, side) for each in _clothes(brush))
    skin = brush.tone(skin, side)
    start = limbs.root(body, side)
    thigh = limbs.limb_path(camera, body, "thigh", side, build, start)
    cloth = limbs.cloth_path(camera, body, "thigh", side, build, build.shorts, start)
    shank = limbs.limb_path(camera, body, "shank", side, build)
    worked = _worked(brush)
    on_thigh = [(k, d) for k, m in worked for d in limb_bellies(camera, body, "thigh", side, m, build)]
    on_seat = [(k, d) for k, m in worked for d in trunk_bellies(camera, body, "thigh", side, m)]
    seat = thigh + cloth
    if on_seat:
        seat += trunk.trunk_path(camera, body, trunk.sections(build)[0])
        seat += trunk.seat_path(camera, body, build)
    on_shank = [(k, d) for k, m in worked for d in limb_bellies(camera, body, "shank", side, m, build)]
    on_foot = [(k, d) for k, m in worked for d in limb_bellies(camera, body, "foot", side, m, build)]
    upper, under = limbs.shoe_paths(camera, body, side)
    kind = brush.side_class(side)
    yield Item(
        f"thigh_{side}",
        brush.near(f"hip_{side}", f"knee_{side}", f"hip_{side}"),
        group(
            _halo(brush, limbs.limb_path(camera, body, "thigh", side, build, 0.42, 0.82)),
            path(thigh, fill=skin),
            path(cloth, fill=shorts),
            _tints(brush, on_thigh, thigh + cloth, side, f"thigh-{side}"),
            _tints(brush, on_seat, seat, side, f"seat-{side}"),
            class_=f"{kind} part-thigh-{side}",
        ),
    )
    yield Item(
        f"shank_{side}",
        brush.near(f"knee_{side}", f"ankle_{side}"),
        group(
            _halo(brush, limbs.limb_path(camera, body, "shank", side, build, 0.25)),
            path(shank, fill=skin),
            _tints(brush, on_shank, shank, side, f"shank-{side}"),
            class_=f"{kind} part-shank-{side}",
        ),
    )
    yield Item(
        f"foot_{side}",
        brush.near(f"ankle_{side}", f"ball_{side}") + 1.0,
        group(
            _halo(brush, upper + under),
            path(upper, fill=shoe),
            path(under, fill=sole),
            _tints(brush, on_foot, upper + under, side, f"foot-{side}"),
            class_=f"{kind} part-foot-{side}",
        ),
    )


def _arm(brush: Brush, side: Side) -> Iterable[Item]:
    camera, body, build = brush.camera, brush.body, brush.figure.build
    skin = brush.tone(_skin(brush)[0], side)
    shirt = brush.tone(_clothes(brush)[0], side)
    upper = limbs.limb_path(camera, body, "upper", side, build)
    sleeve = limbs.cloth_path(camera, body, "upper", side, build, build.sleeve)
    fore = limbs.limb_path(camera, body, "fore", side, build)
    worked = _worked(brush)
    on_upper = [(k, d) for k, m in worked for d in limb_bellies(camera, body, "upper", side, m, build)]
    on_fore = [(k, d) for k, m in worked for d in limb_bellies(camera, body, "fore", side, m, build)]
    kind = brush.side_class(side)
    middle = mix(body.at("shoulder", side), body.at("elbow", side), 0.4)
    yield Item(
        f"upper_{side}",
        camera.near(middle),
        group(
            _halo(brush, limbs.limb_path(camera, body, "upper", side, build, build.sleeve + 0.05, 0.8)),
            _seam(limbs.cloth_path(camera, body, "upper", side, build, build.sleeve, 0.14), brush, shirt),
            path(upper, fill=skin),
            path(sleeve, fill=shirt),
            _tints(brush, on_upper, upper + sleeve, side, f"upper-{side}"),
            class_=f"{kind} part-upper-{side}",
        ),
    )
    yield Item(
        f"fore_{side}",
        brush.near(f"elbow_{side}", f"wrist_{side}") + 0.5,
        group(
            _halo(brush, limbs.limb_path(camera, body, "fore", side, build, 0.25, 0.85)),
            path(fore, fill=skin),
            _tints(brush, on_fore, fore, side, f"fore-{side}"),
            class_=f"{kind} part-fore-{side}",
        ),
    )
    if side in brush.flat:
        hand = limbs.flat_hand_path(camera, body, side, build)
    else:
        hand = limbs.hand_path(camera, body, side, build, closed_fist=side in brush.gripping)
    yield Item(
        f"hand_{side}",
        brush.near(f"grip_{side}", f"wrist_{side}") + 1.0,
        group(path(hand, fill=skin), class_=f"{kind} part-hand-{side}"),
    )
