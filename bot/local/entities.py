"""Formatted text: Telegram's HTML to plain text and entities, offsets in UTF-16 units.

Follows what the real server does (core.telegram.org/bots/api#html-style): the same tags, the same four named
character references, errors with byte offsets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.local.wire import Json, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
_SPACE = " \t\r\n\x0b\x0c"
# The server turns other control characters into spaces and drops carriage returns.
_CLEAN = {code: " " for code in range(32) if code != 10} | {13: None}
_FOUND = (
    ("url", re.compile(r"(?<![\w@/.])(?:https?://|www\.)[^\s<>\"]*[\w/#]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b")),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?\b(?!/)")),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z]\w{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#/&])#\w*[^\W\d]\w*")),
)
_RANK = {"blockquote": 0, "expandable_blockquote": 0, "pre": 1, "code": 2, "text_link": 3}


@dataclass(frozen=True, slots=True)
class Span:
    """An entity by positions in a Python string."""

    kind: str
    start: int
    end: int
    extra: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text as Telegram keeps it, with its entities as the Bot API shows them."""

    text: str
    entities: list[Json]

    @property
    def units(self) -> int:
        """The length the limits count: UTF-16 units."""
        return utf16_length(self.text)


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """Return the text without control characters."""
    return text.translate(_CLEAN)


def plain(text: str) -> Formatted:
    """Return a text without a parse mode: only commands, addresses and the like are marked."""
    return _finish(clean(text), [])


def parse_html(text: str) -> Formatted:
    """Return a text in Telegram's HTML. Raises 400 "can't parse entities: …"."""
    return _finish(*_Parser(clean(text)).run())


