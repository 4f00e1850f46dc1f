"""The measuring itself, in small and without thresholds: `python -m tests.bench reminders` prints the real figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import bench_reminders
from tests.bench_reminders import Figures
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
