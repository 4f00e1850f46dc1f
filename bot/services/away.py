"""Whether a database that does not answer is only away for a while: restarted, failing over, or out of connections."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

# Classes of PostgreSQL's error codes: the connection, too many of them, and a server that stops or starts.
_AWAY = ("08", "53300", "57P0")
_NONE = "none"  # SQLite's errors have no codes, and its file is nowhere else


def is_away(error: BaseException) -> bool:
    """Tell whether an exception, or what it was raised from, says that the database cannot be reached for now.

    A statement that took too long, a lock or a full disk say something else: waiting is no use there.
    """
    return any(map(_says_so, _with_causes(error)))


def _says_so(error: BaseException) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code: str | None = getattr(error.orig, "sqlstate", _NONE)
    return isinstance(error, InterfaceError | OperationalError) and (code is None or code.startswith(_AWAY))


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
