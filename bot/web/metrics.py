"""What a monitor reads: this process's counters, and what waits in the database, in Prometheus' format."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.chat.shared_inbox import SharedInbox
from bot.services.health import Pulse, felt
from bot.services.tools import Tools
from bot.web.webhook import same


class Metrics:
    """Answers a monitor that knows the key; for anybody else, and without a key, there is no such page."""

    def __init__(self, tools: Tools, inbox: SharedInbox, key: str) -> None:
        self._key = key
        self._registry = CollectorRegistry()
        self._registry.register(_Work(tools, inbox))
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "stridesmith_http_requests", "Answered requests.", ["route", "status"], registry=self._registry
        )
        logged = Counter(
            "stridesmith_log_lines",
            "Lines of the log that tell of trouble.",
            ["level"],
            registry=self._registry,
        )
        self.handler = _Counting(logged)

    def count(self, route: str, status: int) -> None:
        """Count an answered request."""
        self._requests.labels(route, str(status)).inc()

    async def get(self, request: web.Request) -> web.Response:
        """Return all figures."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if not self._key or scheme.lower() != "bearer" or not same(given.strip(), self._key):
            return web.Response(status=404)
        text = await asyncio.to_thread(generate_latest, self._registry)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


class _Counting(logging.Handler):
    """Counts warnings and errors as they are logged."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        self._counter.labels(record.levelname.lower()).inc()


class _Work(Collector):
    """The inbox of this process, and what stands in the database for all of them."""

    def __init__(self, tools: Tools, inbox: SharedInbox) -> None:
        self._tools, self._inbox = tools, inbox

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of this instant."""
        inbox = self._inbox
        for name, text, amount in (
            ("received", "Updates that this process stored.", inbox.received),
            ("repeated", "Updates that came again.", inbox.repeated),
            ("handled", "Updates that this process handled.", inbox.finished),
        ):
            yield CounterMetricFamily(f"stridesmith_updates_{name}", text, amount)
        now = felt(self._tools)
        yield GaugeMetricFamily(
            "stridesmith_database_answers", "Whether it does (1) or not (0).", now is not None
        )
        if now is not None:
            yield from _of_the_database(now)


def _of_the_database(now: Pulse) -> Iterator[Metric]:
    for name, text, value in (
        ("runners", "Runners, of all processes.", now.runners),
        ("updates_waiting", "Updates that nobody has handled yet.", now.updates_waiting),
        ("updates_waiting_seconds", "How long the oldest of them has waited.", now.oldest_update_seconds),
        ("reminders_due", "Reminders that are due.", now.reminders_due),
        ("reminders_due_seconds", "How long the oldest of them is due.", now.oldest_due_seconds),
    ):
        yield GaugeMetricFamily(f"stridesmith_{name}", text, value)
    today = CounterMetricFamily(
        "stridesmith_today", "What was counted since midnight UTC, of all processes.", labels=["what"]
    )
    for what, amount in sorted(now.today.items()):
        today.add_metric([what], amount)
    yield today
