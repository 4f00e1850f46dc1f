"""The measuring itself, in small and without thresholds: `python -m tests.bench` prints the real figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import bench, bench_growth, bench_reminders, bench_table, bench_updates
from tests.bench_reminders import Figures
from tests.bench_table import Line
from tests.bench_updates import Cell, Size
from tests.process import bytecode_folder

DUE = 40


def test_ours_is_measured(
    tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bytecode = bytecode_folder(pytestconfig, tmp_path_factory)
    url = f"sqlite:///{tmp_path / 'bench.sqlite3'}"
    figures = bench_reminders.ours(tmp_path / "ours", bytecode, "ours", url, 2 * DUE, DUE, 1.0, training=True)

    assert (figures.runners, figures.due, figures.arrived) == (2 * DUE, DUE, DUE)
    assert min(figures.claims or 0, figures.idle_us or 0, figures.sends, figures.cpu_ms, figures.mb) > 0
    assert 0 < figures.p50 <= figures.p99


@pytest.mark.parametrize("kind", ["apscheduler", "jobqueue"])
def test_so_are_the_others(kind: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
    figures = bench_reminders.rival(tmp_path / kind, kind, kind, url, 2 * DUE, DUE, 1.0)

    assert figures.arrived == DUE
    assert min(figures.setup, figures.sends, figures.mb) > 0


def test_the_verdict_names_every_target() -> None:
    rows = [
        Figures("ours, sqlite", 10, 5, idle_us=100.0, sends=900.0, mb=120.0),
        Figures("ours, sqlite", 100, 5, idle_us=150.0, sends=1200.0, mb=130.0),
        Figures("PTB JobQueue", 100, 5, sends=1.0),
    ]
    assert bench_reminders.verdict(rows) == (
        "ours, sqlite: 900 sends/s (at least 1000), an idle look 1.5 times as long at most (at most 2), "
        "130 MB (below 150)"
    )
    assert len(bench_reminders.table(rows).splitlines()) == 4


def test_updates_are_measured_beside_echo_bots(
    tmp_path: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bytecode = bytecode_folder(pytestconfig, tmp_path_factory)
    size = Size(chats=4, rounds=1, slow=2)

    lines = bench_updates.measure(bytecode, size, ways=["webhook"], delays=[0.0])

    assert [line.what for line in lines] == [
        "PTB echo: echo",
        "aiogram echo: echo",
        "Stridesmith: /today",
        "Stridesmith: a question",
        "Stridesmith: a logged set",
        "PTB echo",
        "aiogram echo",
        "Stridesmith",
    ]
    assert all(line.value > 0 for line in lines)
    assert lines[2].least == lines[0].value


def test_a_runners_growth_is_measured() -> None:
    (line,) = bench_growth.measure(["sqlite"], runners=1, days=2, settled=1)

    assert (line.what, line.unit) == ("sqlite", "kB")


def test_what_is_delayed_has_a_target_of_its_own() -> None:
    cells = [
        Cell("PTB echo", "echo", "polling", 0.0, 500.0, 2.0, 1.0),
        Cell("Stridesmith", "/today", "polling", 0.0, 499.0, 3.0, 2.0),
        Cell("Stridesmith", "/today", "polling", 0.05, 301.0, 3.0, 2.0),
        Cell("Stridesmith", "a question", "polling", 0.05, 1.0, 3.0, 2.0),
    ]
    lines = bench_updates.lines(cells, {"Stridesmith": 150.0})

    assert [line.verdict for line in lines] == ["", "missed", "met", "", "met"]


def test_the_table_tells_figure_target_and_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        Line("start", "to the first answer", 1.234, "s", most=2.0, note="median 1.5"),
        Line("reminders", "rest cards", 900.0, "sends/s", least=1000.0),
        Line("reminders", "processor", 12.34, "ms"),
    ]
    bench_table.show(lines, "a machine")

    rows = [line.split("│") for line in capsys.readouterr().out.splitlines() if line.startswith("│")]
    assert [[cell.strip() for cell in row[1:-1]] for row in rows] == [
        ["start", "to the first answer", "1.23", "s", "at most 2.00", "met", "median 1.5"],
        ["reminders", "rest cards", "900", "sends/s", "at least 1,000", "missed", ""],
        ["", "processor", "12.3", "ms", "", "", ""],
    ]


def test_every_part_can_be_chosen_alone() -> None:
    assert set(bench.MEASURES) == set(bench.PARTS)
    assert [bench.options().parse_args([part]).what for part in bench.PARTS] == list(bench.PARTS)
