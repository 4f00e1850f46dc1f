"""The token reaches no log line, however it got into the record."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator

import pytest
from telegram import Bot
from telegram.error import TelegramError

from bot.chat.http import AiohttpRequest
from bot.chat.redaction import HIDDEN, redact, set_up_logging

TOKEN = "4242424242:AAbbCCddEEff_gg-hhIIjjKKllMMnnOOppQ"  # a form as BotFather gives them; it opens nothing
OTHER = "987654321:zzYYxxWWvvUUttSSrrQQppOOnnMMllKKjjI"
ODD = "7:short"  # a test server's: of no form that could be told from other text


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Logging as `run` sets it up, into a text; everything is put back afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    names = ("httpx", "httpcore", "aiohttp", "apscheduler", "telegram", "alembic", "asyncio", "tzlocal")
    levels = {name: logging.getLogger(name).level for name in names}
    root.handlers = []  # pytest's own stay out of `force`, which would close them
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    set_up_logging("DEBUG", TOKEN)
    yield stream.getvalue
    root.handlers = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def raise_with(text: str) -> None:
    try:
        raise ValueError(f"cause {text}")
    except ValueError as error:
        raise RuntimeError(f"effect {text}") from error


def in_the_message(log: logging.Logger) -> None:
    log.warning(f"asked https://api.telegram.org/bot{TOKEN}/getMe today")


def in_an_argument(log: logging.Logger) -> None:
    log.warning("asked %s today", f"https://api.telegram.org/bot{TOKEN}/getMe")


def in_a_named_argument(log: logging.Logger) -> None:
    log.warning("asked %(url)s today", {"url": f"/bot{TOKEN}/"})


def in_a_structure(log: logging.Logger) -> None:
    log.warning("asked %s today", {"url": [("x", TOKEN)]})


def in_an_exception(log: logging.Logger) -> None:
    try:
        raise_with(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except RuntimeError:
        log.exception("asked today")


def in_a_stack(log: logging.Logger) -> None:
    log.warning("asked today %s", TOKEN, stack_info=True)


def in_an_address_with_an_escape(log: logging.Logger) -> None:
    log.warning("asked %s today", f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe")


@pytest.mark.parametrize(
    "name", ["bot.somewhere", "httpx", "telegram.ext.Application", "aiohttp.client", "apscheduler"]
)
@pytest.mark.parametrize(
    "write",
    [
        in_the_message,
        in_an_argument,
        in_a_named_argument,
        in_a_structure,
        in_an_exception,
        in_a_stack,
        in_an_address_with_an_escape,
    ],
)
def test_the_token_is_taken_out(
    written: Callable[[], str], write: Callable[[logging.Logger], None], name: str
) -> None:
    write(logging.getLogger(name))
    line = written()
    assert "asked" in line
    assert "today" in line
    assert TOKEN.partition(":")[2] not in line
    assert HIDDEN in line


def test_what_looks_like_a_token_is_taken_out_and_other_text_is_left() -> None:
    assert redact(f"two {OTHER} and {TOKEN}", ODD) == f"two {HIDDEN} and {HIDDEN}"
    assert redact(f"https://x/bot{ODD}/getMe", ODD) == f"https://x/bot{HIDDEN}/getMe"
    for text in (
        "at 07:00",
        "2026-11-20 09:00:00,123",
        "chat 123456: hello",
        "12:AAAA",
        "sha256:0123456789abcdef",
    ):
        assert redact(text) == text


def test_libraries_log_their_addresses_only_from_warnings_on(written: Callable[[], str]) -> None:
    for name in ("httpx", "telegram.Bot", "aiohttp.access", "apscheduler.scheduler"):
        logging.getLogger(name).info("HTTP Request: POST https://api.telegram.org/…")
    assert written() == ""
    logging.getLogger("bot.app").info("ours")
    assert "ours" in written()


async def test_an_error_of_a_request_carries_no_token_through_its_causes(written: Callable[[], str]) -> None:
    """Beyond the log: an exception that ends the process prints itself and its causes past every formatter."""
    request = AiohttpRequest()
    bot = Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request, get_updates_request=AiohttpRequest())
    await request.initialize()
    try:
        with pytest.raises(TelegramError) as raised:
            await bot.get_me()
    finally:
        await request.shutdown()
    error: BaseException | None = raised.value
    while error is not None:
        assert TOKEN not in f"{error!s} {error!r}"
        error = error.__cause__ or error.__context__
    logging.getLogger("bot").error("failed", exc_info=raised.value)
    assert TOKEN not in written()
