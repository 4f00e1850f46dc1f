"""What a server has and a test has not: `python -m tests.guide.stand_ins NAME WORDS…`; see `machine`."""

from __future__ import annotations

import configparser
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT_FOLDER = Path(os.environ.get("GUIDE_ROOT", "."))
UNITS = ROOT_FOLDER / "units"
HOME = "/srv/stridesmith"
# Whoever types, until `sudo` makes another account of it.
YOU, ROOT, BOT = "you", "root", "stridesmith"


def sudo(words: list[str]) -> int:
    """Run the words as root or as the bot's account, which itself may not use this."""
    need(who() != BOT, f"{BOT} is not in the sudoers file")
    name = ROOT
    if words[0] == "-u":
        name, words = words[1], words[2:]
    return subprocess.run(words, check=False, env=os.environ | {"GUIDE_USER": name}).returncode


def who() -> str:
    """Return the account that runs this."""
    return os.environ.get("GUIDE_USER", YOU)


def need(true: bool, said: str) -> None:
    """End with what a server would say."""
    if not true:
        raise SystemExit(said)


def git(words: list[str]) -> int:
    """Be git, for whoever owns what it works on."""
    need(who() == BOT, "fatal: detected dubious ownership")
    return subprocess.run([os.environ["GUIDE_GIT"], *words], check=False).returncode


def install(words: list[str]) -> int:
    """Copy a file, with the folders of this machine in a script."""
    file = Path(words[-1])
    need((ROOT_FOLDER / "srv" in file.parents) == (who() == BOT), f"install: {file}: Permission denied")
    subprocess.run(["/usr/bin/install", *words], check=True)
    if file.parent == ROOT_FOLDER / "bin":
        file.write_text(file.read_text().replace(HOME, str(ROOT_FOLDER / "srv")))
    return 0


def useradd(words: list[str]) -> int:
    """Make the home of the new user."""
    need(who() == ROOT, "useradd: Permission denied")
    Path(words[words.index("--home-dir") + 1]).mkdir()
    return 0


def python3(words: list[str]) -> int:
    """Make an environment, with a `pip` in it."""
    if words[:2] != ["-m", "venv"]:
        return subprocess.run([sys.executable, *words], check=False).returncode
    need(who() == BOT, "Error: Permission denied")
    folder = Path(words[2])
    subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, folder], check=True)
    pip = folder / "bin" / "pip"
    pip.write_text(f'#!/bin/sh\nexec uv pip --quiet "$@" --python "{folder}/bin/python"\n')
    pip.chmod(0o755)
    return 0


def systemctl(words: list[str]) -> int:
    """Start and stop what the units say, one by one."""
    need(who() == ROOT, "Interactive authentication required")
    what, units = words[0], [word for word in words[1:] if not word.startswith("-")]
    for unit in units:
        if what in ("stop", "restart", "disable"):
            _stop(unit)
        if what in ("start", "restart", "enable"):
            _start(unit)
    return 0


def journalctl(words: list[str]) -> int:
    """Print what a unit wrote."""
    print((UNITS / f"{words[words.index('--unit') + 1]}.log").read_text())
    return 0


def _start(unit: str) -> None:
    name, _, instance = unit.partition("@")
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read_string((UNITS / f"{name}@.service").read_text().replace(HOME, str(ROOT_FOLDER / "srv")))
    service = parser["Service"]
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX")}
    with (UNITS / f"{unit}.log").open("ab") as log:
        process = subprocess.Popen(
            service["ExecStart"].replace("%i", instance).split(),
            cwd=service["WorkingDirectory"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (UNITS / f"{unit}.pid").write_text(f"{process.pid} {service['TimeoutStopSec']}")


def _stop(unit: str) -> None:
    file = UNITS / f"{unit}.pid"
    if not file.exists():
        return
    pid, patience = map(int, file.read_text().split())
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + patience
    while _alive(pid):
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            raise SystemExit(f"{unit} did not stop in {patience} seconds")
        time.sleep(0.05)
    file.unlink()


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def main(name: str, words: list[str]) -> int:
    """Be one of them; `apt-get` has nothing to do."""
    does = {
        "sudo": sudo,
        "git": git,
        "install": install,
        "useradd": useradd,
        "python3": python3,
        "systemctl": systemctl,
        "journalctl": journalctl,
    }
    return does[name](words) if name in does else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
