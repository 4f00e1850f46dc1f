"""No secret and nothing of a runner's own reaches a log line, however it got into the record."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import secrets
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

import pydantic
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.chat.http import AiohttpRequest
from bot.chat.redaction import HIDDEN, HIDDEN_KEY, OURS, RedactingFormatter, redact, set_up_logging
from bot.chat.tracebacks import one_line, written_down
from bot.services.calendar.feed import TOKEN_BYTES
from bot.services.tools import Refusal
from bot.store.database import StoreError
from tests.conftest import Stage

TOKEN = "4242424242:AAbbCCddEEff_gg-hhIIjjKKllMMnnOOppQ"  # a form as BotFather gives them; it opens nothing
OTHER = "987654321:zzYYxxWWvvUUttSSrrQQppOOnnMMllKKjjI"
SECRET = "what_only_Telegram-knows"
TYPED = "my left knee hurts since Boston"
ODD = "7:short"  # a test server's: of no form that could be told from other text


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Logging as `run` sets it up, into a text; everything is put back afterwards."""
    root, ours = logging.getLogger(), logging.getLogger(OURS)
    handlers, levels, hook = list(root.handlers), (root.level, ours.level), sys.excepthook
    root.handlers = []  # pytest's own stay out of `force`, which would close them
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    set_up_logging("DEBUG", TOKEN, SECRET)
    yield stream.getvalue
    root.handlers = handlers
    for logger, level in zip((root, ours), levels, strict=True):
        logger.setLevel(level)
    sys.excepthook = hook


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


HANDED_OVER = (in_an_argument, in_a_named_argument, in_a_structure, in_a_stack, in_an_address_with_an_escape)


@pytest.mark.parametrize(
    "name", ["bot.somewhere", "httpx", "telegram.ext.Application", "aiohttp.client", "apscheduler"]
)
@pytest.mark.parametrize("write", [in_the_message, in_an_exception, *HANDED_OVER])
def test_the_token_is_taken_out(
    written: Callable[[], str], write: Callable[[logging.Logger], None], name: str
) -> None:
    write(logging.getLogger(name))
    line = written()
    assert "asked" in line
    assert "today" in line
    assert TOKEN.partition(":")[2] not in line
    # Of a library's record, whatever was handed to it is left out as a whole.
    assert HIDDEN in line or (write in HANDED_OVER and not name.startswith(OURS))


def test_what_looks_like_a_token_is_taken_out_and_other_text_is_left() -> None:
    assert redact(f"two {OTHER} and {TOKEN}", ODD) == f"two {HIDDEN} and {HIDDEN}"
    assert redact(f"https://x/bot{ODD}/getMe", ODD) == f"https://x/bot{HIDDEN}/getMe"
    for plain in (
        "at 07:00",
        "2026-11-20 09:00:00,123",
        "chat 123456: hello",
        "12:AAAA",
        "sha256:0123456789abcdef",
    ):
        assert redact(plain) == plain


def test_keys_passwords_and_secrets_are_taken_out() -> None:
    key, link = Fernet.generate_key().decode(), secrets.token_urlsafe(TOKEN_BYTES)
    while not (any(map(str.isdecimal, link)) and any(map(str.isupper, link)) and any(map(str.islower, link))):
        link = secrets.token_urlsafe(TOKEN_BYTES)
    assert redact(f"DATA_KEYS={key},{key}") == f"DATA_KEYS={HIDDEN_KEY},{HIDDEN_KEY}"
    assert redact(f"GET /calendar/{link}.ics 200") == f"GET /calendar/{HIDDEN_KEY}.ics 200"
    assert (
        redact("postgresql+psycopg://coach:p@ss:w0rd@db:5432/x")
        == "postgresql+psycopg://coach:<password>@db:5432/x"
    )
    assert redact(f"the header is {SECRET}!", TOKEN, SECRET) == f"the header is {HIDDEN}!"
    assert redact("as it is", "") == "as it is"
    for plain in (
        "http://127.0.0.1:8080/x",
        "postgresql+psycopg://coach:***@db/x".replace("***@", "@"),
        "a" * 43,
    ):
        assert redact(plain) == plain


# --- what libraries write ----------------------------------------------------------------------------------------


