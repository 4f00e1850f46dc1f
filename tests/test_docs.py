"""What README, Procfile and requirements.txt say, held against the code."""

from __future__ import annotations

import re

import typer
from packaging.utils import canonicalize_name
from packaging.version import Version

from bot.chat.commands import COMMANDS
from bot.cli import app
from bot.settings import PROJECT_FOLDER
from tests import docs, pins

README = docs.README.read_text(encoding="utf-8")


def commands() -> set[str]:
    """Return every command of the command line, groups with their commands as `db check`."""
    found = set()
    top = typer.main.get_command(app)
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found |= {f"{name} {each}" for each in inner or ()}
        if not inner or command.invoke_without_command:
            found.add(name)
    return found


def test_readme_lists_the_chats_commands() -> None:
    part = docs.between(README, "commands")
    assert re.findall(r"^\| `/([a-z]+)` \|", part, re.MULTILINE) == [command.name for command in COMMANDS]
    assert part == docs.command_table(), "run `python -m tests.docs`"


def test_a_part_is_found_once_and_put_in_its_place() -> None:
    text = "above\n<!-- x: made -->\n<!-- /x -->\nbelow\n"
    filled = docs.with_part(text, "x", "| 1 |\n| 2 |")
    assert filled == "above\n<!-- x: made -->\n| 1 |\n| 2 |\n<!-- /x -->\nbelow\n"
    assert docs.between(filled, "x") == "| 1 |\n| 2 |"
    assert docs.with_part(filled, "x", "| 3 |").count("|") == 2


def test_readme_explains_every_command_of_the_command_line_and_no_other() -> None:
    part = README.partition("## On the command line")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    told = {
        re.sub(r" (--json|\"…\")$", "", words.removeprefix("stridesmith "))
        for row in rows
        for words in re.findall(r"`([^`]+)`", row)
    }
    assert told == commands()


def test_commands_named_anywhere_in_the_documents_exist() -> None:
    groups = {name.partition(" ")[0] for name in commands()}
    for file in ("README.md", "CONTRIBUTING.md", ".env.example", ".pre-commit-config.yaml", "Procfile"):
        text = (PROJECT_FOLDER / file).read_text(encoding="utf-8")
        for name in re.findall(r"\bstridesmith ([a-z][a-z-]*)", text):
            assert name in groups, f"{file}: stridesmith {name}"


def test_the_procfile_starts_commands_that_exist() -> None:
    lines = (PROJECT_FOLDER / "Procfile").read_text(encoding="utf-8").splitlines()
    processes = [line for line in lines if not line.startswith("#")]
    assert [line.partition(":")[0] for line in processes] == ["release", "web", "clock", "worker"]
    for line in processes:
        match = re.fullmatch(r"[a-z]+: python -m bot ([a-z -]+)", line)
        assert match, line
        assert match[1] in commands(), line


def test_requirements_are_names_and_versions_only() -> None:
    lines = pins.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 20
    assert lines == sorted(set(lines))
    for line in lines:
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.+!]*", line), line


def test_requirements_satisfy_the_ranges_of_pyproject() -> None:
    pinned = pins.pinned()
    for dependency in pins.dependencies():
        version = pinned.get(canonicalize_name(dependency.name))
        assert version is not None, (
            f"{dependency.name} is not in requirements.txt: run `python -m tests.pins`"
        )
        assert dependency.specifier.contains(Version(version)), f"{dependency} against {version}"


def test_requirements_hold_what_the_dependencies_need_in_turn() -> None:
    installed, pinned = pins.installed(pins.dependencies()), pins.pinned()
    assert {"yarl", "pydantic-core", "markupsafe"} <= set(installed)
    if all(pinned.get(name) == version for name, version in installed.items() if name in pinned):
        assert set(pinned) == set(installed), "run `python -m tests.pins`"
    else:  # other versions are installed here, which may need other things
        assert {canonicalize_name(each.name) for each in pins.dependencies()} <= set(pinned)
