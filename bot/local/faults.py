"""Trouble on demand: failures a test or a curious person orders, and Telegram's documented rate limits."""

from __future__ import annotations

import fnmatch
import itertools
import math
import random
from dataclasses import asdict, dataclass

from bot.local.wire import BotError, Json

HTML_500 = (
    "<html><head><title>500 Internal Server Error</title></head><body>Internal Server Error</body></html>"
)
HTML_502 = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"
)

KINDS = {
    "400": "answers 400 with `description`; nothing is delivered",
    "401": "answers 401 Unauthorized",
    "403": "answers 403, bot was blocked by the user",
    "409": "answers 409, another poller",
    "429": "answers 429 with `retry_after` seconds",
    "500": "answers 500 as JSON",
    "500-html": "answers 500 as an HTML page",
    "502": "answers 502 as a proxy's HTML page",
    "migrate": "answers 400 with `migrate_to_chat_id`",
    "drop": "closes the connection, nothing is delivered",
    "drop-after": "delivers, then closes the connection without an answer",
    "slow": "delivers, answers after `seconds`",
    "slow-before": "waits `seconds`, then delivers and answers",
    "refuse": "stops listening for `seconds`",
}


class FaultError(ValueError):
    """A fault that was ordered wrongly; the text says how."""


@dataclass(slots=True)
class Fault:
    """One ordered failure. `count` None means until it is taken back; `method` may hold * and ?."""

    id: int
    kind: str
    chat: int | None = None
    method: str | None = None
    retry_after: int = 1
    seconds: float = 1.0
    count: int | None = None
    probability: float = 1.0
    description: str | None = None
    migrate_to_chat_id: int | None = None
    hits: int = 0

    def matches(self, method: str, chat: int | None) -> bool:
        """Tell whether it is about such a call."""
        if self.count is not None and self.hits >= self.count:
            return False
        if self.chat is not None and self.chat != chat:
            return False
        return self.method is None or fnmatch.fnmatchcase(method.lower(), self.method.lower())

    def error(self) -> BotError | None:
        """Return the JSON refusal it makes, or None if it is another kind of trouble."""
        plain = {
            "400": (400, "Bad Request: wrong request"),
            "401": (401, "Unauthorized"),
            "403": (403, "Forbidden: bot was blocked by the user"),
            "409": (
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            ),
            "500": (500, "Internal Server Error"),
        }
        if self.kind == "429":
            return too_many(self.retry_after)
        if self.kind == "migrate":
            text = self.description or "Bad Request: group chat was upgraded to a supergroup chat"
            return BotError(400, text, migrate_to_chat_id=self.migrate_to_chat_id or -1_000_000_000_001)
        if self.kind in plain:
            code, text = plain[self.kind]
            return BotError(code, self.description or text)
        return None


def too_many(seconds: int) -> BotError:
    """Return a 429."""
    return BotError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


class Faults:
    """The failures in force, in the order they were set."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._ids = itertools.count(1)
        self._chance = random.Random(1)

    def add(self, order: Json) -> Fault:
        """Set a failure. Raises FaultError with a sentence."""
        kind = str(order.get("kind", ""))
        if kind not in KINDS:
            raise FaultError(f"kind must be one of {', '.join(KINDS)}")
        known = {"chat", "method", "kind", "retry_after", "seconds", "count", "probability"}
        known |= {"description", "migrate_to_chat_id", "seed"}
        if unknown := sorted(set(order) - known):
            raise FaultError(f"not known here: {', '.join(unknown)}")
        try:
            fault = Fault(
                id=next(self._ids),
                kind=kind,
                chat=_whole(order, "chat"),
                method=None if order.get("method") is None else str(order["method"]),
                retry_after=int(order.get("retry_after", 1)),
                seconds=float(order.get("seconds", 1.0)),
                count=_whole(order, "count"),
                probability=float(order.get("probability", 1.0)),
                description=order.get("description"),
                migrate_to_chat_id=_whole(order, "migrate_to_chat_id"),
            )
        except (TypeError, ValueError):
            raise FaultError("chat, retry_after, seconds, count and probability are numbers") from None
        if not 0 <= fault.probability <= 1 or not 0 <= fault.seconds <= 3600:
            raise FaultError("probability lies between 0 and 1, seconds between 0 and 3600")
        if order.get("seed") is not None:
            self._chance = random.Random(str(order["seed"]))
        if kind != "refuse":
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Take all back."""
        self._faults.clear()

    def pick(self, method: str, chat: int | None) -> Fault | None:
        """Return the failure a call meets and count it, or None."""
        for fault in self._faults:
            if fault.matches(method, chat) and self._chance.random() < fault.probability:
                fault.hits += 1
                return fault
        return None

    def listed(self) -> list[Json]:
        """Return those in force."""
        return [asdict(fault) for fault in self._faults]


def _whole(order: Json, name: str) -> int | None:
    return None if order.get(name) is None else int(order[name])


@dataclass(slots=True)
class _Bucket:
    """Tokens that come back with time: `size` at most, `rate` a second."""

    size: float
    rate: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Return the seconds until a token is there."""
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


class Limits:
    """Telegram's documented sending limits (core.telegram.org/bots/faq), off until switched on.

    One message a second in a chat with short bursts, 20 a minute in a group, 30 a second overall.
    """

    BURST = 5
    GROUP_SIZE, GROUP_RATE = 20, 20 / 60
    OVERALL = 30

    def __init__(self) -> None:
        self.enforced = False
        self._buckets: dict[int | None, _Bucket] = {}

    def enforce(self, on: bool) -> None:
        """Switch on (with full allowances) or off."""
        self.enforced = on
        self._buckets.clear()

    def check(self, method: str, chat: int | None, now: float) -> None:
        """Count a message. `now` is the event loop's time in seconds. Raises 429 where it is one too many."""
        if not self.enforced or chat is None or not _is_message(method):
            return
        size, rate = (self.GROUP_SIZE, self.GROUP_RATE) if chat < 0 else (self.BURST, 1.0)
        mine = self._buckets.setdefault(chat, _Bucket(size, rate, size, now))
        overall = self._buckets.setdefault(None, _Bucket(self.OVERALL, self.OVERALL, self.OVERALL, now))
        wait = max(mine.wait(now), overall.wait(now))
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        mine.tokens -= 1
        overall.tokens -= 1


def _is_message(method: str) -> bool:
    return method.startswith(("send", "edit", "copy", "forward")) and method != "sendchataction"
