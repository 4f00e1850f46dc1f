"""The texts' templates: compiled once for all starts, and never older than what stands in the folder."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from bot.chat.messages import Messages
from bot.library.problems import ContentError


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A language of one text."""
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "labels.yaml").write_text("hello: Hello\n")
    (folder / "hello.html.j2").write_text("Hello, {{ name }}.")
    return folder


def test_the_second_start_compiles_nothing(
    words: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Messages(words, tmp_path / "kept").render("hello", name="Robin") == "Hello, Robin."

    def compile_(*_: object) -> str:
        raise AssertionError("it was compiled once more")

    monkeypatch.setattr(jinja2.Environment, "compile", compile_)
    assert Messages(words, tmp_path / "kept").render("hello", name="Robin") == "Hello, Robin."


def test_a_text_that_was_edited_is_compiled_anew_and_a_broken_one_found(words: Path, tmp_path: Path) -> None:
    Messages(words, tmp_path / "kept")
    (words / "hello.html.j2").write_text("Hi, {{ name }}!")
    assert Messages(words, tmp_path / "kept").render("hello", name="Robin") == "Hi, Robin!"
    (words / "hello.html.j2").write_text("Hi, {{ name }!")
    with pytest.raises(ContentError, match=r"hello\.html\.j2:1"):
        Messages(words, tmp_path / "kept")


def test_where_nothing_can_be_kept_it_works_without(words: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for folder in (tmp_path / "file" / "kept", tmp_path / "file"):
        assert Messages(words, folder).render("hello", name="Robin") == "Hello, Robin."
