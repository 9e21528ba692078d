"""The fine-tuned encoder at work: logits of type, main field and fields of a petition, and what each sentence adds to them.

Needs numpy alone. The heads read two means over the pieces, one weighted by attention and one plain, so what a piece adds to
a class is an exact share of its logit; a sentence's part is the sum over its pieces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classify.encoder.inputs import PREFIX, Reading, choose_pieces, read_sentences
from nlp.classify.encoder.network import Array, Encoder
from nlp.classify.encoder.tokens import Pieces
from nlp.classify.features import Content
from nlp.classify.parts import join_fields, join_types

#: Which attention a head reads by.
ATTENTION = {"type": 0, "parts": 0, "main": 1, "fields": 1}


@dataclass(frozen=True)
class Head:
    """Weights (classes x two means side by side) and intercepts."""

    weights: Array
    intercepts: Array


@dataclass(frozen=True)
class Understanding:
    """What the encoder makes of a petition.

    Logits of type (joined with those of its parts), main field and fields; the pieces' states and attentions, and which sentence
    each stands in.
    """

    logits: Mapping[str, NDArray[np.floating[Any]]]
    states: Array
    attentions: Array
    reading: Reading


@dataclass(frozen=True)
class PetitionEncoder:
    """Pieces, encoder, two attentions (2 x width, and their intercepts), heads, and how many pieces are read at most."""

    pieces: Pieces
    encoder: Encoder
    attention: Head
    heads: Mapping[str, Head]
    limit: int

    def understand(self, content: Content) -> Understanding:
        """The logits of a petition's content and what they were made from."""
        prefix = [piece for piece, _, _ in self.pieces.cut(PREFIX)]
        reading = choose_pieces(read_sentences(content, self.pieces), prefix, self.limit)
        states = self.encoder.encode(reading.ids)
        scores = states @ self.attention.weights.T + self.attention.intercepts
        attentions = np.exp(scores - scores.max(axis=0))
        attentions /= attentions.sum(axis=0)
        plain = states.mean(axis=0)
        logits = {}
        for name, head in self.heads.items():
            read = np.concatenate([attentions[:, ATTENTION[name]] @ states, plain])
            logits[name] = head.weights @ read + head.intercepts
        logits["type"] = join_types(logits["type"], logits.pop("parts"))
        logits["main"] = join_fields(logits["main"], logits["fields"])
        return Understanding(logits, states, attentions, reading)

    def share_sentences(self, understood: Understanding, name: str, best: int, second: int) -> dict[int, float]:
        """What each sentence that was read adds to the class ``best`` of a head against ``second``, by its number."""
        width = understood.states.shape[1]
        difference = self.heads[name].weights[best] - self.heads[name].weights[second]
        parts = understood.attentions[:, ATTENTION[name]] * (understood.states @ difference[:width])
        parts = parts + understood.states @ difference[width:] / len(understood.states)
        shares: dict[int, float] = {}
        for number, part in zip(understood.reading.sentences, parts.tolist(), strict=True):
            if number >= 0:
                shares[number] = shares.get(number, 0.0) + part
        return shares
