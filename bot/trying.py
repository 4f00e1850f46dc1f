"""`stridesmith try`: the unmodified bot against a Telegram of its own, with a chat page and a movable clock."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
import webbrowser
from datetime import datetime

from bot.clock import MovableClock
from bot.failures import StartError, need_writable
from bot.local import DEFAULT_TOKEN, LocalTelegram
from bot.settings import Settings, sqlite_address
from bot.stopping import stop_on_signals

PORTS_TO_TRY = 50
STORE_NAME = "try-chats.sqlite3"
# Never the database of `run`: moving the clock would send its runners' reminders into a chat that is not theirs.
DATABASE_NAME = "try.sqlite3"


def run(settings: Settings, *, port: int | None, browser: bool, first_port: int) -> None:
    """Serve until stopped.

    Raises:
        StartError: no port is free, or the port that was asked for is taken.
    """
    asyncio.run(_serve(settings, port, browser, first_port))


async def _serve(settings: Settings, port: int | None, browser: bool, first_port: int) -> None:
    stop = stop_on_signals()
    clock = MovableClock()
    need_writable(settings.data_dir)
    settings = settings.model_copy(update={"database_url": sqlite_address(settings.data_dir / DATABASE_NAME)})
    try:
        local = LocalTelegram(clock, store=settings.data_dir / STORE_NAME)
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise StartError(
            f"{settings.data_dir / STORE_NAME} cannot be read: move it away, or choose another --data-dir."
        ) from error
    await _start(local, port, first_port)
    # The address comes first: loading everything takes another moment.
    print(local.page_url, flush=True)  # noqa: T201
    print("Chat with the coach there. Ctrl+C stops it; your chat is kept.", flush=True)  # noqa: T201
    try:
        # Loaded only now, for the same reason.
        from bot.app import assemble, open_desk, open_tools, serve
        from bot.chat.redaction import set_up_logging
        from bot.services import reminders

        set_up_logging("WARNING" if settings.log_level == "INFO" else settings.log_level, DEFAULT_TOKEN)
        tools = await asyncio.to_thread(open_tools, settings, clock)

        async def next_due() -> datetime | None:
            return await asyncio.to_thread(reminders.next_due, tools)

        local.next_reminder = next_due
        bot = assemble(open_desk(settings, tools), DEFAULT_TOKEN, local.api_url.removesuffix("/bot"))

        async def open_page() -> None:
            if browser:
                await asyncio.to_thread(webbrowser.open, local.page_url)

        await serve(bot, stop, ready=open_page)
    finally:
        await local.stop()


async def _start(local: LocalTelegram, port: int | None, first_port: int) -> None:
    wanted = [port] if port is not None else range(first_port, first_port + PORTS_TO_TRY)
    for each in wanted:
        try:
            await local.start(port=each)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise StartError(f"The page cannot be served on port {each}: {error.strerror}.") from error
        else:
            return
    if port is not None:
        raise StartError(f"Port {port} is taken: choose another one with --port, or leave it out.")
    raise StartError(f"No port from {first_port} on is free: choose one with --port.")
