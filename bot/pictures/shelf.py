"""Keeps drawn pictures on disk, so that each is drawn once; the ones not asked for longest go first."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from bot.pictures.errors import DrawingError

if TYPE_CHECKING:
    from bot.pictures.motion import Loop

MOST_BYTES = 200 * 1024 * 1024
"""How much a shelf holds unless told otherwise: all exercises drawn and a few hundred cards of runners."""

_PICTURE, _FILM = ".png", ".mp4"
_PART = ".part"
_DRAWN_AT_ONCE = 16
_LAST_BYTES = b"IEND\xaeB`\x82"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture; `key` is the same for the same content, so that what is sent can be remembered by it."""

    key: str
    data: bytes


class Shelf:
    """The pictures of one folder. Safe for several threads; another process may use the same folder."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._keeping = Lock()
        self._filming = Lock()
        self._drawing = tuple(Lock() for _ in range(_DRAWN_AT_ONCE))

    def picture(self, svg: str) -> Picture:
        """Return the picture of an SVG from the shelf, or draw it and keep it.

        Raises DrawingError when it cannot be drawn. A picture that cannot be kept is logged and returned.
        """

        def draw() -> bytes:
            from bot.pictures.render import png  # what draws is loaded with the first picture

            return png(svg)

        key = key_of(svg)
        return self._kept(key, _PICTURE, draw, self._drawing[int(key, 16) % _DRAWN_AT_ONCE])

    def film(self, loop: Loop) -> Picture:
        """Return a loop as MP4 from the shelf, or make it and keep it; the extra `motion` has to be installed.

        Raises DrawingError when it cannot be made.
        """

        def make() -> bytes:
            try:
                from bot.pictures.film import mp4
            except ImportError as error:
                raise DrawingError("the encoder cannot be loaded") from error
            return mp4(loop)

        return self._kept(key_of_loop(loop), _FILM, make, self._filming)

    def _kept(self, key: str, suffix: str, make: Callable[[], bytes], turn: Lock) -> Picture:
        """Return what is kept under a key, or make it; of two that ask for the same one waits in `turn`."""
        path = self._folder / f"{key}{suffix}"
        with turn:
            data = _whole(path)
            if data is None:
                data = make()
                with self._keeping:
                    self._keep(path, data)
        return Picture(key, data)

    def _keep(self, path: Path, data: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(path, data)
            self._make_room(path)
        except OSError as error:
            _log.warning("a picture was drawn but could not be kept: %s", type(error).__name__)

    def _make_room(self, newest: Path) -> None:
        """Remove what a killed process left half-written, then the oldest pictures beyond the limit."""
        found = []
        for path in self._folder.iterdir():
            if path.suffix == _PART:
                path.unlink(missing_ok=True)
            elif path.suffix in (_PICTURE, _FILM):
                about = path.stat()
                found.append((about.st_mtime_ns, about.st_size, path))
        held = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if held <= self._most_bytes:
                return
            if path != newest:
                path.unlink(missing_ok=True)
                held -= size


def key_of(svg: str) -> str:
    """Return the content's hash; another version of the renderer draws everything anew."""
    import resvg_py

    return sha256(f"{resvg_py.__version__}\n{svg}".encode()).hexdigest()[:40]


def key_of_loop(loop: Loop) -> str:
    """Return the content's hash of what moves; another encoder, or other settings of it, makes everything anew."""
    from bot.pictures.motion import ENCODING, FRAMES_PER_SECOND

    order = ",".join(map(str, loop.order))
    made = f"{_encoder()} {FRAMES_PER_SECOND} {sorted(ENCODING.items())}"
    return key_of("\n".join((*loop.pictures, order, made)))


def _encoder() -> str:
    """The encoder's version, without loading it; "" where it is not installed."""
    try:
        return version("av")
    except PackageNotFoundError:
        return ""


def _whole(path: Path) -> bytes | None:
    """The bytes of a kept picture, marked as just used; None where there is none or it has no end."""
    try:
        data = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return data if data.endswith(_LAST_BYTES) or (path.suffix == _FILM and data) else None


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    handle, name = tempfile.mkstemp(suffix=_PART, dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
