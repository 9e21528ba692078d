"""From the contents that a petition has to its type, and from the fields that it touches to its main one.

A petition of several contents (Thông tư 05/2021/TT-TTCP, Điều 6) is not like others of its kind, it is like each of its parts. So
each content is judged on its own, and the types follow by counting. Arrays are texts x classes, logarithms of probabilities.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classify.labels import PetitionType

Floats = NDArray[np.float64]
TYPES = tuple(kind.value for kind in PetitionType)
#: What a petition may hold, in the order of the types.
PARTS = tuple(kind for kind in TYPES if kind != PetitionType.MIXED.value)
_LEAST = 1e-6
_TOUCHED = 0.3


def read_type(parts: NDArray[np.floating[Any]]) -> Floats:
    """The logarithms of the probabilities of ``TYPES`` from the logits of ``PARTS``, each judged on its own.

    >>> [TYPES[i] for i in read_type(np.array([[4.0, -4, -4, -4, -4], [4.0, 4, -4, -4, -4]])).argmax(axis=1)]
    ['khieu_nai', 'nhieu_noi_dung']
    """
    held = 1 / (1 + np.exp(-np.clip(np.asarray(parts, dtype=np.float64), -30, 30)))
    lacking = 1 - held
    alone = np.stack([held[..., k] * np.prod(np.delete(lacking, k, axis=-1), axis=-1) for k in range(len(PARTS))], axis=-1)
    several = 1 - np.prod(lacking, axis=-1) - alone.sum(axis=-1)
    shares = np.empty((*held.shape[:-1], len(TYPES)))
    shares[..., [TYPES.index(kind) for kind in PARTS]] = alone
    shares[..., TYPES.index(PetitionType.MIXED.value)] = several
    shares = np.maximum(shares, _LEAST)
    logarithms: Floats = np.log(shares / shares.sum(axis=-1, keepdims=True))
    return logarithms


def level(logits: NDArray[np.floating[Any]]) -> Floats:
    """The logarithms of the probabilities of classes that exclude each other."""
    values = np.asarray(logits, dtype=np.float64)
    values = values - values.max(axis=-1, keepdims=True)
    logarithms: Floats = values - np.log(np.exp(values).sum(axis=-1, keepdims=True))
    return logarithms


def join_types(types: NDArray[np.floating[Any]], parts: NDArray[np.floating[Any]]) -> Floats:
    """The types as the whole text shows them (logits of ``TYPES``) and as its contents do, in equal measure."""
    return (level(types) + read_type(parts)) / 2


def join_fields(main: NDArray[np.floating[Any]], fields: NDArray[np.floating[Any]]) -> Floats:
    """The main field as the text shows it, and, to a lesser part, how surely each field is among those that it touches.

    The share is that of the least loss in the cross-validation of the linear model; near it the loss hardly changes.
    """
    touched = -np.logaddexp(0, -np.asarray(fields, dtype=np.float64))
    return (1 - _TOUCHED) * level(main) + _TOUCHED * level(touched)
