"""A server to follow the guide on: folders of the test's own, and stand-ins for what needs a real root.

`apt-get` does nothing, `useradd` makes a folder. `sudo` says as who a command runs, and who may not run it is told so
as on a server. `systemctl` starts and stops what the unit says, with its own directory and command. `python3 -m venv`
and `pip` are uv's, which has the packages at hand already. Everything else, git and the bot above all, is real.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import PROJECT_FOLDER, Settings

HOME = "/srv/stridesmith"
UNITS = "/etc/systemd/system"
PATIENCE_SECONDS = 120.0
PROGRAMS = "/usr/local/bin"
_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_CRON_FIELDS = 5


@dataclass(frozen=True, slots=True)
class Block:
    """What the guide says under a heading: to be typed (`sh`), written into .env (`ini`) or run by cron (`crontab`)."""

    heading: str
    kind: str
    text: str


def origin(folder: Path) -> None:
    """Make a repository of the code as it is here now, for others to clone."""

    def git(*words: str, at: Path = folder) -> str:
        return subprocess.run(["git", *words], cwd=at, check=True, capture_output=True, text=True).stdout

    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard", at=PROJECT_FOLDER)
    for name in filter(None, listed.split("\0")):
        if (PROJECT_FOLDER / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT_FOLDER / name, folder / name)
    git("init", "--quiet")
    git("add", "--all")
    commit(folder, "The code")


def commit(folder: Path, what: str) -> None:
    """Commit what has changed in a repository."""
    who = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org")
    subprocess.run(["git", *who, "commit", "--quiet", "--all", "--message", what], cwd=folder, check=True)


def blocks(guide: str) -> list[Block]:
    """Return the blocks of a guide in their order."""
    found = []
    for match in _BLOCK.finditer(guide):
        heading = re.findall(r"^## (.+)$", guide[: match.start()], re.MULTILINE)[-1]
        text = "".join(line.removeprefix(match[1]) for line in match[3].splitlines(keepends=True))
        found.append(Block(heading, match[2], text))
    return found


@dataclass
class Machine:
    """A server; `replaced` is what stands for the guide's own examples, `settings` what .env has besides."""

    root: Path
    bytecode: Path
    replaced: dict[str, str]
    settings: dict[str, str]
    where: Path = field(init=False)
    typed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.where = self.root
        tools = self.root / "bin"
        tools.mkdir()
        (self.root / "units").mkdir()
        for name in ("sudo", "apt-get", "useradd", "systemctl", "journalctl", "python3", "git", "install"):
            file = tools / name
            start = f'PYTHONPATH="{PROJECT_FOLDER}" exec "{sys.executable}"'
            file.write_text(f'#!/bin/sh\n{start} -m tests.guide.stand_ins {name} "$@"\n')
            file.chmod(0o755)

    @property
    def home(self) -> Path:
        """The bot's home."""
        return self.root / "srv"

    @property
    def app(self) -> Path:
        """Where the code is."""
        return self.home / "app"

    def type(self, text: str) -> str:
        """Type the lines of a block; return what was printed.

        Raises:
            AssertionError: a command failed, or is one of the bot's that another account than its own would run.
        """
        for line in text.splitlines():
            assert not line.startswith(HOME), f"{line} leaves files that the bot cannot read"
        return self._run_script(text, self._environment)

    def by_night(self, text: str) -> str:
        """Run the lines of the bot's crontab; return what was printed.

        Raises:
            AssertionError: a command failed.
        """
        lines = (line.split(maxsplit=_CRON_FIELDS)[-1].replace("\\%", "%") for line in text.splitlines())
        return self._run_script("\n".join(lines), self._environment | {"GUIDE_USER": "stridesmith"})

    def _run_script(self, text: str, environment: dict[str, str]) -> str:
        self.typed.append(text)
        script = f"{self._own(text)}\npwd > {self.root}/where\n"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=self.where,
            env=environment,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        self.where = Path((self.root / "where").read_text().strip())
        return done.stdout

    def write(self, text: str) -> None:
        """Write lines into .env, in the place of those that are there."""
        file = self.app / ".env"
        lines = file.read_text().splitlines()
        given = [line.split("=", 1) for line in self._own(text).splitlines()]
        for key, value in given + [[key, value] for key, value in self.settings.items()]:
            lines = [f"{key}={value}" if line.startswith(f"{key}=") else line for line in lines]
            assert f"{key}={value}" in lines, f"{key} is not in .env.example"
        file.write_text("\n".join(lines) + "\n")

    def stop(self) -> None:
        """End whatever still runs."""
        for unit in (self.root / "units").glob("*.pid"):
            self._run("systemctl", "stop", unit.stem)

    def log(self, unit: str) -> str:
        """Return what a unit has written."""
        file = self.root / "units" / f"{unit}.log"
        return file.read_text() if file.exists() else ""

    def _run(self, *words: str) -> None:
        environment = self._environment | {"GUIDE_USER": "root"}
        subprocess.run([self.root / "bin" / words[0], *words[1:]], env=environment, check=True)

    def _own(self, text: str) -> str:
        replaced = {
            **self.replaced,
            HOME: str(self.home),
            f"{UNITS}/": f"{self.root}/units/",
            f"{PROGRAMS}/": f"{self.root}/bin/",
        }
        for theirs, ours in replaced.items():
            text = text.replace(theirs, ours)
        return text

    @property
    def _environment(self) -> dict[str, str]:
        ours = {name.upper() for name in Settings.model_fields} | {"PYTHONPATH", "VIRTUAL_ENV"}
        # what this machine needs to reach packages stays; settings of the bot come from .env alone
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return kept | {
            "PATH": f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPYCACHEPREFIX": str(self.bytecode),
            "GUIDE_ROOT": str(self.root),
            "GUIDE_GIT": str(shutil.which("git")),
        }
