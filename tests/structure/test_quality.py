"""The tools that the project holds itself to, run as a contributor runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT_FOLDER


def run(*command: str) -> str:
    """Run a tool of this environment in the project's folder; return what it says unless all is well."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]],
        cwd=PROJECT_FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "--quiet", "."),
        ("ruff", "format", "--check", "--quiet", "."),
        ("mypy", "--no-error-summary"),
    ],
    ids=["lint", "format", "types"],
)
def test_the_tools_have_nothing_to_say(command: tuple[str, ...]) -> None:
    assert run(*command) == ""
