"""How fast a chat may go: far beyond what thumbs can do, so that only a machine or a child on the screen notices."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from enum import Enum, auto

AT_ONCE = 20
CALM = AT_ONCE // 2  # so that a flood at just this pace is not told off again and again
WINDOW = timedelta(seconds=10)
_MOST = 1000


class Pace(Enum):
    """Answer as ever; say once that it is too fast; say nothing."""

    FINE = auto()
    TOO_FAST = auto()
    STILL_TOO_FAST = auto()


class Pacer:
    """Counts each chat's messages over the last ten seconds, and its taps by themselves.

    The instants are those at which they were sent, as far as Telegram tells: what waited while nobody listened is no
    flood. Whatever comes during a flood counts, too: it ends when there is half as much as is too much.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[int, bool], deque[datetime]] = {}
        self._told: set[tuple[int, bool]] = set()

    def heard(self, chat_id: int, at: datetime, *, tapped: bool = False) -> Pace:
        """Count something that a chat sent at an instant (aware); return what to do about it."""
        key = (chat_id, tapped)
        seen = self._seen.setdefault(key, deque(maxlen=AT_ONCE + 1))
        seen.append(at)
        while at - seen[0] >= WINDOW:
            seen.popleft()
        self._forget(at)
        if key in self._told and len(seen) > CALM:
            return Pace.STILL_TOO_FAST
        self._told.discard(key)
        if len(seen) <= AT_ONCE:
            return Pace.FINE
        self._told.add(key)
        return Pace.TOO_FAST

    def _forget(self, at: datetime) -> None:
        """Drop the chats that are quiet, now and then."""
        if len(self._seen) > _MOST:
            self._seen = {key: seen for key, seen in self._seen.items() if abs(at - seen[-1]) < WINDOW}
            self._told &= self._seen.keys()
