"""Poses as content: what a file in `poses/` may hold, and the frames that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.library.shapes import ShortLine

Angle = Annotated[float, Field(ge=-360, le=360)]
Cm = Annotated[float, Field(ge=-400, le=400)]
Spot: TypeAlias = Annotated[tuple[Cm, ...], Field(min_length=1, max_length=3)]
Direction: TypeAlias = tuple[Cm, Cm, Cm]
Place: TypeAlias = Annotated[tuple[Cm, ...], Field(min_length=2, max_length=3)]
Posture = Literal["upright", "supine", "prone", "side"]
Joint = Literal[
    "hips", "waist", "ribs", "chest", "neck", "head", "shoulders", "knees", "hip_r", "hip_l", "knee_r", "knee_l",
    "ankle_r", "ankle_l", "ball_r", "ball_l", "toe_r", "toe_l", "heel_r", "heel_l", "shoulder_r", "shoulder_l",
    "elbow_r", "elbow_l", "wrist_r", "wrist_l", "grip_r", "grip_l",
]  # fmt: skip
PropKind = Literal[
    "mat", "box", "step", "bench", "chair", "wall", "dumbbell", "kettlebell", "barbell", "band", "ball",
    "medicine-ball", "bar", "cable", "foam-roller", "towel", "machine-pad", "ab-wheel",
]  # fmt: skip
Part = Literal[
    "head", "neck", "torso", "pelvis", "thigh_r", "thigh_l", "shank_r", "shank_l", "foot_r", "foot_l",
    "upper_r", "upper_l", "fore_r", "fore_l", "hand_r", "hand_l", "prop-0", "prop-1", "prop-2", "prop-3", "prop-4",
]  # fmt: skip


class PoseShape(BaseModel):
    """The base of all: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _both(value: Any) -> Any:
    return value if isinstance(value, dict) else {"r": value, "l": value}


class AnglesOf(PoseShape):
    """An angle of the right and of the left side; a single number stands for both."""

    r: Angle | None = None
    l: Angle | None = None  # noqa: E741 - r and l are what the files say


class SpotsOf(PoseShape):
    """A spot for the right and for the left: [x], [x, out] or [x, out, height]."""

    r: Spot | None = None
    l: Spot | None = None  # noqa: E741


class DirectionsOf(PoseShape):
    """A direction for the right and for the left: [x, out, up]."""

    r: Direction | None = None
    l: Direction | None = None  # noqa: E741


Angles = Annotated[AnglesOf, BeforeValidator(_both)]
Spots = Annotated[SpotsOf, BeforeValidator(_both)]
Directions = Annotated[DirectionsOf, BeforeValidator(_both)]
Bend = Angle | tuple[Angle, Angle, Angle]


class FrameShape(PoseShape):
    """One moment of an exercise, or what holds in all of them. Degrees and centimetres; see poses/README.md."""

    label: ShortLine | None = None
    posture: Posture | None = None
    anchor: Annotated[dict[Joint, Place], Field(min_length=1, max_length=1)] | None = None
    turn: Angle | None = None
    lean: Angle | None = None
    tilt: Angle | None = None
    spine: Bend | None = None
    side_bend: Bend | None = None
    twist: Bend | None = None
    neck: Angle | None = None
    look: Angle | None = None
    hip: Angles = AnglesOf()
    hip_out: Angles = AnglesOf()
    hip_turn: Angles = AnglesOf()
    knee: Angles = AnglesOf()
    ankle: Angles = AnglesOf()
    foot: Spots = SpotsOf()
    heel: Angles = AnglesOf()
    toes_up: Angles = AnglesOf()
    toes_out: Angles = AnglesOf()
    knee_to: Directions = DirectionsOf()
    shoulder: Angles = AnglesOf()
    shoulder_out: Angles = AnglesOf()
    shoulder_turn: Angles = AnglesOf()
    elbow: Angles = AnglesOf()
    shrug: Angles = AnglesOf()
    hand: Spots = SpotsOf()
    elbow_to: Directions = DirectionsOf()
    fingers: Directions = DirectionsOf()
    airborne: bool | None = None
    steadied: bool | None = None
    work: bool | None = None
    front: list[Part] | None = None
    back: list[Part] | None = None


class PropShape(PoseShape):
    """A thing in the picture: where it stands, or which hand holds it."""

    kind: PropKind
    at: Annotated[tuple[Cm, ...], Field(min_length=1, max_length=3)] | None = None
    size: Annotated[tuple[Cm, ...], Field(min_length=1, max_length=3)] | None = None
    to: Joint | Annotated[tuple[Cm, ...], Field(min_length=3, max_length=3)] | None = None
    of: Joint | None = None
    hand: Literal["r", "l", "both", "each"] | None = None
    axis: Literal["front", "side", "up", "forearm"] | None = None
    shift: Direction = (0.0, 0.0, 0.0)
    lean: Annotated[float, Field(ge=-80, le=80)] = 0.0
    kg: Annotated[float, Field(ge=0, le=200)] | None = None
    frames: list[Annotated[int, Field(ge=1, le=3)]] | None = None