def test_libraries_write_only_from_warnings_on(written: Callable[[], str]) -> None:
    for name in (
        "httpx",
        "telegram.Bot",
        "aiohttp.access",
        "apscheduler.scheduler",
        "sqlalchemy.engine",
        "asyncio",
    ):
        log = logging.getLogger(name)
        before = log.level
        log.setLevel(logging.DEBUG)  # as a library may do by itself
        log.debug("HTTP Request: %s", TYPED)
        log.info("HTTP Request: POST https://api.telegram.org/…")
        log.setLevel(before)
    assert written() == ""
    logging.getLogger("bot.app").debug("ours")
    assert "ours" in written()


@pytest.mark.parametrize(
    ("level", "ours", "theirs"), [("DEBUG", 10, 30), ("WARNING", 30, 30), ("ERROR", 40, 40)]
)
def test_the_level_is_the_bots_own(written: Callable[[], str], level: str, ours: int, theirs: int) -> None:
    set_up_logging(level)
    assert logging.getLogger("bot.app").getEffectiveLevel() == ours
    assert logging.getLogger("telegram.Bot").getEffectiveLevel() == theirs
    assert written() == ""


async def test_a_delivery_that_ptb_cannot_read_is_not_written_down(written: Callable[[], str]) -> None:
    """PTB logs it as a whole, as a critical error."""

    class Answers(AiohttpRequest):
        async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
            return 200, json.dumps(
                {"ok": True, "result": [{"update_id": 5, "message": {"text": TYPED}}]}
            ).encode()

    class Garbles(AiohttpRequest):
        async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
            return 200, f'{{"ok": true, "result": [{{"text": "{TYPED}'.encode()

    for request in (Answers(), Garbles()):
        bot = Bot(TOKEN, request=request, get_updates_request=request)
        with pytest.raises((KeyError, TypeError, TelegramError)):
            await bot.get_updates()
    lines = written()
    assert "Error while parsing updates! Received data was …" in lines
    assert "Can not load invalid JSON data: " in lines
    assert "Boston" not in lines


