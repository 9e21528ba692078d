"""The classifier of petitions as a component of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from nlp.classify.decide import MODELS, load_decider
from nlp.classify.explain import find_field_words
from nlp.classify.features import read_content
from nlp.classify.labels import FieldScore, PetitionField, PetitionLabels, PetitionType
from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.errors import DonthuError
from nlp.segment.models import Family, Profile
from nlp.text.span import Span

# With fewer syllables there is nothing to judge by.
_LEAST_TOKENS = 5


class PetitionClassifier:
    """Type and fields of a petition, by content; the type is None where its probability is below ``abstain_below``.

    ``model`` is ``combined`` (linear model and encoder), ``encoder``, or ``linear``, which takes a few milliseconds a petition.
    ``linear_model`` and ``encoder_model`` name folders with other models than the shipped ones. The model card tells what a
    threshold costs.
    """

    name: ClassVar[str] = "petition_labels"
    version: ClassVar[int] = 2
    requires: ClassVar[frozenset[str]] = frozenset({"profile"})
    provides: ClassVar[frozenset[str]] = frozenset({"petition_labels"})

    def __init__(
        self,
        *,
        abstain_below: float = 0.35,
        model: str = "combined",
        linear_model: str | None = None,
        encoder_model: str | None = None,
    ) -> None:
        if model not in MODELS:
            raise DonthuError("model.unknown", f"model {model!r} is none of {', '.join(MODELS)}", "name one of them")
        self.abstain_below = abstain_below
        self.model = model
        self.linear_model, self.encoder_model = linear_model, encoder_model
        self._decider = load_decider(model, linear_model, encoder_model)

    def annotate(self, document: Document) -> Iterable[PetitionLabels]:
        """One annotation for a petition, nothing for anything else; cues are the sentences and words that decided."""
        profile = document.first(Profile)
        if profile is None or profile.family is not Family.PETITION:
            return
        yield self.classify(document)

    def classify(self, document: Document) -> PetitionLabels:
        """The labels of a document taken for a petition.

        >>> from nlp.document.document import build_document
        >>> text = "Cử tri đề nghị Quốc hội sửa đổi Luật Đất đai, bổ sung quy định về tách thửa."
        >>> labels = PetitionClassifier().classify(build_document(text))
        >>> labels.type.value, labels.fields[0].code.value
        ('kien_nghi', 'dat_dai')
        """
        content = read_content(document)
        whole = Span(0, len(document.text))
        if len(content.tokens) < _LEAST_TOKENS or not content.sentences:
            return PetitionLabels(span=whole, provenance=Provenance(self.name, self.version, "too_short"), type=None)
        decision = self._decider.decide(content)
        kind = max(decision.types, key=lambda code: decision.types[code])
        confidence = decision.types[kind]
        cues = (*decision.deciding, *find_field_words(content, decision.fields[0][0]))
        rule = self.model if confidence >= self.abstain_below else "abstained"
        return PetitionLabels(
            span=whole,
            provenance=Provenance(self.name, self.version, rule, tuple(sorted(set(cues))), confidence),
            type=PetitionType(kind) if confidence >= self.abstain_below else None,
            type_scores=decision.types,
            fields=tuple(FieldScore(PetitionField(code), score) for code, score in decision.fields),
        )