class ArrowShape(PoseShape):
    """An arrow; without `by` it follows the joint's own way from the frame before."""

    joint: Joint
    shift: Direction = (0.0, 0.0, 0.0)
    by: Direction | None = None
    both_ways: bool = False
    frame: Annotated[int, Field(ge=1, le=3)] | None = None


class ViewShape(PoseShape):
    """Where the viewer stands: yaw 0 is from the figure's right, 90 from the front; elev looks down."""

    yaw: Annotated[float, Field(ge=-180, le=180)] = 20.0
    elev: Annotated[float, Field(ge=0, le=60)] = 8.0


class PoseFile(PoseShape):
    """A file in `poses/`."""

    view: ViewShape = ViewShape()
    layout: Literal["side", "stacked"] | None = None
    props: list[PropShape] = []
    all: FrameShape = FrameShape()
    frames: Annotated[list[FrameShape], Field(min_length=1, max_length=3)]
    arrows: list[ArrowShape] = []
    without: list[str] = []

    @model_validator(mode="after")
    def _frames_exist(self) -> PoseFile:
        for each in self.arrows:
            if each.frame is not None and each.frame > len(self.frames):
                raise ValueError(f"an arrow names frame {each.frame}, but there are only {len(self.frames)}")
        return self


Pair: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A moment with every value filled in; maps go from "r" and "l" to the side's value."""

    label: str
    posture: Posture
    anchor: tuple[Joint, tuple[float, ...]] | None
    whole: Mapping[str, float]
    bends: Mapping[str, tuple[float, float, float]]
    angles: Mapping[str, Mapping[str, float]]
    spots: Mapping[str, Mapping[str, tuple[float, ...]]]
    airborne: bool
    steadied: bool
    work: bool
    front: tuple[str, ...]
    back: tuple[str, ...]

    def angle(self, name: str, side: str) -> float:
        """Return an angle of one side in degrees."""
        return self.angles[name][side]


@dataclass(frozen=True, slots=True)
class Pose:
    """An exercise's frames with everything around them."""

    id: str
    view: ViewShape
    layout: Literal["side", "stacked"] | None
    props: tuple[PropShape, ...]
    frames: tuple[Frame, ...]
    arrows: tuple[ArrowShape, ...]


_WHOLE = ("turn", "lean", "tilt", "neck", "look")
_BENDS = ("spine", "side_bend", "twist")
_ANGLES = (
    "hip", "hip_out", "hip_turn", "knee", "ankle", "heel", "toes_up", "toes_out",
    "shoulder", "shoulder_out", "shoulder_turn", "elbow", "shrug",
)  # fmt: skip
_SPOTS = ("foot", "knee_to", "hand", "elbow_to", "fingers")
DEFAULTS = {"shoulder": 4.0, "shoulder_out": 8.0, "elbow": 12.0, "knee": 3.0, "hip_out": 0.0, "toes_out": 4.0}
"""What holds where a file says nothing: standing relaxed. All else is 0."""
_LABELS = {1: ("Hold",), 2: ("Start", "End"), 3: ("Start", "Middle", "End")}


def pose_of(id: str, shape: PoseFile) -> Pose:
    """Return the pose of a file. A frame's values win over those of `all`; nothing passes between frames."""
    count = len(shape.frames)
    frames = tuple(
        _frame(shape.all, each, _LABELS[count][n], work=count == 1 or n > 0)
        for n, each in enumerate(shape.frames)
    )
    return Pose(id, shape.view, shape.layout, tuple(shape.props), frames, tuple(shape.arrows))


def _frame(shared: FrameShape, own: FrameShape, label: str, *, work: bool) -> Frame:
    def one(name: str, otherwise: Any = None) -> Any:
        first = getattr(own, name)
        return first if first is not None else _or(getattr(shared, name), otherwise)

    def sided(name: str, otherwise: Any = None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for side in ("r", "l"):
            value = getattr(getattr(own, name), side)
            value = value if value is not None else getattr(getattr(shared, name), side)
            if value is not None or otherwise is not None:
                found[side] = _or(value, otherwise)
        return found

    anchor = one("anchor")
    return Frame(
        label=one("label", label),
        posture=one("posture", "upright"),
        anchor=next(iter(anchor.items())) if anchor else None,
        whole={name: one(name, 0.0) for name in _WHOLE},
        bends={name: _three(one(name, 0.0)) for name in _BENDS},
        angles={name: sided(name, DEFAULTS.get(name, 0.0)) for name in _ANGLES},
        spots={name: sided(name) for name in _SPOTS},
        airborne=one("airborne", False),
        steadied=one("steadied", False),
        work=one("work", work),
        front=tuple(one("front", ())),
        back=tuple(one("back", ())),
    )


def _or(value: Any, otherwise: Any) -> Any:
    return value if value is not None else otherwise


def _three(bend: float | tuple[float, float, float]) -> tuple[float, float, float]:
    return bend if isinstance(bend, tuple) else (bend / 3, bend / 3, bend / 3)
