"""What every use case is handed: the store, the clock, the content and the understanding of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.clock import Clock
from bot.library.objects import Library
from bot.services.schedule import local_now
from bot.services.workbench import Workbench
from bot.store.database import Store
from bot.understanding.door import Understanding


@dataclass(frozen=True, slots=True)
class Tools:
    """Put together once, in `bot/app.py`, and passed to every service."""

    store: Store
    clock: Clock
    library: Library
    understanding: Understanding
    workbench: Workbench = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put the workbench beside the library."""
        object.__setattr__(self, "workbench", Workbench(self.library))

    def local_now(self, zone: str | None) -> datetime:
        """Return the wall time in a runner's zone (UTC when there is none yet)."""
        return local_now(self.clock.now(), zone)

    def today(self, zone: str | None) -> date:
        """Return the date in a runner's zone."""
        return self.local_now(zone).date()


class Refusal(Exception):
    """A wish that cannot be met; `reason` names the message that tells the runner why."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts
