"""The encoder's arithmetic with numpy alone: a transformer in evaluation (Vaswani et al., 2017; BERT's order of layers).

Weights are kept as whole numbers of eight bits with a scale for each row, and unfolded when the model is loaded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_GELU = math.sqrt(2 / math.pi)


@dataclass(frozen=True)
class Layer:
    """One layer; matrices are inputs x outputs, ``query_key_value`` the three side by side."""

    query_key_value: Array
    query_key_value_bias: Array
    attended: Array
    attended_bias: Array
    attended_norm: tuple[Array, Array]
    inner: Array
    inner_bias: Array
    outer: Array
    outer_bias: Array
    outer_norm: tuple[Array, Array]


@dataclass(frozen=True)
class Encoder:
    """Embeddings of pieces and places, their norm, and the layers."""

    pieces: Array
    places: Array
    norm: tuple[Array, Array]
    layers: Sequence[Layer]
    heads: int
    epsilon: float

    def encode(self, ids: Sequence[int]) -> Array:
        """One vector a piece (pieces x width) for the ids of one text, at most as many as there are places."""
        states = self.pieces[np.asarray(ids, dtype=np.int64)] + self.places[: len(ids)]
        states = normalise(states, self.norm, self.epsilon)
        for layer in self.layers:
            states = normalise(states + self._attend(layer, states), layer.attended_norm, self.epsilon)
            inner = states @ layer.inner
            inner += layer.inner_bias
            outer = gelu(inner) @ layer.outer
            outer += layer.outer_bias
            outer += states
            states = normalise(outer, layer.outer_norm, self.epsilon)
        return states

    def _attend(self, layer: Layer, states: Array) -> Array:
        count, width = states.shape
        mixed = states @ layer.query_key_value
        mixed += layer.query_key_value_bias
        query, key, value = mixed.reshape(count, 3, self.heads, width // self.heads).transpose(1, 2, 0, 3)
        weights = query @ key.transpose(0, 2, 1)
        weights *= np.float32(1 / math.sqrt(width // self.heads))
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        joined = (weights @ value).transpose(1, 0, 2).reshape(count, width)
        result: Array = joined @ layer.attended + layer.attended_bias
        return result


def normalise(states: Array, norm: tuple[Array, Array], epsilon: float) -> Array:
    """The rows at mean 0 and variance 1, then scaled and shifted."""
    centred = states - states.mean(axis=-1, keepdims=True)
    spread = np.einsum("ij,ij->i", centred, centred) / np.float32(states.shape[-1])
    centred /= np.sqrt(spread + np.float32(epsilon))[:, None]
    result: Array = centred * norm[0] + norm[1]
    return result


def gelu(values: Array) -> Array:
    """The Gaussian error linear unit by its approximation with the hyperbolic tangent (Hendrycks and Gimpel, 2016)."""
    inner = values * values
    inner *= np.float32(0.044715)
    inner += np.float32(1)
    inner *= values
    inner *= np.float32(_GELU)
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= values
    inner *= np.float32(0.5)
    return inner


def fold_rows(matrix: Array) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """The rows as whole numbers from -127 to 127, and the scale of each.

    >>> numbers, scales = fold_rows(np.array([[0.5, -1.0]], dtype=np.float32))
    >>> numbers.tolist()
    [[64, -127]]
    """
    scales = (np.abs(matrix).max(axis=1) / 127).astype(np.float16)
    safe = np.where(scales > 0, scales, np.float16(1)).astype(np.float32)
    return np.clip(np.rint(matrix / safe[:, None]), -127, 127).astype(np.int8), scales


def unfold_rows(numbers: NDArray[np.int8], scales: NDArray[np.float16]) -> Array:
    """The rows as they were before ``fold_rows``, but for rounding."""
    result: Array = numbers.astype(np.float32) * scales.astype(np.float32)[:, None]
    return result


def build_encoder(arrays: Mapping[str, NDArray[np.generic]], *, heads: int, epsilon: float) -> Encoder:
    """The encoder of an artefact's arrays: ``NAME.numbers`` and ``NAME.scales`` for matrices (outputs x inputs), else by name."""

    def matrix(name: str) -> Array:
        return unfold_rows(arrays[f"{name}.numbers"], arrays[f"{name}.scales"])  # type: ignore[arg-type]

    def turned(name: str) -> Array:
        return np.ascontiguousarray(matrix(name).T)

    def vector(name: str) -> Array:
        return np.asarray(arrays[name], dtype=np.float32)

    def norm(name: str) -> tuple[Array, Array]:
        return vector(f"{name}.scale"), vector(f"{name}.shift")

    layers: list[Layer] = []
    while f"layer.{len(layers)}.inner.numbers" in arrays:
        at = f"layer.{len(layers)}"
        layers.append(
            Layer(
                turned(f"{at}.query_key_value"), vector(f"{at}.query_key_value.bias"),
                turned(f"{at}.attended"), vector(f"{at}.attended.bias"), norm(f"{at}.attended_norm"),
                turned(f"{at}.inner"), vector(f"{at}.inner.bias"),
                turned(f"{at}.outer"), vector(f"{at}.outer.bias"), norm(f"{at}.outer_norm"),
            )
        )  # fmt: skip
    return Encoder(matrix("pieces"), vector("places"), norm("norm"), layers, heads, epsilon)
