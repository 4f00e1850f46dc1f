"""What the bot's process weighs, day by day, and by how much it grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WARM_UP = timedelta(days=4)
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Weight:
    """What the process weighed at an instant: memory (MB) and objects; `life` counts the processes."""

    at: datetime
    life: int
    megabytes: float
    objects: int

    def __str__(self) -> str:
        return f"{self.at:%d %b}  process {self.life}  {self.megabytes:6.1f} MB  {self.objects:9,} objects"


def growth(weights: Sequence[Weight]) -> float:
    """Return by how much (MB a day) the last process grew after its warm-up; 0 where it did not live long enough."""
    last = [each for each in weights if each.life == weights[-1].life]
    last = [each for each in last if each.at >= last[0].at + WARM_UP]
    if len(last) < FEWEST:
        return 0.0
    days = [(each.at - last[0].at) / timedelta(days=1) for each in last]
    middle = sum(days) / len(days)
    rise = sum((day - middle) * each.megabytes for day, each in zip(days, last, strict=True))
    return rise / sum((day - middle) ** 2 for day in days)
