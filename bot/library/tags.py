"""Follows the HTML tags of a template through its branches: what Telegram would refuse is found unrendered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jinja2 import nodes

_PLAIN = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "blockquote", "tg-spoiler"}
)
"""Tags of the Bot API's HTML style that need no attribute."""
_WITH = {
    "a": re.compile(r' href="[^"<>]+"\Z'),
    "span": re.compile(r' class="tg-spoiler"\Z'),
    "tg-emoji": re.compile(r' emoji-id="[^"<>]+"\Z'),
    "blockquote": re.compile(r" expandable\Z"),
    "code": re.compile(r' class="language-[\w+-]+"\Z'),
}
_MARK = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*)(?P<rest>[^<>]*)>|<|&(?P<entity>#?\w+);")
_ENTITIES = frozenset({"lt", "gt", "amp", "quot"})
_FILLED = "\0"
"""Stands for whatever an expression will put in."""

Found = Iterator[tuple[int, str]]


def misused(body: Sequence[nodes.Node]) -> Found:
    """Yield (line, message) of every tag that Telegram does not know or that is not closed where it began.

    Each branch and each round of a loop has to close what it opens: then every path through the
    template is sound, whatever the facts are.
    """
    open_tags: list[tuple[str, int]] = []
    for node in body:
        if isinstance(node, nodes.Output):
            yield from _text(node, open_tags)
        elif isinstance(node, nodes.If):
            yield from misused(node.body)
            yield from misused(node.elif_)
            yield from misused(node.else_)
        elif isinstance(node, nodes.For):
            yield from misused(node.body)
            yield from misused(node.else_)
        elif isinstance(node, nodes.With | nodes.Block | nodes.FilterBlock | nodes.Scope):
            yield from misused(node.body)
    for name, line in open_tags:
        yield line, f"<{name}> is not closed in the branch where it begins"


def _text(output: nodes.Output, open_tags: list[tuple[str, int]]) -> Found:
    text, lines = "", []
    for child in output.nodes:
        if isinstance(child, nodes.TemplateData):
            lines += [child.lineno + child.data.count("\n", 0, n) for n in range(len(child.data))]
            text += child.data
        else:
            lines.append(child.lineno)
            text += _FILLED
    for mark in _MARK.finditer(text):
        line = lines[mark.start()]
        if mark["entity"] is not None:
            if mark["entity"] not in _ENTITIES and not mark["entity"].startswith("#"):
                yield line, f"Telegram does not know &{mark['entity']};: write the character itself"
        elif mark["name"] is None:
            yield line, "a < that begins no tag is written &lt;"
        elif mark["end"]:
            if open_tags and open_tags[-1][0] == mark["name"]:
                open_tags.pop()
            else:
                yield line, f"</{mark['name']}> closes nothing that was opened in this branch"
        else:
            name, rest = mark["name"], mark["rest"]
            known = name in _PLAIN if not rest else name in _WITH and bool(_WITH[name].match(rest))
            if not known:
                yield line, f"Telegram does not know <{name}{rest.replace(_FILLED, '…')}>"
            open_tags.append((name, line))