async def test_a_task_that_nobody_looked_at_is_told_without_its_words(written: Callable[[], str]) -> None:
    async def fails() -> None:
        raise ValueError(TYPED)

    task = asyncio.ensure_future(fails())
    await asyncio.wait([task])
    context = {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    asyncio.get_running_loop().call_exception_handler(context)
    assert "Task exception was never retrieved" in written()
    assert "ValueError" in written()
    assert "Boston" not in written()


@pytest.mark.parametrize(
    ("template", "arguments", "told"),
    [
        ("%d of %s", (3, TYPED), "3 of …"),
        ("%(n)d of %(what)r", ({"n": 3, "what": TYPED},), "3 of …"),
        ("%d of it", (TYPED,), "%d of it"),
        ("failed: %s", (ValueError(TYPED),), "failed: ValueError"),
        (f"could not read '{TYPED}' here", (), "could not read … here"),
        (f"first\n{TYPED}", (), "first"),
        ("%s\n%s", (TYPED, TYPED), "%s"),
    ],
)
def test_of_a_librarys_record_the_form_is_kept_and_not_the_words(
    template: str, arguments: tuple[object, ...], told: str
) -> None:
    record = logging.LogRecord("a.library", logging.WARNING, __file__, 1, template, arguments, None)
    assert RedactingFormatter().format(record).endswith(f"WARNING a.library: {told}")


def test_a_line_that_cannot_be_put_together_is_told_without_its_words(written: Callable[[], str]) -> None:
    """Python would print the arguments."""
    record = logging.LogRecord("bot.somewhere", logging.WARNING, __file__, 1, "%d of it", (TYPED,), None)
    logging.getLogger().handlers[0].handle(record)
    assert written() == "A line of bot.somewhere could not be written\n"


async def test_a_conversation_at_the_chattiest_level_leaves_nothing_in_the_log(
    written: Callable[[], str], stage: Stage
) -> None:
    chatty = [
        logging.getLogger(name) for name in ("telegram", "aiohttp", "asyncio", "apscheduler", "sqlalchemy")
    ]
    before = [each.level for each in chatty]
    for each in chatty:
        each.setLevel(logging.DEBUG)
    phone = stage.phone(1007, "Xanthippe")
    await phone.say("/start")
    await phone.say(TYPED)
    for each, level in zip(chatty, before, strict=True):
        each.setLevel(level)
    assert written() == ""


# --- exceptions --------------------------------------------------------------------------------------------------


class _Typed(pydantic.BaseModel):
    text: int


def _refused_by_pydantic() -> object:
    return _Typed.model_validate({"text": TYPED})


def _refused_by_a_database() -> object:
    with create_engine("sqlite://", hide_parameters=True).connect() as connection:
        return connection.execute(text(f"SELECT '{TYPED}'"), {}).scalar_one() + connection.execute(
            text(f'SELECT "{TYPED}" FROM nowhere')
        )


def _not_fit_for_a_database() -> object:
    with create_engine("sqlite://", hide_parameters=True).connect() as connection:
        return connection.execute(text("SELECT :said"), {"said": [TYPED]})


READERS: tuple[Callable[[], object], ...] = (
    lambda: int(TYPED),
    lambda: float(TYPED),
    lambda: {}[TYPED],
    lambda: [].index(TYPED),  # type: ignore[arg-type]
    lambda: datetime.fromisoformat(TYPED),
    lambda: TYPED.encode("ascii") + "ö".join([TYPED, TYPED]).encode("ascii"),
    lambda: json.loads(TYPED),
    lambda: open(f"/nowhere/{TYPED}", encoding="utf-8"),  # noqa: PTH123, SIM115
    lambda: sqlite3.connect(":memory:").execute(f'"{TYPED}"'),
    _refused_by_pydantic,
    _refused_by_a_database,
    _not_fit_for_a_database,
)


@pytest.mark.parametrize("read", READERS)
def test_what_could_not_be_read_is_not_repeated(
    written: Callable[[], str], read: Callable[[], object]
) -> None:
    try:
        try:
            read()
        except Exception as error:
            raise RuntimeError(f"could not read '{TYPED}'") from error
    except RuntimeError:
        logging.getLogger("bot.somewhere").exception("It failed")
    lines = written()
    assert "It failed" in lines
    assert "test_redaction.py" in lines
    assert "direct cause of the following" in lines
    assert "RuntimeError: could not read …" in lines
    assert "Boston" not in lines


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError(TYPED), "ValueError"),
        (KeyError(TYPED), "KeyError"),
        (OSError(2, "No such file", TYPED), "FileNotFoundError: [Errno 2] No such file"),
        (OSError(TYPED), "OSError"),
        (AttributeError("'NoneType' object has no attribute 'day'"), None),
        (ZeroDivisionError("division by zero"), None),
        (RuntimeError("Event loop is closed"), None),
        (RuntimeError("can't be, and 'this' isn't"), "RuntimeError: can't be, and … isn't"),
        (Refusal("no-plan"), "bot.services.tools.Refusal: no-plan"),
        (StoreError("the server is away\nand more"), "bot.store.database.StoreError: the server is away"),
        (BadRequest(f'Can\'t parse entities: unsupported start tag "{TYPED}"'), None),
        (
            SQLAlchemyError(f'near "{TYPED}": syntax error'),
            "sqlalchemy.exc.SQLAlchemyError: near …: syntax error",
        ),
    ],
)
def test_of_an_exceptions_text_only_what_is_no_runners_is_kept(error: Exception, told: str | None) -> None:
    line = one_line(error)
    assert "Boston" not in line
    if told is not None:
        assert line == told
    else:
        assert line.endswith(str(error).replace(f'"{TYPED}"', "…"))


def test_causes_groups_and_circles_are_written_down() -> None:
    first, second = ValueError(TYPED), ExceptionGroup(TYPED, [KeyError(TYPED), RuntimeError("closed")])
    first.__context__, second.__context__ = second, first
    told = written_down(first)
    assert told.count("Traceback") == 2
    assert "RuntimeError: closed" in told
    assert "another exception occurred" in told
    assert "Boston" not in told


def test_what_ends_the_process_is_written_down_in_the_same_way(written: Callable[[], str]) -> None:
    try:
        int(TYPED)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "CRITICAL" in written()
    assert "ValueError" in written()
    assert "Boston" not in written()


def test_local_variables_are_never_shown(written: Callable[[], str]) -> None:
    def fails(said: str) -> None:
        raise TypeError(f"{len(said)} is too long")

    try:
        fails(TYPED)
    except TypeError:
        logging.getLogger("bot.somewhere").exception("It failed", stack_info=True)
    assert "is too long" in written()
    assert "Boston" not in written()


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
