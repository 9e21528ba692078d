"""What the spaCy pipeline finds in a petition."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from nlp.extract.parties.entities.artefacts import load_entities
from nlp.extract.parties.rules import Findings
from nlp.text.span import Span

#: The layers that the pipeline knows.
LAYERS = ("petitioner", "address", "target")


def find_entities(directory: Path, text: str, layers: Collection[str]) -> Findings:
    """The spans of the layers that the pipeline of a folder finds, by start; errors as those of ``load_entities``."""
    found = [(entity.label_, Span(entity.start_char, entity.end_char)) for entity in load_entities(directory)(text).ents]
    return [(layer, span) for layer, span in found if layer in layers]
