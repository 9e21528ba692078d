"""The contract of a component of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol

from nlp.document.annotation import Annotation
from nlp.document.document import Document
from nlp.document.problem import Problem


class Component(Protocol):
    """Reads a document and gives back annotations and problems; it changes nothing and reads no clock, file or network.

    ``requires`` and ``provides`` are names of layers, checked when the pipeline is loaded. ``version`` goes up whenever the
    output can change. The constructor takes the component's settings as keyword-only arguments with defaults; they are its
    whole configuration. A component is picklable and deterministic.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    requires: ClassVar[frozenset[str]]
    provides: ClassVar[frozenset[str]]

    def annotate(self, document: Document) -> Iterable[Annotation | Problem]:
        """The annotations of the layers that the component provides, and problems met on the way."""
        ...
