"""What travels: parameters out of a request's body, and the Bot API's way to say yes and no."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

Json = dict[str, Any]
"""A JSON object as the Bot API writes it."""

MAX_BODY = 60 * 1024 * 1024
"""Bytes of a request's body: a bot's file of 50 MB with its other fields."""


class BotError(Exception):
    """An answer with `ok: false`; the HTTP status equals `code`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Return the answer's object, `parameters` only where there are some."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = dict(self.parameters)
        return body


def bad_request(reason: str) -> BotError:
    """Return a 400 in Telegram's form."""
    return BotError(400, f"Bad Request: {reason}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    data: bytes
    mime: str | None = None


def dumps(value: object) -> str:
    """Return compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def answer(result: object) -> web.Response:
    """Return `{"ok": true, "result": …}`."""
    return web.json_response({"ok": True, "result": result}, dumps=dumps)


def refusal(error: BotError) -> web.Response:
    """Return `{"ok": false, …}` with the error's code as status."""
    return web.json_response(error.body(), status=error.code, dumps=dumps)


class Params:
    """A call's parameters: native from a JSON body, strings from a query or a form."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> None:
        self.values = dict(values)
        self.files = dict(files or {})

    def has(self, name: str) -> bool:
        """Tell whether something was given (an empty string counts as nothing, as on the real server)."""
        return name in self.files or self.values.get(name) not in (None, "")

    def text(self, name: str) -> str | None:
        """Return a string, or None where nothing was given. Raises 400 for what is no proper Unicode."""
        value = self.values.get(name)
        if value is None:
            return None
        text = value if isinstance(value, str) else dumps(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return text

    def integer(self, name: str) -> int | None:
        """Return a whole number, or None where nothing was given. Raises 400 for anything else."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return int(value)
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f"parameter {name} must be a number") from None

    def number(self, name: str) -> float | None:
        """Return a finite number, or None where nothing was given. Raises 400 for anything else."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            raise bad_request(f"parameter {name} must be a number")
        return number

    def flag(self, name: str) -> bool:
        """Return a truth value; what is not given is false."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value.lower() in {"true", "yes", "1"}
        return bool(value)

    def nested(self, name: str, what: str) -> Any:
        """Return a JSON value given natively or as a string; `what` names it in the 400."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what}") from None

    def file(self, name: str) -> Upload | str | None:
        """Return an uploaded file (under its own name or by `attach://`) or a string: id or address."""
        return self.attached(self.files.get(name) or self.values.get(name))

    def attached(self, value: object) -> Upload | str | None:
        """Follow `attach://name` to the part of that name. Raises 400 where there is none."""
        if value is None or isinstance(value, Upload):
            return value
        text = str(value)
        if not text.startswith("attach://"):
            return text or None
        upload = self.files.get(text.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"can't find file {text}" if text != "attach://" else "wrong file identifier")
        return upload

    def logged(self) -> Json:
        """Return the parameters for the log of calls: nested values decoded, files by name and size."""
        values: Json = {}
        for name, value in self.values.items():
            values[name] = value
            if isinstance(value, str) and value[:1] in {"{", "["}:
                try:
                    values[name] = json.loads(value)
                except ValueError:
                    values[name] = value
        for name, upload in self.files.items():
            values[name] = {"file_name": upload.name, "size": len(upload.data)}
        return values


async def read_params(request: web.Request) -> Params:
    """Read query and body, whichever of the four forms it has. Raises 400 and 413."""
    values: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.method == "POST" and request.can_read_body:
        try:
            if request.content_type == "application/json":
                values |= _json_object(await request.text())
            elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
                for name, value in (await request.post()).items():
                    if isinstance(value, FileField):
                        files[name] = Upload(value.filename, value.file.read(), value.content_type)
                    else:
                        values[name] = value.decode(errors="replace") if isinstance(value, bytes) else value
        except web.HTTPRequestEntityTooLarge:
            raise BotError(413, "Request Entity Too Large") from None
        except (UnicodeDecodeError, ValueError):
            raise bad_request("can't parse the request's body") from None
    return Params(values, files)


def _json_object(text: str) -> Json:
    try:
        value = json.loads(text or "{}")
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("request JSON object expected")
    return value
