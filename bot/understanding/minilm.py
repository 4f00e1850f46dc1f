"""Sentence vectors by all-MiniLM-L6-v2, with numpy alone.

The model is a BERT encoder of six layers (Wang et al. 2020, "MiniLM"; Reimers and Gurevych 2019, "Sentence-BERT"): word
pieces become vectors, attention mixes them, and their mean, brought to length one, stands for the sentence. Imported
only where the optional packages are installed; see `semantic`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from tokenizers import Tokenizer

Array: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"

SIZE = 384
"""Numbers of a sentence vector."""

_HEADS, _LAYERS, _EPSILON = 12, 6, 1e-12
_MOST_TOKENS = 64
"""Word pieces of a text that are looked at: time grows with them, and a question says its matter in as many."""
_BATCH = 32


class MiniLM:
    """The encoder with its weights, which stay on disk until they are first used."""

    def __init__(self, folder: Path) -> None:
        """Open the model of a folder with `model.safetensors` and `tokenizer.json`."""
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tensors = _tensors(folder / "model.safetensors")
        table = self._tensors["embeddings.position_embeddings.weight"]
        self._places = table[:_MOST_TOKENS] + self._tensors["embeddings.token_type_embeddings.weight"][0]

    def encode(self, texts: Sequence[str]) -> Array:
        """Return a row of SIZE numbers for each text, of length one, so that a product is a cosine."""
        found = np.zeros((len(texts), SIZE), dtype=np.float32)
        # texts of the same length go through together: none is padded, so nothing has to be masked
        by_length: dict[int, list[int]] = defaultdict(list)
        ids = [each.ids for each in self._tokenizer.encode_batch([_clean(text) for text in texts])]
        for row, tokens in enumerate(ids):
            by_length[len(tokens)].append(row)
        for rows in by_length.values():
            for start in range(0, len(rows), _BATCH):
                some = rows[start : start + _BATCH]
                found[some] = self._pooled(np.array([ids[row] for row in some]))
        return found

    def _pooled(self, ids: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Array:
        hidden = self._tensors["embeddings.word_embeddings.weight"][ids] + self._places[: ids.shape[1]]
        hidden = self._normal(hidden, "embeddings.LayerNorm")
        for number in range(_LAYERS):
            layer = f"encoder.layer.{number}"
            mixed = self._linear(self._attention(hidden, layer), f"{layer}.attention.output.dense")
            hidden = self._normal(hidden + mixed, f"{layer}.attention.output.LayerNorm")
            wide = _gelu(self._linear(hidden, f"{layer}.intermediate.dense"))
            hidden = self._normal(
                hidden + self._linear(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm"
            )
        mean = hidden.mean(axis=1)
        pooled: Array = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), _EPSILON)
        return pooled

    def _attention(self, hidden: Array, layer: str) -> Array:
        texts, length, _ = hidden.shape

        def heads(name: str) -> Array:
            flat = self._linear(hidden, f"{layer}.attention.self.{name}")
            return flat.reshape(texts, length, _HEADS, SIZE // _HEADS).transpose(0, 2, 1, 3)

        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.float32((SIZE // _HEADS) ** 0.5)
        raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed: Array = (raised / raised.sum(axis=-1, keepdims=True)) @ heads("value")
        return mixed.transpose(0, 2, 1, 3).reshape(texts, length, SIZE)

    def _linear(self, hidden: Array, name: str) -> Array:
        weights, bias = self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"]
        # few rows by a tall matrix: this way round takes two thirds of the time
        flat: Array = (weights @ hidden.reshape(-1, hidden.shape[-1]).T).T + bias
        return flat.reshape(*hidden.shape[:-1], weights.shape[0])

    def _normal(self, hidden: Array, name: str) -> Array:
        off = hidden - hidden.mean(axis=-1, keepdims=True)
        scale = np.sqrt((off * off).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
        normal: Array = off / scale * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]
        return normal


def _clean(text: str) -> str:
    """Return the text without what has no place in UTF-8: halves of surrogate pairs."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def _gelu(x: Array) -> Array:
    """Return x·Φ(x); numpy has no error function: Abramowitz and Stegun 7.1.26, off by less than 1.5e-7."""
    z = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    sum_ = t * (
        0.254829592
        + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * np.float32(1.061405429))))
    )
    phi = 0.5 * np.exp(-z * z) * sum_
    gelu: Array = x * np.where(x < 0, phi, 1 - phi)
    return gelu


def _tensors(file: Path) -> dict[str, Array]:
    """Return the tensors of a safetensors file by name: eight bytes of length, a JSON header, then the numbers."""
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(8), "little")
        header = json.loads(opened.read(length))
    raw = np.memmap(file, dtype=np.uint8, mode="r", offset=8 + length)
    found: dict[str, Array] = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            start, end = entry["data_offsets"]
            found[name] = raw[start:end].view(np.float32).reshape(entry["shape"])
    return found
