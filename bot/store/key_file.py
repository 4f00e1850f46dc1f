"""The key file: one key a line, the newest first, readable by nobody else."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from bot.store.sealing import is_key, new_key

log = logging.getLogger(__name__)

OWNER_ONLY = 0o600
_BEYOND = 0o077
_LARGEST = 100_000  # bytes; more is no key file

Stamp = tuple[int, int, int]


class KeyFileError(Exception):
    """The key file cannot be used; the text is one sentence that says why and what to do, without keys."""


class KeyFile:
    """A key file, which may be changed while it is in use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: Stamp | None = None  # of what was read last; None: there was no file

    @property
    def exists(self) -> bool:
        """Whether there is one."""
        return self.path.is_file()

    def read(self) -> list[str]:
        """Return the keys, newest first; a file that others may read is closed to them first.

        Raises:
            KeyFileError: it cannot be read, cannot be closed to others, or holds something else than keys.
        """
        try:
            stamp = self._present_stamp()
            self._close_to_others()
            with self.path.open("rb") as file:
                text = file.read(_LARGEST).decode("ascii", errors="replace")
        except OSError as error:
            raise KeyFileError(f"The key file {self.path} cannot be read: {error.strerror}.") from error
        lines = [line.strip() for line in text.splitlines()]
        keys = [line for line in lines if line and not line.startswith("#")]
        wrong = next(
            (number for number, line in enumerate(lines, 1) if line in keys and not is_key(line)), None
        )
        if wrong is not None or not keys:
            where = f"line {wrong} is none" if wrong is not None else "it is empty"
            raise KeyFileError(
                f"The key file {self.path} has to hold one key a line, and {where}: put the right file there, or "
                "move it away where nothing was sealed with it yet."
            )
        self._stamp = stamp
        return keys

    def changed(self) -> list[str] | None:
        """Return the keys when the file was changed since it was read; None when not, or when it cannot be used now."""
        stamp = self._present_stamp()
        if stamp == self._stamp:
            return None
        try:
            return self.read()
        except KeyFileError:
            self._stamp = stamp  # told once
            log.warning("The key file was changed and cannot be used; the keys of before stay")
            return None

    def make(self) -> list[str]:
        """Make the file with a fresh key, unless another process was faster; return the keys in it.

        Raises:
            KeyFileError: it cannot be written.
        """
        self._write([new_key()], replace=False)
        return self.read()

    def put_in_front(self, key: str) -> list[str]:
        """Make a key the newest one; return all keys.

        Raises:
            KeyFileError: the file cannot be read or written.
        """
        before = self.read() if self.exists else []
        self._write([key, *before], replace=True)
        return self.read()

    def _write(self, keys: Sequence[str], *, replace: bool) -> None:
        """Write the whole file or nothing: half a key would lock everybody out."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
            try:
                handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.writelines(f"{key}\n" for key in keys)
                    file.flush()
                    os.fsync(file.fileno())
                if replace:
                    self._keep_owner(draft)
                    draft.replace(self.path)
                else:
                    with contextlib.suppress(
                        FileExistsError
                    ):  # two processes that start together agree on one key
                        os.link(draft, self.path)
            finally:
                draft.unlink(missing_ok=True)
            self._keep_name()
        except OSError as error:
            raise KeyFileError(
                f"The key file {self.path} cannot be written ({error.strerror}): set DATA_KEYS_FILE to a path that "
                "can, or DATA_KEYS to the keys themselves."
            ) from error

    def _keep_owner(self, draft: Path) -> None:
        """Let root write for another account: the bot's could not read the file afterwards."""
        if os.name == "nt" or os.geteuid() != 0:
            return
        with contextlib.suppress(FileNotFoundError):
            found = self.path.stat()
            os.chown(draft, found.st_uid, found.st_gid)

    def _keep_name(self) -> None:
        """See that a power cut does not lose the file: what was sealed with it would be lost as well."""
        if os.name != "nt":  # where a folder cannot be opened
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _close_to_others(self) -> None:
        if os.name == "nt" or not self.path.stat().st_mode & _BEYOND:
            return
        try:
            self.path.chmod(OWNER_ONLY)
        except OSError as error:
            raise KeyFileError(
                f"The key file {self.path} may be read by others, and that cannot be changed ({error.strerror}): "
                "give it mode 600, or set DATA_KEYS instead."
            ) from error
        log.warning("The key file could be read by others; it has mode 600 now")

    def _present_stamp(self) -> Stamp | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
