"""SIGINT and SIGTERM as an event: whoever serves stops in order, however early they come."""

from __future__ import annotations

import asyncio
import signal


def stop_on_signals() -> asyncio.Event:
    """Return an event that SIGINT and SIGTERM set from now on, in the running event loop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows has no such thing for its event loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop
