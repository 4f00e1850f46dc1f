"""Here the database matters: each test runs on both kinds."""

from __future__ import annotations

from tests.databases import database

__all__ = ["database"]
