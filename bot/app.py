"""The one place where everything is put together, started and stopped."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from telegram import Bot, BotCommand, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot

from bot.chat.cards import Exercises
from bot.chat.commands import MENU
from bot.chat.desk import Desk
from bot.chat.http import AiohttpRequest
from bot.chat.inbox import InboxQueue, PollingBot
from bot.chat.messages import Messages
from bot.chat.processor import ChatOrderProcessor
from bot.chat.redaction import set_up_logging
from bot.chat.reminder import render
from bot.chat.router import install
from bot.chat.sending import Budget
from bot.chat.shared_inbox import SharedInbox
from bot.clock import Clock, MovableClock, SystemClock
from bot.failures import StartError
from bot.hearing import understanding_of
from bot.library import load_library
from bot.opening import open_store
from bot.pictures.shelf import Shelf
from bot.reminders.broadcasts import Broadcaster
from bot.reminders.dispatch import Dispatcher
from bot.reminders.jobs import Clockwork
from bot.services.schedule import use_packaged_zones
from bot.services.tools import Tools
from bot.settings import Settings

log = logging.getLogger(__name__)

LISTENS_TO = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
POLL_SECONDS = 30
STOP_SECONDS = 6.0  # platforms give a process ten
ABOUT = (
    "A strength coach for runners: plans sessions around your hard runs, reminds you once a day, walks you "
    "through, and answers with sources. General information, not medical advice."
)
ABOUT_SHORT = "Strength training that fits your running week."


def open_tools(settings: Settings, clock: Clock) -> Tools:
    """Return the services' tools: content read and checked, database open and up to date.

    Raises:
        ContentError: the content has problems.
        StartError, StoreError: see `open_store`.
    """
    use_packaged_zones()
    library = load_library(settings.content_dir)
    return Tools(open_store(settings), clock, library, understanding_of(settings, library))


async def opened(
    settings: Settings, token: str, *, shared: bool = False, hidden: Iterable[str] = ()
) -> StridesmithBot:
    """Set logging up, and return the bot of these settings with its database open; nothing is started yet.

    `shared`: see `assemble`. `hidden`: what is kept out of the log besides the token.

    Raises:
        ContentError: the content or the messages have problems.
        StartError, StoreError: see `open_store`.
    """
    set_up_logging(settings.log_level, token, *hidden)
    tools = await asyncio.to_thread(open_tools, settings, SystemClock())
    bot = assemble(open_desk(settings, tools), token, settings.telegram_api_url.rstrip("/"), shared=shared)
    # What is loaded now stays for good: looking for garbage in it would only cost time, now and later.
    gc.freeze()
    gc.enable()
    return bot


def open_desk(settings: Settings, tools: Tools) -> Desk:
    """Return what the chat's features work with.

    Raises:
        ContentError: the messages have problems.
    """
    words = settings.content_dir / "messages" / settings.bot_language
    messages = Messages(words, settings.data_dir / "templates")
    exercises = Exercises(settings.content_dir, tools.library.exercises)
    return Desk(
        tools,
        messages,
        Budget(settings.sends_per_second),
        operators=frozenset(settings.operator_ids),
        public_url=settings.public_url,
        shelf=Shelf(settings.data_dir / "pictures"),
        exercises=exercises.picture,
        movements=exercises.movement,
    )


@dataclass
class StridesmithBot:
    """The running bot: the PTB application with its inbox, and the clockwork of the reminders."""

    desk: Desk
    application: Application  # type: ignore[type-arg]
    inbox: InboxQueue | SharedInbox
    processor: ChatOrderProcessor
    clockwork: Clockwork
    requests: tuple[AiohttpRequest, ...]

    async def start(self, *, listen: bool = True, remind: bool = True) -> None:
        """Begin to listen and to remind, unless another process does.

        Raises:
            StartError: Telegram does not know the token or cannot be reached; `stop` is still needed.
        """
        try:
            await self.application.initialize()
        except InvalidToken as error:
            raise StartError(
                "Telegram does not accept BOT_TOKEN: copy it again from @BotFather, without blanks."
            ) from error
        except TelegramError as error:
            raise StartError(
                f"Telegram cannot be reached ({type(error).__name__}): is this machine online, TELEGRAM_API_URL right?"
            ) from error
        if listen:
            await self._listen()
        if remind:
            self.clockwork.start()

    async def _listen(self) -> None:
        if isinstance(self.inbox, SharedInbox):
            await self.application.start()
            await self.inbox.start(self.application.bot)
        else:
            await self.inbox.restore(self.application.bot)
            await self.application.start()
            await self._poll()
        self.application.create_task(asyncio.to_thread(self.desk.tools.understanding.prepare))
        self.application.create_task(self._introduce(self.application.bot))

    async def _poll(self) -> None:
        updater = self.application.updater
        if updater is None:
            raise StartError("There is no updater to poll with.")
        await updater.start_polling(  # which takes away a webhook, and keeps what waits for it
            timeout=POLL_SECONDS, allowed_updates=LISTENS_TO, drop_pending_updates=False, bootstrap_retries=-1
        )

    async def stop(self) -> None:
        """Stop listening, let what is in hand finish for some seconds, close everything.

        What waits behind it, and what does not finish, stays in the inbox.
        """
        self.processor.close()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._finish()
        except TimeoutError:
            log.warning("What was in hand did not end in time; the next start takes it up again")
            self.processor.abandon()
        if isinstance(self.inbox, SharedInbox):
            await self.inbox.stop()
        if (
            self.application.running
        ):  # it refuses to be shut down: with the process its tasks end all the same
            await self.application.bot.shutdown()
        else:
            await self.application.shutdown()
        for request in self.requests:  # an application that never came up leaves its connections open
            await request.shutdown()
        self.desk.tools.store.close()

    async def _finish(self) -> None:
        updater = self.application.updater
        if updater is not None and updater.running:
            await updater.stop()
        await self.clockwork.stop()
        if self.application.running:
            await self.application.stop()

    async def _introduce(self, bot: Bot) -> None:
        """Tell Telegram the menu and what the bot is for; it works without, too."""
        try:
            await bot.set_my_commands([BotCommand(command.name, command.does) for command in MENU])
            await bot.set_my_description(ABOUT)
            await bot.set_my_short_description(ABOUT_SHORT)
        except TelegramError as error:
            log.warning("The command menu could not be set: %s", type(error).__name__)


def assemble(desk: Desk, token: str, api_url: str, *, shared: bool = False) -> StridesmithBot:
    """Put a bot together; nothing is started yet. `api_url` has no `/bot` at its end.

    With `shared` it does not poll: its inbox is filled by a webhook, and shared with other processes.
    """
    tools = desk.tools
    os.environ.setdefault(
        "PTB_TIMEDELTA", "true"
    )  # PTB warns at each refusal of a flood where this is not chosen
    requests = (AiohttpRequest(), AiohttpRequest(connections=1))
    options: dict[str, Any] = {
        "base_url": f"{api_url}/bot",
        "base_file_url": f"{api_url}/file/bot",
        "request": requests[0],
        "get_updates_request": requests[1],
    }
    inbox: SharedInbox | InboxQueue
    bot: ExtBot[None]
    if shared:
        inbox = SharedInbox(tools, desk.outage)
        bot = ExtBot(token, **options)
    else:
        inbox = InboxQueue(tools, desk.outage)
        bot = PollingBot(inbox, token, **options)
    processor = ChatOrderProcessor(after=inbox.handled)
    application = (
        Application.builder()
        .bot(bot)
        .concurrent_updates(processor)
        .update_queue(inbox)
        .job_queue(None)
        .build()
    )
    install(application, desk)
    dispatcher = Dispatcher(application.bot, desk, budget=desk.budget, render=render)
    clockwork = Clockwork(dispatcher, tools, broadcaster=Broadcaster(application.bot, desk))
    if isinstance(tools.clock, MovableClock):
        tools.clock.on_move(clockwork.wake)
    return StridesmithBot(desk, application, inbox, processor, clockwork, requests)


async def serve(
    bot: StridesmithBot,
    stop: asyncio.Event,
    ready: Callable[[], Awaitable[Any]] | None = None,
    *,
    listen: bool = True,
) -> None:
    """Run a bot until `stop` is set, which may be before it is up; without `listen` it only reminds.

    Raises:
        StartError: see `StridesmithBot.start`.
    """
    await until_stopped(stop, bot.start(listen=listen), bot.stop, ready)


async def until_stopped(
    stop: asyncio.Event,
    start: Coroutine[Any, Any, None],
    end: Callable[[], Awaitable[None]],
    ready: Callable[[], Awaitable[Any]] | None = None,
) -> None:
    """Start something, wait until `stop` is set, which may be before it is up, and end it in any case."""
    stopping = asyncio.create_task(stop.wait())
    starting = asyncio.create_task(start)
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            if ready is not None:
                await ready()
            await stopping
    finally:
        for task in (starting, stopping):
            task.cancel()
        await asyncio.gather(starting, stopping, return_exceptions=True)
        await end()
