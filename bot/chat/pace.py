"""How fast a chat may go: far beyond what thumbs can do, so that only a machine or a child on the screen notices."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from enum import Enum, auto

AT_ONCE = 20
CALM = AT_ONCE // 2  # so that a flood at just this pace is not told off again and again
WINDOW = timedelta(seconds=10)
# Reading the worst file takes more than a second of a core, as long as hundreds of messages: it counts as some.
FILE = 5
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
        self._most = _MOST

    def heard(self, chat_id: int, at: datetime, *, tapped: bool = False, weight: int = 1) -> Pace:
        """Count something that a chat sent at an instant (aware), as `weight` messages; return what to do about it."""
        key = (chat_id, tapped)
        seen = self._seen.setdefault(key, deque(maxlen=AT_ONCE + 1))
        seen.extend([at] * weight)
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
        """Drop the chats that are quiet, each time that there are twice as many as the last time."""
        if len(self._seen) > self._most:
            self._seen = {key: seen for key, seen in self._seen.items() if abs(at - seen[-1]) < WINDOW}
            self._told &= self._seen.keys()
            self._most = max(_MOST, 2 * len(self._seen))
