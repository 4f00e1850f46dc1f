"""The rooms' order, and the two rules that a glance at the source can hold: who speaks Telegram, who reads a clock."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import PROJECT_FOLDER

BOT = PROJECT_FOLDER / "bot"
SPEAKS_TELEGRAM = ("chat", "reminders", "web", "app.py", "serving.py", "local")
CLOCKS = frozenset(
    {
        "now",
        "utcnow",
        "today",
        "time",
        "time_ns",
        "monotonic",
        "monotonic_ns",
        "perf_counter",
        "localtime",
        "gmtime",
    }
)
CLOCK_MODULES = frozenset({"datetime", "date", "time"})


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the bot with its syntax tree."""
    for path in sorted(BOT.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """The top names of everything that a module imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def clock_reads(tree: ast.Module) -> list[int]:
    """The lines on which a machine's clock is read: `datetime.now()`, `date.today()`, `time.time()` and the like."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        name = (
            owner.id
            if isinstance(owner, ast.Name)
            else owner.attr
            if isinstance(owner, ast.Attribute)
            else ""
        )
        if node.func.attr in CLOCKS and name in CLOCK_MODULES:
            found.append(node.lineno)
    return found


def test_imports_point_down() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=PROJECT_FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert " 0 broken" in run.stdout


def test_only_the_chats_floor_speaks_telegram() -> None:
    speakers = {
        path.relative_to(BOT).parts[0] for path, tree in sources() if {"telegram", "aiogram"} & imported(tree)
    }

    assert speakers <= set(SPEAKS_TELEGRAM)
    assert "chat" in speakers


def test_only_the_clock_reads_the_time() -> None:
    reads = {str(path.relative_to(BOT)): lines for path, tree in sources() if (lines := clock_reads(tree))}

    assert set(reads) == {"clock.py"}, reads


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("datetime.now(UTC)", True),
        ("datetime.datetime.utcnow()", True),
        ("date.today()", True),
        ("time.monotonic()", True),
        ("tools.clock.now()", False),
        ("tools.today(zone)", False),
        ("time(7, 30)", False),
    ],
)
def test_the_search_finds_what_it_should(code: str, reads: bool) -> None:
    assert bool(clock_reads(ast.parse(code))) is reads


def test_nothing_happens_on_import() -> None:
    """No engine, no client, no server at a module's top level: whoever imports does not start anything."""
    starters = {
        "create_engine",
        "Settings",
        "Store",
        "LocalTelegram",
        "load_library",
        "Understanding",
        "ClientSession",
    }
    found = []
    for path, tree in sources():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            for call in ast.walk(node):
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Name)
                    and call.func.id in starters
                ):
                    found.append(f"{path.name}:{call.lineno}")

    assert found == []


def test_a_start_loads_nothing_that_only_some_need() -> None:
    """Each of these costs a start some of its time and the process some of its memory, for good."""
    for_some = {
        "alembic",
        "av",
        "dateparser",
        "icalendar",
        "numpy",
        "psycopg",
        "resvg_py",
        "sqlalchemy.dialects.postgresql",
        "tzfpy",
        "uharfbuzz",
    }
    code = f"import sys, bot.app; print(sorted({for_some!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
