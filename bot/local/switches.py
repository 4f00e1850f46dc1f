"""Control calls beside the chats: clock, ordered failures, limits, log of calls, stream of events."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Protocol

from aiohttp import web

from bot.local.calls import CallLog
from bot.local.control import ControlError, body, handled, told
from bot.local.events import Hub
from bot.local.faults import Fault, FaultError, Faults, Limits
from bot.local.state import State
from bot.local.wire import dumps

HEARTBEAT = 15.0
"""Seconds after which a quiet stream says that it is still there."""

FARTHEST_MOVE = timedelta(days=3660)

NextReminder = Callable[[], Awaitable[datetime | None]]
"""Tells the instant (aware) of the earliest reminder that is due, or None."""


class Desk(Protocol):
    """What the switches need of the server."""

    next_reminder: NextReminder | None

    def refuse(self, seconds: float) -> None:
        """Stop listening for a while."""
        ...


class Switches:
    """Everything under /local but the chats."""

    def __init__(
        self, desk: Desk, state: State, hub: Hub, faults: Faults, limits: Limits, calls: CallLog
    ) -> None:
        self._desk = desk
        self._state = state
        self._hub = hub
        self._faults = faults
        self._limits = limits
        self._calls = calls

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of this part."""
        return [
            web.get("/local/clock", handled(self.clock)),
            web.post("/local/clock", handled(self.move_clock)),
            web.get("/local/faults", handled(self.list_faults)),
            web.post("/local/faults", handled(self.add_fault)),
            web.delete("/local/faults", handled(self.clear_faults)),
            web.get("/local/limits", handled(self.show_limits)),
            web.post("/local/limits", handled(self.set_limits)),
            web.get("/local/calls", handled(self.list_calls)),
            web.get("/local/events", self.events),
            web.get("/local/files/{file_id}", handled(self.file)),
        ]

    # --- the clock

    async def clock(self, _request: web.Request) -> web.Response:
        """Tell the moved instant."""
        return told({"utc": self._state.clock.now().isoformat()})

    async def move_clock(self, request: web.Request) -> web.Response:
        """Move on, by seconds or to just behind the next reminder."""
        order = await body(request)
        if order.get("to") == "next-reminder":
            await self._to_next_reminder()
        elif set(order) == {"advance_seconds"}:
            seconds = order["advance_seconds"]
            if not isinstance(seconds, int | float) or isinstance(seconds, bool):
                raise ControlError("advance_seconds must be a number.")
            if not 0 <= seconds <= FARTHEST_MOVE.total_seconds():
                raise ControlError("The clock moves forward only, by ten years at most.")
            self._state.clock.advance(timedelta(seconds=seconds))
        else:
            raise ControlError('Say {"advance_seconds": number} or {"to": "next-reminder"}.')
        return await self.clock(request)

    async def _to_next_reminder(self) -> None:
        due = await self._desk.next_reminder() if self._desk.next_reminder is not None else None
        if due is None:
            raise ControlError("No reminder is planned yet. Set one up in the chat first.", 409)
        # One second past it: whoever asks "what is due?" is then sure to find it. Never backwards.
        goal = due + timedelta(seconds=1)
        self._state.clock.advance(max(goal - self._state.clock.now(), timedelta(0)))

    # --- failures, limits, calls

    async def list_faults(self, _request: web.Request) -> web.Response:
        """List the failures in force."""
        return told({"faults": self._faults.listed()})

    async def add_fault(self, request: web.Request) -> web.Response:
        """Order a failure."""
        try:
            fault: Fault = self._faults.add(await body(request))
        except FaultError as problem:
            raise ControlError(f"{problem}.") from None
        if fault.kind == "refuse":
            self._desk.refuse(fault.seconds)
        return told({"fault": asdict(fault)})

    async def clear_faults(self, _request: web.Request) -> web.Response:
        """Take all failures back."""
        self._faults.clear()
        return told({"faults": []})

    async def show_limits(self, _request: web.Request) -> web.Response:
        """Tell whether the limits are in force."""
        return told({"enforce": self._limits.enforced})

    async def set_limits(self, request: web.Request) -> web.Response:
        """Switch the rate limits on or off."""
        enforce = (await body(request)).get("enforce")
        if not isinstance(enforce, bool):
            raise ControlError("enforce is true or false.")
        self._limits.enforce(enforce)
        return told({"enforce": enforce})

    async def list_calls(self, request: web.Request) -> web.Response:
        """List what the bot has called."""
        try:
            after = int(request.query.get("after", 0))
            chat = int(request.query["chat"]) if "chat" in request.query else None
        except ValueError:
            raise ControlError("after and chat are numbers.") from None
        return told({"calls": self._calls.since(after, request.query.get("method"), chat)})

    # --- the page's stream and files

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream what happens as server-sent events, each with a `type` in its JSON."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        queue = self._hub.listen()
        try:
            await response.prepare(request)
            hello = dumps({"type": "hello"} | self._state.clock_face())
            await response.write(f"retry: 1000\ndata: {hello}\n\n".encode())
            while True:
                try:
                    async with asyncio.timeout(HEARTBEAT):
                        event = await queue.get()
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if event is None:
                    break
                await response.write(f"data: {dumps(event)}\n\n".encode())
        except ConnectionResetError:
            return response  # the page was closed
        finally:
            self._hub.leave(queue)
        return response

    async def file(self, request: web.Request) -> web.Response:
        """Return a file's bytes for the page; only pictures and films are shown, all else is saved."""
        file = self._state.files.get(request.match_info["file_id"])
        content = None if file is None else self._state.journal.content(file.file_id)
        if file is None or content is None:
            raise ControlError("There is no such file.", 404)
        shown = file.mime.startswith(("image/", "video/", "audio/")) and file.mime != "image/svg+xml"
        headers = {
            "Cache-Control": "private, max-age=31536000, immutable",
            "Content-Disposition": "inline" if shown else "attachment",
        }
        return web.Response(
            body=content, content_type=file.mime if shown else "application/octet-stream", headers=headers
        )
