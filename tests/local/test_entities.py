from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local.entities import Formatted, clean, link, parse_html, plain, utf16_length, with_entities
from bot.local.wire import BotError


def marked(text: Formatted) -> list[tuple[str, str]]:
    """What each entity covers, cut out by UTF-16 units as a client does it."""
    units = text.text.encode("utf-16-le")
    cut = lambda one: units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")  # noqa: E731
    return [(one["type"], cut(one)) for one in text.entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        (
            "<b>bold</b> and <strong>strong</strong>",
            "bold and strong",
            [("bold", "bold"), ("bold", "strong")],
        ),
        ("<i>a</i><em>b</em>c", "abc", [("italic", "ab")]),
        ("<u>a</u> <ins>b</ins>", "a b", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s> <strike>b</strike> <del>c</del>", "a b c", [("strikethrough", x) for x in "abc"]),
        ("<code>x &lt; y</code>", "x < y", [("code", "x < y")]),
        ("<pre>two\nlines</pre>", "two\nlines", [("pre", "two\nlines")]),
        ("<tg-spoiler>s</tg-spoiler>", "s", [("spoiler", "s")]),
        ('<span class="tg-spoiler">s</span>', "s", [("spoiler", "s")]),
        ("<blockquote>q <b>b</b></blockquote>", "q b", [("blockquote", "q b"), ("bold", "b")]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", "q")]),
        ("👟🏃 <b>🏋️ go</b>", "👟🏃 🏋️ go", [("bold", "🏋️ go")]),
        ("<B>upper</B>", "upper", [("bold", "upper")]),
        ("<b>outer <i>inner</i></b>", "outer inner", [("bold", "outer inner"), ("italic", "inner")]),
        ("<b>any end</>", "any end", [("bold", "any end")]),
        ("fish &amp; chips &quot;&#33;&#x21;&nbsp;", 'fish & chips "!!&nbsp;', []),
        ("  <b> padded </b>\n ", "padded", [("bold", "padded")]),
        ("<b></b>x<i> </i>", "x", []),
        ("<code>a<b>b</b></code>", "ab", [("code", "ab")]),
    ],
)
def test_tags_become_entities(source: str, text: str, entities: list[tuple[str, str]]) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert marked(parsed) == entities


def test_a_pre_with_a_language_is_one_entity() -> None:
    parsed = parse_html('<pre><code class="language-python">pass</code></pre>')
    assert parsed.entities == [{"type": "pre", "offset": 0, "length": 4, "language": "python"}]


def test_links_keep_their_address_and_bad_ones_are_plain_text() -> None:
    parsed = parse_html('<a href="https://example.org/?a=1&amp;b=2">one</a> <a href="javascript:x">two</a>')
    assert parsed.text == "one two"
    assert parsed.entities == [
        {"type": "text_link", "offset": 0, "length": 3, "url": "https://example.org/?a=1&b=2"}
    ]
    assert link("example.org") == "http://example.org/"
    assert link("http://localhost/x") is None


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("ü<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<b>x</b y>", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_what_telegram_cannot_parse_is_refused_in_its_words(source: str, reason: str) -> None:
    with pytest.raises(BotError) as caught:
        parse_html(source)
    assert caught.value.code == 400
    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"


def test_commands_addresses_and_tags_are_found_but_not_in_code() -> None:
    text = "/start now, @someone see https://example.org/a or a@b.org #run /move@my_bot"
    assert marked(plain(text)) == [
        ("bot_command", "/start"),
        ("mention", "@someone"),
        ("url", "https://example.org/a"),
        ("email", "a@b.org"),
        ("hashtag", "#run"),
        ("bot_command", "/move@my_bot"),
    ]
    assert marked(parse_html("<code>/start</code> 5/10 and/or </b>".replace("</b>", ""))) == [
        ("code", "/start")
    ]


def test_listed_entities_are_taken_and_checked() -> None:
    taken = with_entities("👟 shoe", [{"type": "bold", "offset": 3, "length": 4}])
    assert marked(taken) == [("bold", "shoe")]
    for wrong in (
        {"type": "bold", "offset": 1, "length": 4},
        {"type": "bold", "offset": -1, "length": 1},
        "x",
    ):
        with pytest.raises(BotError, match="can't parse entities"):
            with_entities("👟 shoe", [wrong])


def parsed_or_refused(source: str) -> Formatted | BotError:
    try:
        return parse_html(source)
    except BotError as error:
        return error


PIECES = [
    "<",
    ">",
    "/",
    "b",
    "</b>",
    "<b>",
    "<a href='",
    "'",
    '"',
    "=",
    "&",
    "&lt",
    ";",
    "&#x1F45F;",
    "<pre>",
    "</pre>",
]
PIECES += [
    "<code class=",
    "<blockquote expandable>",
    "</blockquote>",
    " ",
    "\n",
    "👟",
    "é",
    "\x00",
    "\r",
    "#a",
    "/go",
    "@name",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join))
def test_any_text_is_parsed_or_refused_as_unparsable(source: str) -> None:
    parsed = parsed_or_refused(source)
    if isinstance(parsed, BotError):
        assert parsed.description.startswith("Bad Request: can't parse entities: ")
        return
    assert parsed.text == parsed.text.rstrip(" \n")
    for one in parsed.entities:
        assert one["length"] > 0
        assert 0 <= one["offset"] <= parsed.units - one["length"]
    marked(parsed)  # decodes each cut: none splits a surrogate pair


@settings(deadline=None)
@given(st.text(max_size=60))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)).text == clean(text).strip(" \n")


TREES = st.recursive(
    st.text(alphabet="ab é👟", min_size=1, max_size=5),
    lambda inner: st.tuples(st.sampled_from(["b", "i", "u", "s"]), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=8,
)


def render(tree: object) -> tuple[str, str]:
    if isinstance(tree, str):
        return tree, tree
    tag, inner = tree  # type: ignore[misc]
    sources, texts = zip(*(render(one) for one in inner), strict=True)
    return f"<{tag}>{''.join(sources)}</{tag}>", "".join(texts)


@settings(deadline=None)
@given(st.lists(TREES, min_size=1, max_size=4))
def test_nested_tags_mark_exactly_what_they_enclose(trees: list[object]) -> None:
    sources, texts = zip(*(render(tree) for tree in trees), strict=True)
    parsed = parse_html("x" + "".join(sources) + "x")
    assert parsed.text == "x" + "".join(texts) + "x"
    kinds = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough"}
    covered: dict[str, set[int]] = {kind: set() for kind in kinds.values()}
    for one in parsed.entities:
        covered[one["type"]].update(range(one["offset"], one["offset"] + one["length"]))
    wanted: dict[str, set[int]] = {kind: set() for kind in kinds.values()}

    def walk(tree: object, at: int) -> int:
        if isinstance(tree, str):
            return at + utf16_length(tree)
        tag, inner = tree  # type: ignore[misc]
        start = at
        for one in inner:
            at = walk(one, at)
        if render(tree)[1].strip():
            wanted[kinds[tag]].update(range(start, at))
        return at

    at = 1
    for tree in trees:
        at = walk(tree, at)
    assert covered == wanted