def with_entities(text: str, given: object) -> Formatted:
    """Return a text with entities the caller lists. Raises 400 for what is no list of entities."""
    if not isinstance(given, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    text = clean(text)
    at = _positions(text)
    spans = []
    for entity in given:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad_request("can't parse entities: expected an Object of MessageEntity")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 0:
            raise bad_request("can't parse entities: wrong offset or length")
        start, end = at.get(offset), at.get(min(offset + length, utf16_length(text)))
        if start is None or end is None:
            raise bad_request("can't parse entities: entity begins or ends within a character")
        extra = {key: value for key, value in entity.items() if key not in {"type", "offset", "length"}}
        spans.append(Span(entity["type"], start, end, extra))
    return _finish(text, spans)


def _positions(text: str) -> dict[int, int]:
    """Return Python positions by UTF-16 offset."""
    positions, units = {0: 0}, 0
    for index, character in enumerate(text, 1):
        units += 1 + (character > "\uffff")
        positions[units] = index
    return positions


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.spans: list[Span] = []
        self.open: list[tuple[str, str, int]] = []

    def run(self) -> tuple[str, list[Span]]:
        source = self.source
        while self.at < len(source):
            character = source[self.at]
            if character == "<":
                if source.startswith("/", self.at + 1):
                    self._end_tag()
                else:
                    self._start_tag()
                continue
            if character == "&":
                character = self._reference()
            else:
                self.at += 1
            self.out.append(character)
        if self.open:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return "".join(self.out), self.spans

    def _reference(self) -> str:
        """Read a character reference at the present position; a lone "&" stays what it is."""
        match = _REFERENCE.match(self.source, self.at)
        if match:
            code = int(match[1], 16) if match[1] else int(match[2] or 0)
            character = _NAMED[match[3]] if match[3] else _character(code)
            if character:
                self.at = match.end()
                return character
        self.at += 1
        return "&"

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _skip(self, until: str) -> str:
        start = self.at
        while self._peek() and self._peek() not in until:
            self.at += 1
        return self.source[start : self.at]

    def _spaces(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self.at += 1

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._skip(_SPACE + ">").lower()
        if not self._peek():
            raise _wrong(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in TAGS:
            raise _wrong(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument = ""
        while True:
            self._spaces()
            if self._peek() in {">", ""}:
                break
            name = self._skip(_SPACE + "=>").lower()
            if not name:
                raise _wrong(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
            self._spaces()
            value = ""
            if self._peek() == "=":
                self.at += 1
                value = self._value()
            argument = _argument(tag, name, value) or argument
        if not self._peek():
            raise _wrong(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag == "span" and argument != "tg-spoiler":
            where = self._byte(begin)
            raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        if tag == "tg-emoji" and not argument:
            where = self._byte(begin)
            raise _wrong(f'Tag "tg-emoji" must have attribute "emoji-id" at byte offset {where}')
        self.at += 1
        self.open.append((tag, argument, len(self.out)))

    def _value(self) -> str:
        self._spaces()
        quote = self._peek()
        if quote not in {"'", '"'}:
            start = self.at
            while self._peek() and (self._peek().isalnum() or self._peek() in ".-"):
                self.at += 1
            if self._peek() and self._peek() not in _SPACE + ">":
                raise _wrong(f"Unexpected end of name token at byte offset {self._byte(start)}")
            return self.source[start : self.at].lower()
        self.at += 1
        value: list[str] = []
        while self._peek() and self._peek() != quote:
            if self._peek() == "&":
                value.append(self._reference())
            else:
                value.append(self._peek())
                self.at += 1
        self.at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _wrong(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 2
        name = self._skip(_SPACE + ">").lower()
        self._spaces()
        if self._peek() != ">":
            raise _wrong(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        tag, argument, start = self.open.pop()
        if name and name != tag:
            where = self._byte(begin)
            raise _wrong(f'Unmatched end tag at byte offset {where}, expected "</{tag}>", found "</{name}>"')
        if start < len(self.out):
            self._add(tag, argument, start, len(self.out))

    def _add(self, tag: str, argument: str, start: int, end: int) -> None:
        kind, extra = TAGS[tag], {}
        if tag == "a":
            url = link(argument or "".join(self.out[start:end]))
            if url is None:
                return
            extra = {"url": url}
        elif tag == "blockquote" and argument:
            kind = "expandable_blockquote"
        elif tag == "tg-emoji":
            extra = {"custom_emoji_id": argument}
        elif tag == "pre":
            inner = self.spans[-1] if self.spans else None
            if inner and inner.kind == "code" and (inner.start, inner.end) == (start, end) and inner.extra:
                self.spans.pop()
                extra = inner.extra
        elif tag == "code" and argument:
            extra = {"language": argument}
        self.spans.append(Span(kind, start, end, extra))


def _argument(tag: str, name: str, value: str) -> str:
    """Return what a tag keeps of an attribute."""
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("span", "class")}:
        return value
    if (tag, name) == ("blockquote", "expandable"):
        return "expandable"
    if (tag, name) == ("code", "class"):
        return value.removeprefix("language-") if value.startswith("language-") else ""
    return ""


def _character(code: int) -> str:
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return clean(chr(code))


def _wrong(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


def link(address: str) -> str | None:
    """Return an address as Telegram keeps it, or None where it would drop the link."""
    address = address.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address):
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme in {"tg", "ton", "tonsite"}:
        return address
    if parts.scheme not in {"http", "https"} or "." not in host.strip(".") or re.search(r"\s", address):
        return None
    return address if parts.path or parts.query or parts.fragment else f"{address}/"


def _finish(text: str, spans: list[Span]) -> Formatted:
    """Trim, drop what marks nothing, mark what is found in the text, and count in UTF-16 units."""
    end = len(text.rstrip(" \n"))
    # Code keeps the spaces it begins with, all other text loses them.
    first = min((span.start for span in spans if span.kind in {"pre", "code"}), default=end)
    begin = len(text) - len(text.lstrip(" \n"))
    begin = min(begin, first, end)
    text = text[begin:end]
    moved = []
    for span in spans:
        start, stop = max(span.start - begin, 0), min(span.end - begin, len(text))
        if start < stop and text[start:stop].strip():
            moved.append(Span(span.kind, start, stop, span.extra))
    hard = [(span.start, span.end) for span in moved if span.kind in {"pre", "code"}]
    moved = [
        span
        for span in moved
        if span.kind in {"pre", "code"} or not any(a <= span.start and span.end <= b for a, b in hard)
    ]
    taken = [(span.start, span.end) for span in moved if span.kind in {"pre", "code", "text_link"}]
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            if all(match.end() <= a or match.start() >= b for a, b in taken):
                taken.append(match.span())
                moved.append(Span(kind, match.start(), match.end()))
    moved = _merged(moved)
    offsets = _offsets(text)
    return Formatted(text, [_entity(span, offsets) for span in moved])


def _merged(spans: list[Span]) -> list[Span]:
    """Return the spans in order, those of one kind that touch or nest made one."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end, _RANK.get(one.kind, 4), one.kind)):
        for index, other in enumerate(result):
            joins = not span.extra and span.kind not in {"blockquote", "expandable_blockquote"}
            if joins and other.kind == span.kind and span.start <= other.end and not other.extra:
                result[index] = Span(span.kind, other.start, max(other.end, span.end))
                break
        else:
            result.append(span)
    return sorted(result, key=lambda one: (one.start, -one.end, _RANK.get(one.kind, 4), one.kind))


def _offsets(text: str) -> list[int]:
    offsets, units = [0], 0
    for character in text:
        units += 1 + (character > "\uffff")
        offsets.append(units)
    return offsets


def _entity(span: Span, offsets: list[int]) -> Json:
    offset = offsets[span.start]
    return {"type": span.kind, "offset": offset, "length": offsets[span.end] - offset} | span.extra
