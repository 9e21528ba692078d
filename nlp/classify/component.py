"""The classifier of petitions as a component of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from nlp.classify.artefacts import find_model_directory, load_model
from nlp.classify.explain import find_deciding_sentences, find_field_words
from nlp.classify.features import read_content, read_features
from nlp.classify.labels import FieldScore, PetitionField, PetitionLabels, PetitionType
from nlp.classify.model import choose_fields
from nlp.document.annotation import Provenance
from nlp.document.document import Document
from nlp.segment.models import Family, Profile
from nlp.text.span import Span

# With fewer syllables there is nothing to judge by.
_LEAST_TOKENS = 5


class PetitionClassifier:
    """Type and fields of a petition, by content; the type is None where its probability is below ``abstain_below``.

    ``model`` names a folder with a model, the shipped one where it is None. The model card tells what a threshold costs.
    """

    name: ClassVar[str] = "petition_labels"
    version: ClassVar[int] = 1
    requires: ClassVar[frozenset[str]] = frozenset({"profile"})
    provides: ClassVar[frozenset[str]] = frozenset({"petition_labels"})

    def __init__(self, *, abstain_below: float = 0.45, model: str | None = None) -> None:
        self.abstain_below = abstain_below
        self.model = model
        self._directory = Path(model) if model else find_model_directory()
        load_model(self._directory)

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
        model = load_model(self._directory)
        features = read_features(content, characters="characters" in model.vectoriser.blocks)
        vectors = model.vectoriser.transform(features)
        logits = model.decide(vectors)
        scores = model.score(logits)
        kind = max(scores["type"], key=lambda code: scores["type"][code])
        confidence = scores["type"][kind]
        fields = choose_fields(scores["main"], scores["fields"], model.second_field_from)
        deciding = find_deciding_sentences(content, features, vectors, logits["type"], model)
        cues = (*deciding, *find_field_words(content, fields[0][0]))
        rule = "linear" if confidence >= self.abstain_below else "abstained"
        return PetitionLabels(
            span=whole,
            provenance=Provenance(self.name, self.version, rule, tuple(sorted(set(cues))), confidence),
            type=PetitionType(kind) if confidence >= self.abstain_below else None,
            type_scores=scores["type"],
            fields=tuple(FieldScore(PetitionField(code), score) for code, score in fields),
        )
