"""A runner who has a plan already, so that a test can begin with what it is about."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import FrozenClock
from bot.library import Library
from bot.services.tools import Tools
from bot.store.database import Store
from bot.understanding.door import Understanding
from tests.chat.runner import TUESDAY, settle
from tests.conftest import Stage
from tests.phone import Phone


@pytest.fixture(scope="session")
def settled_database(
    tmp_path_factory: pytest.TempPathFactory,
    empty_database: Path,
    library: Library,
    understanding: Understanding,
) -> Path:
    """An SQLite file with Robin in it, made once to copy from: seven answers and two weeks' plan take a while."""
    path = tmp_path_factory.mktemp("store") / "settled.sqlite3"
    shutil.copy(empty_database, path)
    store = Store(f"sqlite:///{path}")
    settle(Tools(store, FrozenClock(TUESDAY), library, understanding))
    store.close()
    return path


@pytest.fixture
def runner(stage: Stage, settled_database: Path) -> Phone:
    """Robin, on the Tuesday of intervals and heavy strength, with dumbbells, a kettlebell and bands."""
    stage.clock.move_to(TUESDAY)
    database = stage.tools.store.url.database
    assert database is not None
    with closing(sqlite3.connect(settled_database)) as there, closing(sqlite3.connect(database)) as here:
        there.backup(here)
    return stage.phone()
