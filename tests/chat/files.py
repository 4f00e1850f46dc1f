"""Files on a phone: sent to the bot, and taken out of its messages."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

from icalendar import Calendar

from tests.phone import Phone


async def documents(phone: Phone) -> list[dict[str, Any]]:
    """The files that the bot has sent, oldest first."""
    return [each for each in await phone.from_bot() if "document" in each]


async def content(phone: Phone, message: dict[str, Any]) -> bytes:
    """The content of a file in a message."""
    file_id = message["document"]["file_id"]
    async with phone.http.get(f"{phone.page_url}local/files/{file_id}") as response:
        assert response.status == 200
        return await response.read()


async def latest(phone: Phone) -> tuple[str, bytes]:
    """The name and content of the file that the bot sent last."""
    message = (await documents(phone))[-1]
    return message["document"]["file_name"], await content(phone, message)


async def send(phone: Phone, name: str, what: str | bytes, **order: Any) -> str:
    """Send a file; return the bot's last text."""
    data = what.encode() if isinstance(what, str) else what
    return await phone.send(
        "document", {"file_name": name, "content_base64": base64.b64encode(data).decode(), **order}
    )


def unzipped(data: bytes) -> dict[str, str]:
    """The texts of a zip file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def tables(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of an export by table."""
    found: dict[str, list[dict[str, Any]]] = json.loads(unzipped(data)["data.json"])["tables"]
    return found


def events(data: bytes | str) -> list[Any]:
    """The events of a calendar."""
    return list(Calendar.from_ical(data).walk("VEVENT"))


def calendar(*entries: str) -> str:
    """A calendar file of events, each given by its lines."""
    blocks = ["\r\n".join(["BEGIN:VEVENT", *entry.split("\n"), "END:VEVENT"]) for entry in entries]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", *blocks, "END:VCALENDAR", ""])


def entry(day: str, title: str, *more: str) -> str:
    """An all-day event on a day (YYYYMMDD)."""
    return "\n".join([f"UID:{day}-{title[:5]}@x", f"DTSTART;VALUE=DATE:{day}", f"SUMMARY:{title}", *more])
