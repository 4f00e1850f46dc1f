"""`stridesmith web`: the process that Telegram delivers to. Several of them share the work; reminding is `clock`'s."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.app import LISTENS_TO, StridesmithBot, opened, until_stopped
from bot.chat.sending import wait_seconds
from bot.chat.shared_inbox import SharedInbox
from bot.failures import StartError
from bot.settings import Settings
from bot.stopping import stop_on_signals
from bot.web import webhook
from bot.web.server import CannotListen, Server, Where

log = logging.getLogger(__name__)

CONNECTIONS = 40  # how many updates Telegram may deliver at once
AGAIN_SECONDS = 5.0


@dataclass
class WebProcess:
    """The bot with the server that fills its inbox."""

    bot: StridesmithBot
    server: Server
    address: str
    secret: str

    async def start(self) -> None:
        """Listen, begin to handle, and tell Telegram where to deliver.

        Raises:
            StartError: the port is taken, Telegram does not know the token, or does not take the address.
        """
        try:
            # First of all, so that a platform that asks for health hears that it starts.
            await self.server.start()
        except CannotListen as error:
            raise StartError(f"The web server cannot listen at {error}. Set PORT or BIND_ADDRESS.") from error
        await self.bot.start(remind=False)
        self.server.health.ready = True
        await self._subscribe(self.bot.application.bot)

    async def stop(self) -> None:
        """Take no more updates, finish what is in hand, close everything; the webhook stays as it is."""
        await self.server.stop()
        await self.bot.stop()

    async def _subscribe(self, bot: Bot) -> None:
        """Set the webhook; another process may just do the same, which is why it may take a few times."""
        while True:
            try:
                await bot.set_webhook(
                    self.address,
                    secret_token=self.secret,
                    allowed_updates=LISTENS_TO,
                    max_connections=CONNECTIONS,
                    drop_pending_updates=False,
                )
            except (BadRequest, InvalidToken) as error:
                raise StartError(
                    "Telegram does not take PUBLIC_URL for its deliveries: it has to be an https:// address that can "
                    "be reached from the internet, at port 443, 80, 88 or 8443."
                ) from error
            except TelegramError as error:
                pause = wait_seconds(error) if isinstance(error, RetryAfter) else AGAIN_SECONDS
                log.warning("The webhook could not be set (%s); trying again", type(error).__name__)
                await asyncio.sleep(pause)
            else:
                return


def make(settings: Settings, bot: StridesmithBot, token: str) -> WebProcess:
    """Put the process together; nothing is started yet."""
    if not isinstance(bot.inbox, SharedInbox):
        raise TypeError("a webhook needs the shared inbox")
    secret = secret_of(settings, token)
    server = Server(
        bot.desk.tools,
        bot.inbox,
        bot.application.bot,
        Where(settings.bind_address, settings.port, settings.proxies),
        secret,
        settings.metrics_key.get_secret_value(),
    )
    return WebProcess(bot, server, f"{settings.public_url}{webhook.PATH}", secret)


def secret_of(settings: Settings, token: str) -> str:
    """Return what Telegram proves itself with."""
    return settings.webhook_secret.get_secret_value() or webhook.secret_from(token)


def need_address(settings: Settings) -> None:
    """See that there is an address to deliver to.

    Raises:
        StartError: there is none.
    """
    if not settings.public_url:
        raise StartError(
            "There is no PUBLIC_URL: set it to the https:// address at which this server is reached from outside. "
            "`stridesmith run` needs none."
        )


async def run(settings: Settings, token: str) -> None:
    """Serve until stopped.

    Raises:
        StartError: see `WebProcess.start` and `need_address`.
        ContentError, StoreError: the content has problems, or the database cannot be opened.
    """
    stop = stop_on_signals()
    need_address(settings)
    hidden = (secret_of(settings, token), settings.metrics_key.get_secret_value())
    process = make(settings, await opened(settings, token, shared=True, hidden=hidden), token)
    await until_stopped(stop, process.start(), process.stop)
