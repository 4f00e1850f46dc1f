"""The skeleton of a person of about 170 cm: its bones, and the posed body that comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.pictures.vectors import Axes, V

Side: TypeAlias = Literal["r", "l"]
SIDES: tuple[Side, Side] = ("r", "l")

HIP_WIDTH = 9.0
"""From the middle to each hip joint, cm."""
SHOULDER_WIDTH = 15.8
THIGH = 43.0
SHANK = 42.0
ANKLE_HEIGHT = 7.5
BALL = 12.5
"""From under the ankle forward to the ball of the foot, cm."""
TOE = 19.0
HEEL = -5.0
SPINE = (9.0, 13.0, 13.0, 14.0)
"""Hips to waist, to lower ribs, to upper ribs, to the base of the neck; the three joints lie between."""
NECK = 6.5
HEAD = 17.0
"""From the base of the neck to the middle of the head, cm."""
UPPER_ARM = 29.0
FOREARM = 25.0
GRIP = 7.5
"""From the wrist to the middle of the closed hand, cm."""

MASSES: tuple[tuple[str, str, float, float], ...] = (
    ("head", "head", 0.0, 0.08),
    ("waist", "neck", 0.5, 0.32),
    ("hips", "waist", 0.5, 0.17),
    ("hip", "knee", 0.43, 0.115),
    ("knee", "ankle", 0.43, 0.044),
    ("ankle", "ball", 0.5, 0.014),
    ("shoulder", "elbow", 0.44, 0.027),
    ("elbow", "wrist", 0.43, 0.016),
    ("wrist", "grip", 0.8, 0.006),
)
"""Parts between two joints, where on the way their weight lies and their share of the body (after de Leva)."""

BODY_KG = 70.0


@dataclass(frozen=True, slots=True)
class Body:
    """A posed body: every joint in cm, the frames of its parts, and by how many cm a hand or foot falls short."""

    points: dict[str, V]
    axes: dict[str, Axes]
    short: dict[str, float]

    def at(self, joint: str, side: Side | None = None) -> V:
        """Return where a joint is; joints of arms and legs have a side."""
        return self.points[f"{joint}_{side}" if side else joint]

    def frame(self, part: str, side: Side | None = None) -> Axes:
        """Return the axes of a part."""
        return self.axes[f"{part}_{side}" if side else part]

    def centre_of_mass(self, carried: tuple[tuple[V, float], ...] = ()) -> V:
        """Return the centre of mass in cm; `carried` are things in the hands with their kilograms."""
        total, x, y, z = 0.0, 0.0, 0.0, 0.0
        weights = [(point, kg) for point, kg in carried]
        for first, last, share, part in MASSES:
            sided = f"{first}_r" in self.points
            for end in ("_r", "_l") if sided else ("",):
                a, b = self.points[first + end], self.points[last + end]
                middle = (
                    a[0] + (b[0] - a[0]) * share,
                    a[1] + (b[1] - a[1]) * share,
                    a[2] + (b[2] - a[2]) * share,
                )
                weights.append((middle, part * BODY_KG))
        for point, kg in weights:
            total += kg
            x, y, z = x + point[0] * kg, y + point[1] * kg, z + point[2] * kg
        return (x / total, y / total, z / total)
