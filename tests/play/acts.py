"""What happens in a turn, written down so that it can be played again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a runner does; a tap is on the message with buttons that is `back` from the newest.

    `place` is which of its buttons (-1: `text` as it stands, whatever the message shows).
    """

    what: str
    text: str = ""
    back: int = 0
    place: int = -1
    name: str = ""


CANCEL = Act("text", "/cancel")


@dataclass(frozen=True, slots=True)
class Turn:
    """The clock moves, then the runners act at once (`doings` by their number), each in the order of their acts.

    With `swapped` a runner's last two updates arrive in the wrong order, with `restarts` the bot stops in the middle.
    """

    seconds: float = 0.0
    upkeep: bool = False
    restarts: bool = False
    swapped: bool = False
    doings: dict[int, tuple[Act, ...]] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """How many steps of a random runner it makes."""
        return sum(len(acts) for acts in self.doings.values()) + self.restarts


def save(path: Path, turns: Iterable[Turn]) -> None:
    """Write turns into a file, one a line."""
    path.write_text("".join(json.dumps(asdict(turn)) + "\n" for turn in turns), encoding="utf-8")


def load(path: Path) -> list[Turn]:
    """Read what `save` wrote."""
    return [_turn(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _turn(line: str) -> Turn:
    value = json.loads(line)
    doings = {int(who): tuple(Act(**act) for act in acts) for who, acts in value.pop("doings").items()}
    return Turn(**value, doings=doings)
