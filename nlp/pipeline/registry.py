"""Names of the components that a configuration may use, and where each is."""

from __future__ import annotations

import inspect
from importlib import import_module
from types import MappingProxyType
from typing import Any, cast

from nlp.pipeline.component import Component

COMPONENTS = MappingProxyType(
    {
        "segment": "nlp.segment.component:Segmenter",
        "sentences": "nlp.segment.component:SentenceSplitter",
        "words": "nlp.segment.component:WordSegmenter",
        "citations": "nlp.extract.citations.component:CitationReader",
        "deadlines": "nlp.extract.temporal.component:DeadlineReader",
        "obligations": "nlp.extract.obligations.component:ObligationReader",
        "petition_facts": "nlp.extract.parties.component:PetitionReader",
        "petition_labels": "nlp.classify.component:PetitionClassifier",
        "compliance": "nlp.compliance.component:ComplianceChecker",
    }
)


def load_component_class(name: str) -> type[Component]:
    """The class of a component; KeyError for a name that is not in ``COMPONENTS``."""
    module, _, attribute = COMPONENTS[name].partition(":")
    return cast(type[Component], getattr(import_module(module), attribute))


def component_defaults(kind: type[Component]) -> dict[str, Any]:
    """The settings of a component and their defaults: the keyword-only arguments of its constructor."""
    parameters = inspect.signature(kind).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
