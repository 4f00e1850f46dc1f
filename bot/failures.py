"""What stops a command, in one sentence without secrets."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError


class StartError(Exception):
    """The bot cannot start; the text is one sentence that says why and what to do."""


def need_writable(folder: Path) -> None:
    """Make the data directory and see that a file can be written there.

    Raises:
        StartError: it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except (OSError, ValueError) as error:  # ValueError: a null byte in the path
        why = getattr(error, "strerror", None) or error
        raise StartError(
            f"The data directory {folder} cannot be written ({why}): set DATA_DIR or --data-dir to one that can."
        ) from error


def sentence_of(error: Exception) -> str | None:
    """Return what to tell whoever started the command, None for what is a fault of ours."""
    # Loaded only when something failed: the rooms that they stand in take longer than most commands.
    import sqlite3

    from sqlalchemy.exc import DBAPIError

    from bot.library.problems import ContentError
    from bot.store.database import StoreError

    if isinstance(error, StartError | StoreError | ContentError):
        return str(error)
    if isinstance(error, DBAPIError | sqlite3.Error):
        # Not its text, which may quote a row.
        return (
            f"The database could not be worked with ({type(getattr(error, 'orig', None) or error).__name__}). It may "
            "be busy, full, unreachable or damaged: try again, see what `stridesmith db check` says, and restore a "
            "backup where it is damaged."
        )
    if isinstance(error, ValidationError) and error.title == "Settings":
        # Not the value itself: it may be a secret.
        return "; ".join(
            f"The setting {'.'.join(map(str, each['loc'][:1])).upper()} cannot be used: "
            f"{each['msg'].removeprefix('Value error, ')}"
            for each in error.errors()
        )
    return None
