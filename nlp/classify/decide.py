"""Which model decides on a petition: the linear one, the encoder, or both together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from nlp.classify.artefacts import load_model
from nlp.classify.combine import Mixture, Numbers
from nlp.classify.encoder.artefacts import check_encoder, load_encoder, load_mixtures
from nlp.classify.encoder.run import PetitionEncoder
from nlp.classify.explain import find_deciding_sentences
from nlp.classify.features import Content, read_features
from nlp.classify.labels import PetitionField, PetitionType
from nlp.classify.model import PetitionModel, choose_fields
from nlp.resources.artefacts import find_model_directory
from nlp.text.span import Span

#: The names of the models, the fast one first.
MODELS = ("linear", "encoder", "combined")
LINEAR, ENCODER = "petition", "petition_encoder"
_TYPES = tuple(kind.value for kind in PetitionType)
_FIELDS = tuple(code.value for code in PetitionField)
_CLASSES = {"type": _TYPES, "main": _FIELDS, "fields": _FIELDS}
_MOST_SENTENCES = 3


@dataclass(frozen=True)
class Decision:
    """Probabilities of the types, the fields that hold with theirs, and the sentences that decided on the type."""

    types: Mapping[str, float]
    fields: list[tuple[str, float]]
    deciding: tuple[Span, ...]


class Decider(Protocol):
    """A model that decides on a petition's content."""

    def decide(self, content: Content) -> Decision:
        """The decision; the same content gives the same one."""


@dataclass(frozen=True)
class LinearDecider:
    """The linear model alone."""

    model: PetitionModel

    def decide(self, content: Content) -> Decision:
        """The decision of the linear model."""
        features = read_features(content, characters="characters" in self.model.vectoriser.blocks)
        vectors = self.model.vectoriser.transform(features)
        logits = self.model.decide(vectors)
        scores = self.model.score(logits)
        fields = choose_fields(scores["main"], scores["fields"], self.model.second_field_from)
        return Decision(scores["type"], fields, find_deciding_sentences(content, features, vectors, logits["type"], self.model))


@dataclass(frozen=True)
class MixedDecider:
    """The encoder, alone or with the linear model, as ``mixtures`` say for each label.

    What is typed without diacritics is left to the linear model, if there is one: the encoder reads such text badly. The encoder
    is loaded from its ``directory`` at the first petition that needs it: a run over dispatches never does.
    """

    linear: PetitionModel | None
    directory: Path
    mixtures: Mapping[str, Mixture]
    second_field_from: float

    @property
    def encoder(self) -> PetitionEncoder:
        """The encoder, loaded once a process."""
        return load_encoder(self.directory)

    def decide(self, content: Content) -> Decision:
        """The decision of both; the sentences are those that the encoder decided by."""
        if self.linear is not None and content.tokens.plain:
            return LinearDecider(self.linear).decide(content)
        understood = self.encoder.understand(content)
        linear: Mapping[str, Numbers] = self._decide_linear(content) or understood.logits
        scores = {}
        for name, mixture in self.mixtures.items():
            values = mixture.probabilities(linear[name], understood.logits[name])
            scores[name] = dict(zip(_CLASSES[name], values.tolist(), strict=True))
        order = sorted(_TYPES, key=lambda code: (-scores["type"][code], code))
        shares = self.encoder.share_sentences(understood, "type", _TYPES.index(order[0]), _TYPES.index(order[1]))
        chosen = sorted((i for i, share in shares.items() if share > 0), key=lambda i: (-shares[i], i))[:_MOST_SENTENCES]
        fields = choose_fields(scores["main"], scores["fields"], self.second_field_from)
        return Decision(scores["type"], fields, tuple(content.sentences[i] for i in sorted(chosen)))

    def _decide_linear(self, content: Content) -> Mapping[str, Numbers] | None:
        if self.linear is None:
            return None
        features = read_features(content, characters="characters" in self.linear.vectoriser.blocks)
        return self.linear.decide(self.linear.vectoriser.transform(features))


def load_decider(model: str, linear_directory: str | None = None, encoder_directory: str | None = None) -> Decider:
    """The decider of one of ``MODELS``, from the shipped folders or the given ones; raises DonthuError where a file is wrong."""
    linear = None
    if model != "encoder":
        linear = load_model(Path(linear_directory) if linear_directory else find_model_directory(LINEAR))
        if model == "linear":
            return LinearDecider(linear)
    directory = Path(encoder_directory) if encoder_directory else find_model_directory(ENCODER)
    mixtures, second = load_mixtures(directory)
    check_encoder(directory)
    return MixedDecider(linear, directory, mixtures[model], second[model])
