"""Keeps the phrasings as sentence vectors and says which of them a message comes near."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile

import numpy as np

from bot.understanding.minilm import SIZE, Array, MiniLM
from bot.understanding.semantic import Near

log = logging.getLogger(__name__)

CACHE = "sentences.npz"
"""The file of the cache folder."""

_KEY = 16


class SentenceVectors:
    """Makes vectors of texts, and remembers those of the content in a file so that a start need not make them anew."""

    def __init__(self, model: Path, cache: Path | None = None) -> None:
        """Open the model of a folder; without a `cache` folder nothing is kept."""
        self._model = MiniLM(model)
        self._id = str((model / "model.safetensors").stat().st_size).encode()
        self._cache = cache

    def index(self, entries: Sequence[Sequence[str]]) -> SentenceIndex:
        """Return the index of entries, each with its phrasings."""
        vectors = self.kept([text for texts in entries for text in texts])
        return SentenceIndex(self._model, vectors, [len(texts) for texts in entries])

    def kept(self, texts: Sequence[str]) -> Array:
        """Return the vectors of texts; only those that the cache does not know are made."""
        keys = [self._key(text) for text in texts]
        known = self._read()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            # halves of the precision are kept, and used from the first time on: a restart must change no answer
            made = self._model.encode(list(missing.values())).astype(np.float16)
            known = {key: known[key] for key in set(keys) - set(missing)} | dict(
                zip(missing, made, strict=True)
            )
            self._write(known)
        found = np.zeros((len(texts), SIZE), dtype=np.float32)
        for row, key in enumerate(keys):
            found[row] = known[key]
        return found

    def _key(self, text: str) -> bytes:
        return blake2b(text.encode("utf-8", "replace"), digest_size=_KEY, key=self._id).digest()

    def _read(self) -> dict[bytes, np.ndarray[tuple[int, ...], np.dtype[np.float16]]]:
        if self._cache is None:
            return {}
        try:
            # opened here: of a damaged file numpy keeps hold
            with (self._cache / CACHE).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                keys, vectors = file["keys"].tobytes(), file["vectors"]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            log.warning("the kept sentence vectors cannot be read and are made anew: %r", error)
            return {}
        count = len(keys) // _KEY
        if vectors.shape != (count, SIZE) or vectors.dtype != np.float16:
            return {}
        return {keys[n * _KEY : (n + 1) * _KEY]: vectors[n] for n in range(count)}

    def _write(self, known: dict[bytes, np.ndarray[tuple[int, ...], np.dtype[np.float16]]]) -> None:
        if self._cache is None:
            return
        keys = np.frombuffer(b"".join(known), dtype=np.uint8)
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            # whole or not at all: two processes may write, and a reader must never see half a file
            with NamedTemporaryFile(dir=self._cache, suffix=".part", delete=False) as file:
                np.savez(file, keys=keys, vectors=np.stack(list(known.values())))
            Path(file.name).replace(self._cache / CACHE)
        except OSError as error:
            log.warning("the sentence vectors cannot be kept: %r", error)


class SentenceIndex:
    """The phrasings of all entries as rows of one table, the entries one after the other."""

    def __init__(self, model: MiniLM, vectors: Array, sizes: Sequence[int]) -> None:
        """Take the vectors of all phrasings and how many of them each entry has."""
        self._model = model
        self._vectors = vectors
        self._ends = np.cumsum(sizes)
        self._starts = self._ends - np.asarray(sizes)
        sums = np.add.reduceat(vectors, self._starts, axis=0) if len(sizes) else vectors
        self._middles = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)

    def near(self, text: str) -> Near:
        """Return how near a message comes to the entries."""
        asked = self._model.encode([text])[0]
        cosines = self._vectors @ asked
        rows = [
            int(start + cosines[start:end].argmax())
            for start, end in zip(self._starts, self._ends, strict=True)
        ]
        return Near(
            cosines[rows].tolist() if rows else [],
            [row - int(start) for row, start in zip(rows, self._starts, strict=True)],
            (self._middles @ asked).tolist(),
        )
