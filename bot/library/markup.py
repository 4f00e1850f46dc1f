"""Turns the little Markdown that the content may use into the HTML that Telegram understands."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TELEGRAM_LIMIT = 4096
"""Characters of a message after its entities were parsed (Bot API, sendMessage)."""

_TAGS = {"strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>"}
_NAMES = {
    "heading_open": "a heading",
    "ordered_list_open": "a numbered list",
    "blockquote_open": "a quotation",
    "fence": "a code block",
    "code_block": "a code block (four spaces at the start of a line)",
    "code_inline": "code",
    "hr": "a rule",
    "html_block": "HTML",
    "html_inline": "HTML",
    "link_open": "a link",
    "image": "a picture",
}
_TAG = re.compile(r"</?[bi]>")


_UNUSUAL = re.compile(
    r"[_`#<>\[\]&\\!~|=+\t\r\f\v\u00a0\u2028\u2029]|^(?:- )* *\d+[.)]|^ {4}| $|^ +-", re.MULTILINE
)
"""Where one of these stands, the text is left to the parser."""
_ITEM = "- "
_BOLD = re.compile(r"(?<![^\s(])\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*(?![^\s.,:;?!)])")
_ITALIC = re.compile(r"(?<![^\s(])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![^\s.,:;?!)])")


class MarkupError(Exception):
    """The Markdown holds something that has no place here; `line` counts from 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


def to_html(markdown: str) -> Markup:
    """Return Telegram HTML of paragraphs, **bold**, *italic* and flat "- " lists; all else is refused.

    Raises MarkupError with the line, counted from 0, of the first thing that is not allowed.
    """
    quick = _usual(markdown.strip("\n"))
    if quick is not None:
        return Markup(quick)  # noqa: S704 - escaped
    blocks: list[str] = []
    items: list[str] | None = None
    for token in _parser().parse(markdown):
        kind = token.type
        if kind == "bullet_list_open":
            if items is not None:
                raise MarkupError("a list inside a list is not allowed", _line(token))
            items = []
        elif kind == "bullet_list_close":
            blocks.append("\n".join(items or ()))
            items = None
        elif kind == "inline":
            text = _inline(token)
            if items is None:
                blocks.append(text)
            else:
                items.append("• " + text)
        elif kind not in ("paragraph_open", "paragraph_close", "list_item_open", "list_item_close"):
            raise MarkupError(f"{_NAMES.get(kind, kind)} is not allowed here", _line(token))
    return Markup("\n\n".join(blocks))  # noqa: S704 - every piece of text was escaped above


def _usual(markdown: str) -> str | None:
    """Return the HTML of paragraphs, flat lists and unmistakable stars, or None where it needs the parser.

    Nearly all content is of this kind, and the parser would take longer than everything else together.
    """
    if _UNUSUAL.search(markdown):
        return None
    blocks: list[str] = []
    items = False
    for part in markdown.split("\n\n"):
        if not part or part.startswith("\n"):
            return None  # more than one empty line
        if items and part.startswith(" "):
            return None  # it may belong to the item above
        lines: list[str] = []
        for number, line in enumerate(part.split("\n")):
            if line.startswith(_ITEM) and line[2:3] not in ("", " ", "-"):
                if number and not lines[-1].startswith("• "):
                    blocks.append(" ".join(lines))  # a list may follow a paragraph without an empty line
                    lines, items = [], False
                if not lines and items:
                    return None  # an empty line between items
                lines.append("• " + line[2:])
            elif line.startswith("-"):
                return None
            elif lines and lines[-1].startswith("• "):
                lines[-1] += " " + line.lstrip(" ")
            else:
                lines.append(line.lstrip(" "))
        items = lines[0].startswith("• ")
        blocks.append("\n".join(lines) if items else " ".join(lines))
    html = escape("\n\n".join(blocks), quote=False)
    html = _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", html))
    return None if "*" in html else html


def plain(html: str) -> str:
    """Return what a reader sees of Telegram HTML made by `to_html`."""
    return unescape(_TAG.sub("", html))


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0


def _inline(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or ():
        kind = child.type
        if kind == "text":
            parts.append(escape(child.content, quote=False))
        elif kind in _TAGS:
            parts.append(_TAGS[kind])
        elif kind == "softbreak":
            parts.append(" ")
        elif kind == "hardbreak":
            parts.append("\n")
        else:
            raise MarkupError(f"{_NAMES.get(kind, kind)} is not allowed here", _line(token))
    return "".join(parts)
