"""The key file: made whole or not at all, closed to others, and told in one sentence when it is no good."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

import pytest

from bot.store.key_file import KeyFile, KeyFileError
from bot.store.sealing import is_key, new_key
from tests.databases import KEY


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "data" / "keys")


def mode(file: KeyFile) -> int:
    return file.path.stat().st_mode & 0o777


def test_it_is_made_with_one_key_for_its_owner_only(file: KeyFile) -> None:
    assert not file.exists
    (key,) = file.make()
    assert is_key(key)
    assert mode(file) == 0o600
    assert file.path.read_text() == f"{key}\n"
    assert [path.name for path in file.path.parent.iterdir()] == ["keys"], "no draft is left"


def test_the_mode_does_not_hang_on_the_umask(file: KeyFile) -> None:
    before = os.umask(0)
    try:
        file.make()
        file.put_in_front(new_key())
    finally:
        os.umask(before)
    assert mode(file) == 0o600


def test_root_leaves_it_to_the_account_that_it_was_of(file: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, int]] = []
    file.make()
    owner = file.path.stat()
    monkeypatch.setattr(os, "chown", lambda path, user, group: given.append((user, group)))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    file.put_in_front(new_key())
    assert given == [(owner.st_uid, owner.st_gid)]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    file.put_in_front(new_key())
    assert len(given) == 1, "nobody else may give files away"


def test_one_that_is_there_is_never_written_over(file: KeyFile) -> None:
    (key,) = file.make()
    assert file.make() == [key]


def test_processes_that_start_together_agree_on_one_key(file: KeyFile) -> None:
    files = [KeyFile(file.path) for _ in range(8)]
    barrier, found = threading.Barrier(len(files)), []

    def make(each: KeyFile) -> None:
        barrier.wait()
        found.append(tuple(each.make()))

    threads = [threading.Thread(target=make, args=(each,)) for each in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(files)
    assert len(set(found)) == 1
    assert len(found[0]) == 1


def test_a_new_key_comes_in_front_and_the_others_stay(file: KeyFile) -> None:
    (old,) = file.make()
    key = new_key()
    assert file.put_in_front(key) == [key, old]
    assert mode(file) == 0o600


def test_blank_lines_blanks_and_notes_do_no_harm(file: KeyFile) -> None:
    one, other = new_key(), new_key()
    file.path.parent.mkdir()
    file.path.write_bytes(f"# the newest\r\n {one} \r\n\r\n{other}".encode())
    assert file.read() == [one, other]


@pytest.mark.parametrize("bits", [0o644, 0o640, 0o604, 0o666, 0o660])
def test_a_file_that_others_may_read_is_closed_to_them(
    file: KeyFile, bits: int, caplog: pytest.LogCaptureFixture
) -> None:
    keys = file.make()
    file.path.chmod(bits)
    with caplog.at_level(logging.WARNING):
        assert file.read() == keys
    assert mode(file) == 0o600
    assert "could be read by others" in caplog.text


def test_one_that_cannot_be_closed_is_refused(file: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    file.make()
    file.path.chmod(0o644)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(KeyFileError, match="may be read by others, and that cannot be changed") as raised:
        file.read()
    assert "mode 600" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("# only a note\n\n", "it is empty"),
        ("hunter2hunter2\n", "line 1 is none"),
        (f"{KEY}\n\nhunter2hunter2\n", "line 3 is none"),
        (KEY[:-3], "line 1 is none"),
        (f"{KEY} {KEY}\n", "line 1 is none"),
        ("Schlüssel\n", "line 1 is none"),
        ("\0\0\0", "line 1 is none"),
    ],
)
def test_what_is_no_key_file_is_told_in_one_sentence_without_what_it_holds(
    file: KeyFile, text: str, said: str
) -> None:
    file.path.parent.mkdir()
    file.path.write_text(text, encoding="utf-8")
    with pytest.raises(KeyFileError) as raised:
        file.read()
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not any(part in str(raised.value) for part in text.split() if len(part) > 9)
    assert file.path.read_text(encoding="utf-8") == text


def test_a_directory_in_its_place_is_told(file: KeyFile) -> None:
    file.path.mkdir(parents=True)
    with pytest.raises(KeyFileError, match="cannot be read"):
        file.read()
    with pytest.raises(KeyFileError, match="cannot be written"):
        file.put_in_front(new_key())


def test_where_it_cannot_be_written_the_settings_are_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyFileError, match="set DATA_KEYS_FILE to a path that can"):
        KeyFile(tmp_path / "file" / "keys").make()


def test_it_tells_when_it_was_changed_and_only_then(file: KeyFile) -> None:
    (old,) = file.make()
    assert file.changed() is None
    key = new_key()
    KeyFile(file.path).put_in_front(key)
    assert file.changed() == [key, old]
    assert file.changed() is None


@pytest.mark.parametrize("text", [None, "", "hunter2hunter2"])
def test_one_that_vanished_or_was_spoilt_is_told_once_and_changes_nothing(
    file: KeyFile, text: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    file.make()
    if text is None:
        file.path.unlink()
    else:
        file.path.write_text(text)
    with caplog.at_level(logging.WARNING):
        assert [file.changed() for _ in range(3)] == [None] * 3
    assert "the keys of before stay" in caplog.text
    assert len(caplog.records) == 1
    assert "hunter2" not in caplog.text
