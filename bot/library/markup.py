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


_MARKED = re.compile(r"[*_`#<>\[\]&\\!~|=+\t]|^\s*(?:-|\d+[.)])|^    |  $|\n\n", re.MULTILINE)
"""Where none of these stands, the text is a single paragraph and needs no parser."""


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
    if not _MARKED.search(markdown.strip("\n")):
        return Markup(escape(" ".join(markdown.split()), quote=False))  # noqa: S704 - escaped
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
