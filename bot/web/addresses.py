"""How often an address may ask: enough for every calendar, too little for guessing."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from datetime import datetime, timedelta

from aiohttp import web

from bot.clock import Clock

REQUESTS = 60
WINDOW = timedelta(minutes=1)
_MOST = 10_000
_HOUSEHOLD = 64


class Addresses:
    """Counts the requests of each address by the minute; only the latest addresses are remembered.

    Of an IPv6 address the network counts (/64): every household has more addresses than could be counted.

    `proxies` is how many of our own stand before the server: each puts the address that it saw at the end of
    X-Forwarded-For, and what stands before those is whatever the caller liked to write.
    """

    def __init__(self, clock: Clock, proxies: int, requests: int = REQUESTS) -> None:
        self._clock, self._proxies, self._requests = clock, proxies, requests
        self._counts: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def wait_seconds(self, request: web.Request) -> int:
        """Count a request; return how long its address has to wait, 0 when it need not."""
        address, now = self._address(request), self._clock.now()
        began, count = self._counts.get(address, (now, 0))
        if not timedelta(0) <= now - began < WINDOW:
            began, count = now, 0
        self._counts[address] = (began, count + 1)
        self._counts.move_to_end(address)
        if len(self._counts) > _MOST:
            self._counts.popitem(last=False)
        return 0 if count < self._requests else math.ceil((began + WINDOW - now).total_seconds())

    def _address(self, request: web.Request) -> str:
        passed_on = [
            part.strip() for line in request.headers.getall("X-Forwarded-For", ()) for part in line.split(",")
        ]
        if 0 < self._proxies <= len(passed_on):
            return _known_as(passed_on[-self._proxies])
        return _known_as(request.remote or "")


def _known_as(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return address[:64]
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, _HOUSEHOLD), strict=False))
    return str(parsed.ipv4_mapped or parsed) if parsed.version == 6 else str(parsed)
