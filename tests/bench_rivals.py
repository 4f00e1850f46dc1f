"""What the reminders are measured against, as a process: one APScheduler job a runner, or PTB's JobQueue.

`python -m tests.bench_rivals apscheduler|jobqueue DATABASE API RUNNERS DUE SECONDS`: the first DUE jobs fall evenly
within SECONDS, the others a day later; it prints when they begin and how long it took to add them all.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Bot
from telegram.constants import ParseMode
from telegram.ext import Application, ContextTypes

from bot.chat.http import AiohttpRequest
from bot.local import DEFAULT_TOKEN
from tests.crowd import FIRST_CHAT

TEXT = "<b>Saturday 21 November: Heavy strength</b>\nIt follows your intervals."
LEAD = 3.0  # seconds between the last job's adding and the first one's instant
_BOTS: list[Bot] = []


async def send(chat: int) -> None:
    """Send a reminder: APScheduler keeps a job as the name of a function and what it is called with."""
    await _BOTS[0].send_message(chat, TEXT, parse_mode=ParseMode.HTML)


async def send_by_queue(context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send a reminder as python-telegram-bot's JobQueue wants it."""
    assert context.job is not None
    await context.bot.send_message(int(context.job.chat_id or 0), TEXT, parse_mode=ParseMode.HTML)


def instants(runners: int, due: int, seconds: float, begin: datetime) -> list[datetime]:
    """Return when each runner is reminded."""
    soon = [begin + timedelta(seconds=seconds * number / due) for number in range(due)]
    return soon + [begin + timedelta(days=1)] * (runners - due)


async def apscheduler(url: str, api: str, runners: int, due: int, seconds: float) -> None:
    """Add a job for each runner while the scheduler is paused, then let it run."""
    request = AiohttpRequest()
    await request.initialize()
    _BOTS.append(
        Bot(DEFAULT_TOKEN, base_url=f"{api}bot", request=request, get_updates_request=AiohttpRequest())
    )
    defaults = {"misfire_grace_time": None, "coalesce": True}
    store = SQLAlchemyJobStore(url=url) if url else MemoryJobStore()
    scheduler = AsyncIOScheduler(jobstores={"default": store}, job_defaults=defaults, timezone=UTC)
    scheduler.start(paused=True)
    began = time.perf_counter()
    # The instant is not known before they are added; adding a thousand shows how long the rest will take.
    for number in range(runners):
        later = datetime.now(UTC) + timedelta(days=1)
        scheduler.add_job(send, "date", run_date=later, args=[FIRST_CHAT + number], id=str(number))
    setup = time.perf_counter() - began
    estimate = LEAD + setup / runners * due * 3
    begin = datetime.now(UTC) + timedelta(seconds=estimate)
    begin_monotonic = time.monotonic() + estimate
    for number, instant in enumerate(instants(due, due, seconds, begin)):
        scheduler.modify_job(str(number), next_run_time=instant)
    scheduler.resume()
    _say(setup, begin_monotonic)
    await asyncio.to_thread(sys.stdin.read)


async def jobqueue(_url: str, api: str, runners: int, due: int, seconds: float) -> None:
    """Add a job for each runner and start the queue."""
    application: Any = (
        Application.builder()
        .token(DEFAULT_TOKEN)
        .base_url(f"{api}bot")
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest(connections=1))
        .build()
    )
    await application.initialize()
    queue = application.job_queue
    queue.scheduler.configure(job_defaults={"misfire_grace_time": None, "coalesce": True}, timezone=UTC)
    began = time.perf_counter()
    await queue.start()
    queue.scheduler.pause()
    for number in range(runners):
        queue.run_once(send_by_queue, timedelta(days=1), chat_id=FIRST_CHAT + number, name=str(number))
    setup = time.perf_counter() - began
    jobs = queue.jobs()[:due] if due == runners else [job for job in queue.jobs() if int(job.name) < due]
    estimate = LEAD + setup / runners * due * 2
    begin, begin_monotonic = datetime.now(UTC) + timedelta(seconds=estimate), time.monotonic() + estimate
    for job, instant in zip(jobs, instants(due, due, seconds, begin), strict=True):
        number = int(job.name)
        job.job.modify(
            next_run_time=begin + timedelta(seconds=seconds * number / due), misfire_grace_time=None
        )
        assert instant >= begin
    queue.scheduler.resume()
    _say(setup, begin_monotonic)
    await asyncio.to_thread(sys.stdin.read)


def _say(setup: float, begin: float) -> None:
    print(json.dumps({"setup": setup, "begin": begin}), flush=True)


def main() -> None:
    """Run one of the two until it is ended."""
    kind, url, api, runners, due, seconds = sys.argv[1:]
    rival = {"apscheduler": apscheduler, "jobqueue": jobqueue}[kind]
    asyncio.run(rival(url, api, int(runners), int(due), float(seconds)))


if __name__ == "__main__":
    main()
