"""The clock: the one place that reads the time, so that everything else can be moved through it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's present instant, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs on like another one, by an offset that can be changed.

    Listeners are called after each move, so that whoever waits for an instant can look again.
    """

    def __init__(self, base: Clock | None = None, offset: timedelta = timedelta(0)) -> None:
        self._base = base or SystemClock()
        self.offset = offset
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Return the moved instant, aware, in UTC."""
        return self._base.now() + self.offset

    def advance(self, by: timedelta) -> None:
        """Move on by a duration (a negative one moves back) and tell the listeners."""
        self.offset += by
        for listener in list(self._listeners):
            listener()

    def move_to(self, instant: datetime) -> None:
        """Move so that `now()` is `instant` (aware)."""
        self.advance(instant - self.now())

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every move."""
        self._listeners.append(listener)


class FrozenClock:
    """A clock that stands still until it is moved: for tests and for the JSON commands."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the instant it was set to, aware, in UTC."""
        return self.at
