"""The log of what the bot has called, so that a test can hold it to its manners."""

from __future__ import annotations

from collections import deque

from bot.local.wire import BotError, Json, Params

KEPT = 20_000
"""Calls kept in memory; the oldest go first."""


class CallLog:
    """Calls in order: method, chat, parameters and what became of them. Quiet polls are left out."""

    def __init__(self) -> None:
        self._calls: deque[Json] = deque(maxlen=KEPT)
        self._count = 0

    def begin(self, method: str, chat: int | None, params: Params, at: str) -> Json:
        """Note a call that has come in; `ok` stays None until it is answered."""
        self._count += 1
        call: Json = {
            "id": self._count,
            "at": at,
            "method": method,
            "chat": chat,
            "params": params.logged(),
            "ok": None,
            "delivered": False,
        }
        if method.lower() != "getupdates":
            self._calls.append(call)
        return call

    def performed(self, call: Json, result: object) -> None:
        """Note that a call was carried out."""
        call |= {"ok": True, "delivered": True, "result": result}
        if call["method"].lower() == "getupdates" and result:
            self._calls.append(call)

    def refused(self, call: Json, error: BotError) -> None:
        """Note that a call was refused."""
        call |= {"ok": False, "error_code": error.code, "description": error.description}
        if call["method"].lower() == "getupdates":
            self._calls.append(call)

    def since(self, after: int = 0, method: str | None = None, chat: int | None = None) -> list[Json]:
        """Return the calls after an id, all or those of a method or chat."""
        return [
            call
            for call in self._calls
            if call["id"] > after
            and (method is None or call["method"].lower() == method.lower())
            and (chat is None or call["chat"] == chat)
        ]
