"""The diary on disk: each changed object is written through at once, so that a kill loses nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.local.wire import Json, dumps


class Journal:
    """Objects by key and files' bytes by id, in one SQLite file; without a path only the bytes, in memory.

    WAL with synchronous=NORMAL: a write costs no fsync and still survives SIGKILL of the process.
    """

    def __init__(self, path: Path | None) -> None:
        self._lasts = path is not None  # else nobody will ever read the objects again
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # chats are nobody else's business on this machine
        self._database = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS object (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
        )
        self._database.execute("CREATE TABLE IF NOT EXISTS content (id TEXT PRIMARY KEY, data BLOB NOT NULL)")

    def put(self, key: str, value: Json) -> None:
        """Write an object, in place of the former one of that key."""
        if self._lasts:
            self._database.execute("INSERT OR REPLACE INTO object VALUES (?, ?)", (key, dumps(value)))

    def drop(self, key: str) -> None:
        """Forget an object."""
        if self._lasts:
            self._database.execute("DELETE FROM object WHERE key = ?", (key,))

    def objects(self) -> Iterator[tuple[str, Json]]:
        """Return all objects with their keys."""
        for key, value in self._database.execute("SELECT key, value FROM object"):
            yield key, json.loads(value)

    def put_content(self, content_id: str, data: bytes) -> None:
        """Write a file's bytes; the same id means the same bytes."""
        self._database.execute("INSERT OR IGNORE INTO content VALUES (?, ?)", (content_id, data))

    def content(self, content_id: str) -> bytes | None:
        """Return a file's bytes."""
        row = self._database.execute("SELECT data FROM content WHERE id = ?", (content_id,)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Close the file; further writes fail."""
        self._database.close()
