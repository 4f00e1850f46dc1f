"""SIGKILL while reminders are leaving, in small: `python -m tests.crash` does it with thousands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import crash
from tests.databases import KINDS, Cluster
from tests.process import bytecode_folder

DUE, KILLS = 150, 2


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes an empty database of a kind, and returns its address."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'crash.sqlite3'}"
        server: Cluster = request.getfixturevalue("postgres")
        name = server.empty()
        request.addfinalizer(lambda: server.drop(name))
        return server.url(name)

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_bot_loses_nothing_and_repeats_at_most_what_was_on_its_way(
    kind: str,
    url: Callable[[str], str],
    tmp_path: Path,
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bytecode = bytecode_folder(pytestconfig, tmp_path_factory)
    result = crash.killed(tmp_path / "killed", bytecode, url(kind), DUE, KILLS, hurry=True)

    assert (result.lost, result.aloud) == (0, 0)
    assert result.doubled <= result.in_flight


@pytest.mark.parametrize("kind", KINDS)
def test_two_processes_share_the_work_and_send_nothing_twice(
    kind: str,
    url: Callable[[str], str],
    tmp_path: Path,
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bytecode = bytecode_folder(pytestconfig, tmp_path_factory)
    result = crash.shared(tmp_path / "shared", bytecode, url(kind), DUE)

    assert (result.lost, result.doubled) == (0, 0)


def test_the_judgement_counts_what_is_missing_twice_and_aloud(tmp_path: Path) -> None:
    """What the table says can be trusted: a proof that could not fail would be none."""
    path = tmp_path / "deliveries.txt"
    path.write_text("1 10 0 5.0\n2 11 0 5.1\n2 12 1 5.2\n3 13 0 5.3\n3 14 0 5.4\n")
    chats = crash.Telegram("", None, path)  # type: ignore[arg-type]
    result = crash._judge(crash.Result(due=4, kills=1), chats)

    assert (result.lost, result.doubled, result.aloud) == (1, 2, 1)
    assert not result.right
