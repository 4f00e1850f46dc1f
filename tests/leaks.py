"""Watches what every test writes into a log: no token, no key, nothing that a runner is called, has typed or shared.

The bot's own formatter and filter are put on the root logger, at the level DEBUG, for the whole run; what processes
write is handed in by `tests/process.py`. What must not appear is collected where it comes in: from every update that
the loopback Telegram makes or the bot reads. A test during which it appears fails, with the line and its logger.
"""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.chat.redaction import OURS, RedactingFormatter, is_written
from bot.local import DEFAULT_TOKEN
from bot.local.state import State
from bot.settings import PROJECT_FOLDER

TOKEN = re.compile(r"\b\d{3,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
# A key for the data, or the secret of a calendar link: 32 random bytes in base 64.
KEY = re.compile(r"(?<![\w-])(?=[\w-]*[0-9])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{43}=?(?![\w=-])")
# But for what stands in its place, and for the example in a sentence that tells how an address is written.
PASSWORD = re.compile(r"://[^\s:/@]*:(?!(?:<password>|\*\*\*|password)@)[^\s/@]+@")
_YEAR = re.compile(r"20\d\d")

# What of an update is the runner's own: words, of which each may tell something, and names, as they are.
WORDS = frozenset(("text", "caption", "question", "address"))
NAMES = frozenset(("first_name", "last_name", "username", "title", "file_name", "phone_number", "vcard"))
PLACES = frozenset(("latitude", "longitude"))
SECRET_SETTINGS = ("TOKEN", "SECRET", "KEY", "PASSWORD")
_SHORTEST_NAME = 3
_SHORTEST_NUMBER = 4
_SHORTEST_SECRET = 8
_LONGEST_SHOWN = 500
_WORD = re.compile(r"[^\W\d_]{5,}")
# Where in the code something happened: the code's own words.
_FRAME = re.compile(r'^  File ".*$|^    .*$', re.MULTILINE)
_HEAD = re.compile(r"^[\d-]{10} [\d:,]+ [A-Z]+ [\w.]+: ", re.MULTILINE)


class Leak(AssertionError):
    """Something is in a log that must not be there."""


class Watch(logging.Handler):
    """Collects what is written during a test, and what must not be in it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(RedactingFormatter(DEFAULT_TOKEN))
        self.addFilter(is_written)
        self._files: dict[Path, int] = {}
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._written: list[tuple[str, str, bool]] = []
        self._words: set[str] = set()
        self._names: set[str] = set()
        self._secrets: set[str] = {DEFAULT_TOKEN}
        for path in list(self._files):
            self._rest(path)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line as the bot would write it."""
        self._written.append((record.name, self.format(record), True))

    # --- what must not appear

    def came(self, what: Any) -> None:
        """Note what came from a runner: an update, or a part of one."""
        if isinstance(what, list):
            for each in what:
                self.came(each)
        if not isinstance(what, dict) or _is_bots(what):
            return
        for key, value in what.items():
            if isinstance(value, dict | list):
                self.came(value)
            elif isinstance(value, str) and key in WORDS:
                self._words.add(value)
            elif (isinstance(value, str) and key in NAMES and len(value) >= _SHORTEST_NAME) or (
                (key in PLACES or (key == "id" and "first_name" in what))
                and len(str(value)) >= _SHORTEST_NUMBER
                and not _YEAR.fullmatch(str(value))
            ):
                self._names.add(str(value))

    def settings(self, settings: Mapping[str, str]) -> None:
        """Note what is secret among the settings of a process."""
        for name, value in settings.items():
            if any(each in name for each in SECRET_SETTINGS):
                self._secrets.update(
                    part for part in re.split(r"[,\s]+", value) if len(part) >= _SHORTEST_SECRET
                )

    # --- what was written

    def output(self, source: str, text: str, *, answer: bool = False) -> None:
        """Note what a process has written: to its log, or as the answer to whoever has typed something."""
        if text:
            self._written.append((source, text, not answer))

    def file(self, path: Path) -> None:
        """Note a file into which processes write their log."""
        self._files.setdefault(path, path.stat().st_size if path.is_file() else 0)

    def leaks(self) -> list[str]:
        """Return what was found since the last time, each with the name of its logger or process."""
        for path in list(self._files):
            self.output(path.name, self._rest(path))
        written, self._written = self._written, []
        if not written:
            return []
        names = {name.casefold() for name in self._names}
        words = set[str]().union(*map(telling, self._words))
        return [
            leak
            for name, text, is_log in written
            for leak in (
                *_secrets_in(text, name, self._secrets),
                *_in(text if is_log else "", name, names, words),
            )
        ]

    def _rest(self, path: Path) -> str:
        """Return what is new in a file."""
        if not path.is_file():
            del self._files[path]
            return ""
        with path.open("rb") as file:
            file.seek(self._files[path])
            text = file.read()
        self._files[path] += len(text)
        return text.decode(errors="replace")


def _is_bots(what: dict[str, Any]) -> bool:
    """Whether a part of an update is the bot itself, or a message of its."""
    sender = what.get("from")
    return what.get("is_bot") is True or (isinstance(sender, dict) and sender.get("is_bot") is True)


def _secrets_in(text: str, name: str, secrets: set[str]) -> Iterator[str]:
    for secret in secrets:
        if secret in text:
            yield f"{name}: a secret in {_line(text, secret)!r}"
    for pattern, what in ((TOKEN, "a token"), (KEY, "a key"), (PASSWORD, "a password")):
        if match := pattern.search(text):
            yield f"{name}: {what} in {_line(text, match.group())!r}"


def _in(text: str, name: str, names: set[str], words: set[str]) -> Iterator[str]:
    said = _HEAD.sub("", _FRAME.sub("", text)).casefold()
    for part in names | words:
        if (
            part in said
            and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", said)
            and (part in names or not is_common(part))
        ):
            yield f"{name}: a runner's own {part!r} in {_line(said, part)!r}"


def telling(text: str) -> set[str]:
    """Return what of a text may tell something: all of it, and each of its longer words; nothing of a bare command."""
    text = " ".join(text.split()).casefold()
    if len(text) < _SHORTEST_NAME or (text.startswith("/") and " " not in text):
        return set()
    return {text, *_WORD.findall(text)}


def is_common(text: str) -> bool:
    """Tell whether words and short numbers are no more than stand in a log by themselves."""
    return all(
        len(piece) < _SHORTEST_NUMBER or piece in vocabulary() for piece in re.findall(r"[^\W_]+", text)
    )


@cache
def vocabulary() -> frozenset[str]:
    """Return the words that logs consist of: those which the code itself logs, and the names of its errors."""
    found = {
        "direct",
        "cause",
        "above",
        "exception",
        "following",
        "during",
        "handling",
        "another",
        "occurred",
    }
    for path in (PROJECT_FOLDER / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id in ("log", "_log"):
                    found.update(_words_of(node.args))
            elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                found.update(_words_of(node.exc.args))
    return frozenset(found)


def _words_of(arguments: Iterable[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from _WORD.findall(node.value.casefold())


def _line(text: str, part: str) -> str:
    """Return the line of a text in which something stands."""
    return next((line for line in text.splitlines() if part in line), text)[:_LONGEST_SHOWN]


watch = Watch()


# --- the plugin --------------------------------------------------------------------------------------------------


class _Plugin:
    """Puts the watch up around each test."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Generator[None]:
        watch.forget()
        _listen()
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Generator[None]:
        _listen()
        result = yield
        _check()
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None]:
        result = yield
        _check()
        return result


def _listen() -> None:
    """Be on the root logger, whatever the test before did to it."""
    root = logging.getLogger()
    if watch not in root.handlers:
        root.addHandler(watch)
    logging.getLogger(OURS).setLevel(logging.DEBUG)


def _check() -> None:
    leaks = watch.leaks()
    if leaks:
        raise Leak("in the log is what must not be there:\n" + "\n".join(leaks))


def _note_updates() -> None:
    """Note every update as it is made by the loopback Telegram, and as it is read by a bot of this process."""
    reading, adding = Update.de_json.__func__, State.add_update  # type: ignore[attr-defined]

    def de_json(cls: type[Update], data: Any, bot: Any = None) -> Update:
        watch.came(data)
        return reading(cls, data, bot)  # type: ignore[no-any-return]

    def add_update(state: State, kind: str, payload: dict[str, Any]) -> int | None:
        watch.came(payload)
        return adding(state, kind, payload)

    Update.de_json = classmethod(de_json)  # type: ignore[assignment]
    State.add_update = add_update  # type: ignore[method-assign]


def install(config: pytest.Config) -> None:
    """Put the watch up for a test run."""
    if not config.pluginmanager.has_plugin("leaks"):
        _note_updates()
        config.pluginmanager.register(_Plugin(), "leaks")
