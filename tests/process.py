"""Real processes of the command line: the same interpreter, a directory and an environment of their own."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PROJECT_FOLDER
from tests.databases import KEY, opened
from tests.leaks import watch

PATIENCE_SECONDS = 90.0
_KEPT = ("PATH", "SYSTEMROOT")


def bytecode_folder(config: pytest.Config, fallback: pytest.TempPathFactory) -> Path:
    """Return a folder that stays from one test run to the next, so that libraries are compiled once."""
    cache = getattr(config, "cache", None)
    return fallback.getbasetemp() / "bytecode" if cache is None else Path(cache.mkdir("bytecode"))


class Watched(subprocess.Popen[bytes]):
    """A process whose output, once it is read to the end, is looked through for what must not be there."""

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:
        """Read everything; see `subprocess.Popen.communicate`."""
        out, err = super().communicate(input, timeout)
        _noted(self.args, out, err)
        return out, err


def _noted(words: Any, out: bytes | None, err: bytes | None) -> None:
    name = " ".join(map(str, words))
    watch.output(name, (out or b"").decode(errors="replace"), answer=True)
    watch.output(name, (err or b"").decode(errors="replace"))


@dataclass(frozen=True)
class Shell:
    """Starts `python -m bot …` in `cwd`, with nothing of this machine's settings but what `settings` says.

    `bytecode` is where compiled code is kept: without it each process would compile all libraries anew where this
    machine keeps them uncompiled.
    """

    cwd: Path
    bytecode: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> list[str]:
        """What starts the command line."""
        return [sys.executable, "-m", "bot"]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process; what it writes into `log.txt` is watched from now on."""
        kept = {
            name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("COVERAGE_")
        }
        ours = {
            "PYTHONPATH": str(PROJECT_FOLDER),
            "PYTHONPYCACHEPREFIX": str(self.bytecode),
            "PYTHONWARNINGS": "error",
            "HOME": str(self.cwd),
            "DATA_KEYS": KEY,
            "SEMANTIC": "off",  # making the vectors of the content takes half a minute of a core
            "LOG_LEVEL": "DEBUG",  # at no level is there anything in a log that must not be there
        }
        watch.settings(self.settings)
        watch.file(self.cwd / "log.txt")
        return kept | ours | dict(self.settings)

    def with_settings(self, **settings: str | Path) -> Shell:
        """Return a shell with more settings."""
        return Shell(
            self.cwd, self.bytecode, {**self.settings, **{key: str(value) for key, value in settings.items()}}
        )

    def run(self, *words: str, typed: bytes | str = b"") -> subprocess.CompletedProcess[str]:
        """Run a command to its end with something on its standard input."""
        done = subprocess.run(
            [*self.command, *words],
            input=typed.encode() if isinstance(typed, str) else typed,
            capture_output=True,
            cwd=self.cwd,
            env=self.environment,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        _noted(words, done.stdout, done.stderr)
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    def lines(self, command: str, lines: Iterable[object]) -> list[dict[str, Any]]:
        """Run a JSON command over a batch and return its answers, one for each line that is not blank.

        A `str` or `bytes` is a line as it is, anything else is written as JSON.
        """
        done = self.run(command, "--json", typed=b"\n".join(map(as_line, lines)) + b"\n")
        assert "Traceback" not in done.stderr
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command that goes on until it is stopped; its output is for the caller to read."""
        return Watched(
            [*self.command, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.cwd,
            env=self.environment,
        )


def as_line(asked: object) -> bytes:
    """Return a line of a batch."""
    if isinstance(asked, bytes):
        return asked
    return (asked if isinstance(asked, str) else json.dumps(asked)).encode()


def query(database: Path, statement: str) -> list[tuple[Any, ...]]:
    """Return what stands in a process's SQLite file, read from outside; one row while it is still being made.

    What is sealed with the tests' key is opened.
    """
    if not database.is_file():
        return [("not there yet",)]
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return [tuple(map(opened, row)) for row in connection.execute(statement)]
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return [("not there yet",)]
        raise
    finally:
        connection.close()
