"""The shelf of drawn pictures: once drawn, whole or not there, never larger than allowed."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from bot.pictures import svg
from bot.pictures.errors import DrawingError
from bot.pictures.motion import Loop
from bot.pictures.shelf import Shelf, key_of, key_of_loop

END = b"IEND\xaeB`\x82"


def a_picture(words: str = "Monday") -> str:
    return svg.document(
        300, 100, svg.text(20, 60, words, 40, fill="#000000", class_="drawn"), background="#FFFFFF"
    )


def test_a_picture_is_drawn_once(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "new" / "folder")
    first = shelf.picture(a_picture())
    (file,) = (tmp_path / "new" / "folder").iterdir()
    assert file.read_bytes() == first.data
    file.write_bytes(b"from the shelf" + END)
    assert shelf.picture(a_picture()).data == b"from the shelf" + END
    assert Shelf(file.parent).picture(a_picture()).key == first.key


def test_other_content_has_another_key(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    keys = {shelf.picture(a_picture(words)).key for words in ("a", "b", "c", "a")}
    assert len(keys) == len(list(tmp_path.iterdir())) == 3


def test_several_threads_get_the_same_picture(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda number: shelf.picture(a_picture(str(number % 3))), range(24)))
    assert {picture.key for picture in found} == {key_of(a_picture(str(number))) for number in range(3)}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        {f"{picture.key}.png" for picture in found}
    )
    assert all(picture.data.endswith(END) for picture in found)


def test_a_film_in_the_making_holds_up_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = Event(), Event()

    def slow(_: Loop) -> bytes:
        begun.set()
        assert go_on.wait(60)
        return b"a film"

    monkeypatch.setattr("bot.pictures.film.mp4", slow)
    shelf = Shelf(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        film = pool.submit(shelf.film, Loop((a_picture(),), (0,)))
        try:
            assert begun.wait(60)
            assert pool.submit(shelf.picture, a_picture()).result(20).data.endswith(END)
        finally:
            go_on.set()
        assert film.result().data == b"a film"


def test_what_makes_a_film_another_one_makes_its_key_another(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = Loop((a_picture(),), (0,))
    keys = [key_of_loop(loop), key_of_loop(Loop(loop.pictures, (0, 0)))]
    for changed, to in (
        ("bot.pictures.motion.FRAMES_PER_SECOND", 25),
        ("bot.pictures.motion.ENCODING", {"crf": "20"}),
        ("bot.pictures.shelf.version", lambda _: "0.1"),
    ):
        monkeypatch.setattr(changed, to)
        keys.append(key_of_loop(loop))
    assert len(set(keys)) == len(keys)


def test_two_shelves_may_share_a_folder(tmp_path: Path) -> None:
    shelves = [Shelf(tmp_path), Shelf(tmp_path)]
    with ThreadPoolExecutor(2) as pool:
        found = list(
            pool.map(lambda number: shelves[number % 2].picture(a_picture(str(number % 5))), range(40))
        )
    assert all(picture.data.endswith(END) for picture in found)
    assert all(path.read_bytes().endswith(END) for path in tmp_path.glob("*.png"))


def test_a_killed_write_leaves_no_picture_and_is_cleared_away(tmp_path: Path) -> None:
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, signal, sys\n"
            "from pathlib import Path\n"
            "from bot.pictures.shelf import Shelf\n"
            "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
            "Shelf(Path(sys.argv[1])).picture(sys.argv[2])\n",
            str(tmp_path),
            a_picture(),
        ],
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    picture = Shelf(tmp_path).picture(a_picture())
    assert [path.name for path in tmp_path.iterdir()] == [f"{picture.key}.png"]


def test_a_file_without_its_end_is_drawn_again(tmp_path: Path) -> None:
    whole = Shelf(tmp_path).picture(a_picture())
    file = tmp_path / f"{whole.key}.png"
    file.write_bytes(whole.data[:-5])
    assert Shelf(tmp_path).picture(a_picture()) == whole
    assert file.read_bytes() == whole.data


def test_what_was_not_asked_for_longest_goes_first(tmp_path: Path) -> None:
    size = len(Shelf(tmp_path / "trial").picture(a_picture("0")).data)
    folder = tmp_path / "shelf"
    shelf = Shelf(folder, most_bytes=3 * size + size // 2)
    names = {}
    for number in range(3):
        names[number] = f"{shelf.picture(a_picture(str(number))).key}.png"
        os.utime(folder / names[number], (number, number))
    shelf.picture(a_picture("0"))
    names[3] = f"{shelf.picture(a_picture('3')).key}.png"
    assert {path.name for path in folder.iterdir()} == {names[0], names[2], names[3]}


def test_the_newest_stays_even_when_it_is_too_large_alone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=10)
    shelf.picture(a_picture("one"))
    last = shelf.picture(a_picture("two"))
    assert [path.name for path in tmp_path.iterdir()] == [f"{last.key}.png"]


def test_a_failure_to_draw_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(DrawingError):
        Shelf(tmp_path).picture("<svg")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_cannot_be_kept_is_sent_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        picture = Shelf(tmp_path / "file" / "below").picture(a_picture("secret words"))
    assert picture.data.endswith(END)
    assert "could not be kept" in caplog.text
    assert "secret words" not in caplog.text


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.pictures.shelf.os.fsync", full)
    assert Shelf(tmp_path).picture(a_picture()).data.endswith(END)
    assert list(tmp_path.iterdir()) == []
