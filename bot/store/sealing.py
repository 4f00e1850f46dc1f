"""Sealing: what is written about people lies encrypted in the database, and only the keys open it.

A sealed text is the fingerprint of its key, a colon, and a Fernet token (AES-128-CBC with HMAC-SHA256). The fingerprint
tells which key is missing, and which rows still wait for a newer key, without opening anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
_SEALED = re.compile(r"([0-9a-f]{8}):([A-Za-z0-9_=-]+)")
_FINGERPRINT_DIGITS = 8
_BEFORE_HASH = b"stridesmith data key "
# A token carries the time at which it was made, for anybody to read; when somebody wrote is nobody's business.
_NO_TIME = 0

Renew = Callable[[], Sequence[str] | None]
"""Returns the keys, newest first, when they are others than before; None when nothing has changed."""


class SealError(Exception):
    """Something cannot be sealed or opened; the text says why, without keys and without what is sealed."""


def new_key() -> str:
    """Return a fresh key."""
    return Fernet.generate_key().decode()


def is_key(text: str) -> bool:
    """Tell whether a text can be a key: 32 bytes in URL-safe base64."""
    return _KEY.fullmatch(text) is not None


def fingerprint_of(key: str) -> str:
    """Return what a key is known by: part of a hash, which does not lead back to the key."""
    return hashlib.sha256(_BEFORE_HASH + key.encode()).hexdigest()[:_FINGERPRINT_DIGITS]


def sealed_by(sealed: str) -> str:
    """Return the fingerprint of the key that a sealed text needs.

    Raises:
        SealError: it is not sealed.
    """
    return _parts(sealed)[0]


class KeyRing:
    """The keys, newest first: the newest seals, all of them open.

    With `renew` the ring looks whether its keys were changed, before it seals and where it lacks one. Keys that it had
    stay on it, so that what is in hand can be finished.
    """

    def __init__(self, keys: Sequence[str], renew: Renew | None = None) -> None:
        """Take the keys.

        Raises:
            SealError: there is none, or one is malformed.
        """
        if not keys or not all(map(is_key, keys)):
            raise SealError("A key is malformed, or there is none.")
        self._renew = renew
        self._take(keys)

    @property
    def newest(self) -> str:
        """The fingerprint of the key that seals."""
        return next(iter(self._keys))

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """The fingerprints of all keys, the newest first."""
        return tuple(self._keys)

    def seal(self, text: str) -> str:
        """Return a text sealed with the newest key."""
        self._look()
        newest, fernet = self._sealer
        return f"{newest}:{fernet.encrypt_at_time(text.encode(), _NO_TIME).decode()}"

    def open(self, sealed: str) -> str:
        """Return what was sealed.

        Raises:
            SealError: its key is not on the ring, it was changed since, or it was never sealed.
        """
        fingerprint, token = _parts(sealed)
        if fingerprint not in self._keys:
            self._look()
        if fingerprint not in self._keys:
            raise SealError(f"A value is sealed with the key {fingerprint}, which is not among the keys.")
        try:
            return self._sealer[1].decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise SealError("A sealed value was changed by somebody who has no key.") from error

    def reseal(self, sealed: str) -> str:
        """Return a sealed text, sealed with the newest key.

        Raises:
            SealError: see `open`.
        """
        return self.seal(self.open(sealed))

    def _look(self) -> None:
        changed = self._renew() if self._renew is not None else None
        if changed:
            self._take([*changed, *(key for key in self._keys.values() if key not in changed)])

    def _take(self, keys: Sequence[str]) -> None:
        named = {fingerprint_of(key): key for key in keys}
        fernet = MultiFernet([Fernet(key) for key in named.values()])
        self._sealer = (next(iter(named)), fernet)  # in one go: other threads seal meanwhile
        self._keys = named


def _parts(sealed: str) -> tuple[str, str]:
    found = _SEALED.fullmatch(sealed)
    if found is None:
        raise SealError("A value that should be sealed lies open: was the database changed by hand?")
    return found[1], found[2]
