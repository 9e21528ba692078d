"""The document: a source, its canonical text, and layers of annotations upon it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import TypeVar

from nlp.document.anchors import Anchor, Anchors, NoAnchors
from nlp.document.annotation import Annotation
from nlp.document.problem import Problem, Severity
from nlp.resources.load import load_resource
from nlp.text.alignment import Alignment
from nlp.text.canonical import canonicalise
from nlp.text.cues import CueRestorer
from nlp.text.fold import encode_letters, fold_views
from nlp.text.sentences import find_sentences
from nlp.text.span import Span

A = TypeVar("A", bound=Annotation)
_START, _END = attrgetter("span.start"), attrgetter("span.end")


@lru_cache(maxsize=1)
def _cue_restorer() -> CueRestorer:
    return CueRestorer(load_resource("ocr_cues.yaml")["pairs"])


def _fold(document: Document, name: str) -> str:
    """The view of that name, made at once with the other two, for who asks for one mostly asks for all."""
    views = document._views
    views["tone"], views["lower"], views["bare"] = fold_views(document.text, document.code)
    return views[name]


_VIEWS: Mapping[str, Callable[[Document], str]] = MappingProxyType(
    {
        "tone": lambda document: _fold(document, "tone"),
        "lower": lambda document: _fold(document, "lower"),
        "case": lambda document: _cue_restorer().restore(document.view("lower")),
        "bare": lambda document: _fold(document, "bare"),
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from; sizes in bytes, ``encoding`` and ``pages`` None where the format has none."""

    path: str
    sha256: str
    media_type: str
    bytes: int
    encoding: str | None = None
    pages: int | None = None
    ocr: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """One document. ``raw`` is the source as decoded, ``text`` its canonical form, never edited afterwards.

    Components do not change a document: the runner puts their annotations into a new one. Views of the text are worked
    out once and shared.
    """

    source: Source
    raw: str
    text: str
    alignment: Alignment
    anchors: Anchors = field(default_factory=NoAnchors)
    layers: Mapping[str, tuple[Annotation, ...]] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()
    _views: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _sentences: dict[tuple[int, int], Sequence[Span]] = field(default_factory=dict, repr=False, compare=False)

    def layer(self, kind: type[A]) -> tuple[A, ...]:
        """The annotations of a layer, by start and then the longer first; empty where no component made it.

        >>> from nlp.document.annotation import Sentence
        >>> build_document("Một câu.").layer(Sentence)
        ()
        """
        return self.layers.get(kind.LAYER, ())  # type: ignore[return-value]

    def first(self, kind: type[A]) -> A | None:
        """The first annotation of a layer, or None; for layers that hold one."""
        layer = self.layer(kind)
        return layer[0] if layer else None

    @cached_property
    def code(self) -> bytes | None:
        """The text as ``encode_letters`` has it, for looks at the shapes that stand in it."""
        return encode_letters(self.text)

    def view(self, name: str) -> str:
        """The text folded for matching, same length: ``tone`` (new tone placement), ``lower`` (tone and lower case), ``case``
        (the same with known cues and days that a recogniser misread put right), ``bare`` (lower case without diacritics)."""
        view = self._views.get(name)
        if view is None:
            view = self._views[name] = _VIEWS[name](self)
        return view

    def sentences_of(self, paragraph: Span) -> Sequence[Span]:
        """The sentences of a paragraph of the text, found once for all components that ask."""
        key = (paragraph.start, paragraph.end)
        found = self._sentences.get(key)
        if found is None:
            found = self._sentences[key] = find_sentences(self.text, paragraph.start, paragraph.end)
        return found

    def with_layers(self, layers: Mapping[str, Iterable[Annotation]]) -> Document:
        """The document with these layers in place of those of the same names."""
        ordered = {name: tuple(sorted(sorted(items, key=_END, reverse=True), key=_START)) for name, items in layers.items()}
        return self._with(layers=MappingProxyType({**self.layers, **ordered}))

    def with_problems(self, problems: Iterable[Problem]) -> Document:
        """The document with these problems added."""
        problems = (*self.problems, *problems)
        return self if len(problems) == len(self.problems) else self._with(problems=problems)

    def _with(self, **changes: object) -> Document:
        """The document with these fields changed; quicker than ``dataclasses.replace``, for every component ends in it."""
        changed = object.__new__(Document)
        vars(changed).update(vars(self), **changes)
        return changed

    def to_source(self, span: Span) -> Span:
        """The span of ``raw`` from which a span of ``text`` was made."""
        return self.alignment.to_source(span)

    def locate(self, span: Span) -> tuple[Anchor, ...]:
        """Where a span of ``text`` stands in the source."""
        return self.anchors.locate(self.to_source(span))

    @property
    def status(self) -> str:
        """``failed`` where an error left no text, ``partial`` where there was an error, else ``ok``."""
        if not any(problem.severity is Severity.ERROR for problem in self.problems):
            return "ok"
        return "partial" if self.text.strip() else "failed"


def build_document(text: str, *, path: str = "-") -> Document:
    """A document of a text at hand, canonicalised; for callers that have no file."""

    data = text.encode("utf-8", "surrogatepass")
    canonical, alignment = canonicalise(text)
    source = Source(path, hashlib.sha256(data).hexdigest(), "text/plain", len(data), encoding="utf-8")
    return Document(source=source, raw=text, text=canonical, alignment=alignment)
