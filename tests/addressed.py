"""A process that prints a line about itself, such as its address, from outside: it loads no more than it needs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.settings import PROJECT_FOLDER


@contextmanager
def addressed(module: str, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a module that prints a line, and ends when its standard input is closed; yield both."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_FOLDER,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()
