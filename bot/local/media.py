"""Files: what kind they are, how large the picture is, and the objects the Bot API makes of them."""

from __future__ import annotations

import hashlib
import mimetypes
import struct
from dataclasses import asdict, dataclass
from typing import Any

from bot.local.wire import Json, Upload, bad_request

MEGABYTE = 1024 * 1024
PHOTO_LIMIT = 10 * MEGABYTE
FILE_LIMIT = 50 * MEGABYTE
DOWNLOAD_LIMIT = 20 * MEGABYTE
"""Bytes a bot may send as a photo, as another file, and fetch (core.telegram.org/bots/api#sending-files)."""

FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "animation": "animations",
    "sticker": "stickers",
    "voice": "voice",
}
_PREFIX = {"photo": "AgAC", "document": "BQAC", "animation": "CgAC", "sticker": "CAAC", "voice": "AwAC"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the server keeps; `width` and `height` in pixels, `duration` in seconds."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    size: int
    name: str | None
    mime: str
    width: int = 0
    height: int = 0
    duration: int = 0

    def record(self) -> Json:
        """Return it for the journal."""
        return asdict(self)

    def as_file(self) -> Json:
        """Return a Bot API File."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
            "file_path": self.path,
        }

    def content(self) -> Json:
        """Return the fields of a message that carry this file (`photo`, `document`, …)."""
        base: Json = {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}
        named = base | {"mime_type": self.mime} | ({"file_name": self.name} if self.name else {})
        frame = {"width": self.width, "height": self.height}
        if self.kind == "photo":
            return {"photo": [base | frame]}
        if self.kind == "animation":
            # The real server sends both, for clients that know no animations.
            return {"animation": named | frame | {"duration": self.duration}, "document": named}
        if self.kind == "sticker":
            plain = {"type": "regular", "is_animated": False, "is_video": False}
            return {"sticker": base | plain | frame}
        if self.kind == "voice":
            return {"voice": base | {"duration": self.duration, "mime_type": self.mime}}
        return {"document": named}


def describe(kind: str, upload: Upload, number: int, **given: int) -> StoredFile:
    """Return the record of a new file of a kind; `given` sizes win over what the bytes say. Raises 400."""
    data = upload.data
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > FILE_LIMIT:
        raise bad_request("file is too big")
    mime, width, height = look(data)
    if kind == "photo":
        _check_photo(mime, width, height, len(data))
    if not mime:
        mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
    digest = hashlib.sha256(data).hexdigest()
    suffix = mimetypes.guess_extension(mime) or ""
    if "." in upload.name:
        suffix = "." + "".join(c for c in upload.name.rsplit(".", 1)[1] if c.isalnum())[:8]
    return StoredFile(
        file_id=f"{_PREFIX[kind]}{number:06d}{digest[:40]}",
        unique_id=f"AQAD{digest[:12]}",
        kind=kind,
        path=f"{FOLDERS[kind]}/file_{number}{'.jpg' if kind == 'photo' and not suffix else suffix}",
        size=len(data),
        name=None if kind in {"photo", "sticker", "voice"} else upload.name,
        mime=mime,
        width=given.get("width") or width or (320 if kind == "animation" else 0),
        height=given.get("height") or height or (240 if kind == "animation" else 0),
        duration=given.get("duration", 0),
    )


def _check_photo(mime: str, width: int, height: int, size: int) -> None:
    if size > PHOTO_LIMIT:
        raise bad_request("file is too big for a photo")
    if mime not in {"image/png", "image/jpeg", "image/gif", "image/webp"} or not (width and height):
        raise bad_request("IMAGE_PROCESS_FAILED")
    # "width and height must not exceed 10000 in total, ratio at most 20" (sendPhoto).
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def look(data: bytes) -> tuple[str, int, int]:
    """Return media type, width and height by the first bytes; ("", 0, 0) for anything unknown."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return "image/png", *_pair(data, ">II", 16)
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        return "image/gif", *_pair(data, "<HH", 6)
    if data[:2] == b"\xff\xd8":
        return "image/jpeg", *_jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp", *_webp(data)
    if data[4:8] == b"ftyp":
        return "video/mp4", 0, 0
    if data[:5] == b"%PDF-":
        return "application/pdf", 0, 0
    return "", 0, 0


def _pair(data: bytes, form: str, at: int) -> tuple[int, int]:
    first, second = struct.unpack_from(form, data, at)
    return int(first), int(second)


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return 0, 0
        marker = data[at + 1]
        # Start-of-frame markers carry height and width; C4, C8 and CC in that range are tables.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = _pair(data, ">HH", at + 5)
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0


def _webp(data: bytes) -> tuple[int, int]:
    form = data[12:16]
    if form == b"VP8X" and len(data) >= 30:
        width, height = (int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
        return width + 1, height + 1
    if form == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if form == b"VP8 " and len(data) >= 30:
        width, height = _pair(data, "<HH", 26)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def stored(record: Any) -> StoredFile:
    """Return a file from its journal record."""
    return StoredFile(**record)
