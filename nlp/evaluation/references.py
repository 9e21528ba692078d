"""Citations against VNLegalText, a public set of sentences with the legal references marked.

``python -m nlp.evaluation.references FILE.jsonl [--errors N] [--without CONVENTION]`` prints precision, recall and F1 of exact
spans with their type, over all and by type, and the errors by class. The file is a Label Studio export: one sentence a line,
words joined by ``_``, blanks around punctuation, nine types of instruments. Nothing is learnt from it.

What the set does otherwise than our guidelines (corpora/GUIDELINES.md) is mapped for all its items alike; every convention
can be switched off:

``nested``      a law or ordinance named inside the title of another instrument is a reference of its own
``provisions``  the article, clause and point before a reference stay outside its span
``kinds``       only the nine types are marked; other kinds of instruments are left out
``titles``      the title of the text that a sentence is taken from, which stands before its first basis and whose words are not
                joined, is not marked
``serials``     a kind word with a serial alone (``Nghị định 54``) is marked; for our reader it is an open anaphor, since the
                sentence does not say of which year

Blanks before ``,;:.)`` and behind ``(`` and the markup that the annotation tool left in sentences are the writing of the set,
not of the law: both are undone before the sentence is read, and offsets are carried over. Two faults of the export, which the
file itself shows, are put right in the marks (switched off by ``--without repair``):

* Marks are listed in the order of the sentence, but each has the offsets of the first place where its words stand, so that a
  short mention takes the place of an earlier one that begins alike. A mark that would begin before the one listed before it
  ends is moved to the next place of its words.
* A reference that holds another one (``Luật sửa đổi ... của <L rel="none"> Luật ... ngày ... </L>``) is cut where the inner
  one ends; the end tag of the outer one is left in the sentence and shows its end.

Source: Bach et al., Reference extraction from Vietnamese legal documents, SoICT 2019.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nlp.document.document import Document, build_document
from nlp.errors import DonthuError
from nlp.evaluation.metrics import Tally
from nlp.extract.citations.anaphora import Antecedents, find_anaphora
from nlp.extract.citations.find import find_mentions
from nlp.extract.citations.heads import Heads
from nlp.extract.citations.mention import Mention, overlaps
from nlp.extract.citations.patterns import load_citation_data
from nlp.text.span import Span

#: Labels of the set and our kinds.
TYPES: Mapping[str, str] = {
    "HP": "hien_phap", "BL": "bo_luat", "L": "luat", "PL": "phap_lenh", "NĐ": "nghi_dinh", "TT": "thong_tu",
    "TTLT": "thong_tu_lien_tich", "QĐ": "quyet_dinh", "NQ": "nghi_quyet",
}  # fmt: skip
CONVENTIONS = frozenset({"nested", "provisions", "kinds", "titles", "serials"})
_KINDS = frozenset(TYPES.values())
_RESIDUE = re.compile(r"</?[^\W\d_]{1,4}(?: rel=\"\w*\")?>\s?")
_BLANKS = re.compile(r"\s+(?=[,;:.)])|(?<=\()\s+")
_TITLE = re.compile(r"(?:Thông tư|Nghị định|Luật|Pháp lệnh|Quyết định|Nghị quyết|Bộ luật) [^_]*(?=Căn_cứ)")
_CONTEXT = 60


@dataclass(frozen=True, order=True)
class Reference:
    """A reference: its offsets in the sentence and its kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Sentence:
    """A sentence as it is written, the references marked in it, and where the title of the whole text, put before it, ends."""

    text: str
    gold: tuple[Reference, ...]
    title_end: int = 0


@dataclass(frozen=True)
class Error:
    """An error with its class: ``boundary``, ``type``, ``missed`` or ``wrong``."""

    sentence: Sentence
    label: str
    gold: Reference | None
    found: Reference | None


@dataclass
class Result:
    """Tallies of exact spans with their type, by type, of exact spans alone, and the errors in the order of the file."""

    typed: Tally = field(default_factory=Tally)
    spans: Tally = field(default_factory=Tally)
    by_type: dict[str, Tally] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)

    def count(self, gold: Collection[Reference], found: Collection[Reference]) -> None:
        """Adds the references of one sentence."""
        _add(self.typed, set(gold), set(found))
        _add(self.spans, {(r.start, r.end) for r in gold}, {(r.start, r.end) for r in found})
        for kind in {r.kind for r in (*gold, *found)}:
            own = {r for r in gold if r.kind == kind}, {r for r in found if r.kind == kind}
            _add(self.by_type.setdefault(kind, Tally()), *own)


def _add(tally: Tally, gold: Collection[object], found: Collection[object]) -> None:
    tally.hits += len(set(gold) & set(found))
    tally.gold += len(gold)
    tally.system += len(found)


def parse_sentence(line: str, *, repair: bool = True) -> Sentence:
    """The sentence of one line of the export, with the faults of its marks put right where ``repair``.

    >>> parse_sentence('{"data": {"value": "theo Luật Đất_đai ."}, "annotations": [{"result": [{"value": {"start": 5, "end": 17,'
    ...                ' "labels": ["L"]}}]}]}')
    Sentence(text='theo Luật Đất đai.', gold=(Reference(start=5, end=17, kind='luat'),), title_end=0)
    """
    row = json.loads(line)
    value = row["data"]["value"]
    text, places = _undo_writing(value)
    rows = [mark["value"] for annotation in row["annotations"] for mark in annotation["result"]]
    marks = [(m["start"], m["end"], m["labels"][0]) for m in rows if m["labels"][0] in TYPES]
    if repair:
        marks = list(_repair_marks(value, marks))
    gold = {_trim(text, places[a], places[b], TYPES[label]) for a, b, label in marks}
    title = _TITLE.match(value)
    return Sentence(text, tuple(sorted(gold)), places[title.end()] if title else 0)


def _repair_marks(value: str, marks: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    last = 0
    for start, end, label in marks:
        words = value[start:end]
        if start < last and (later := value.find(words, last)) >= 0:
            start, end = later, later + len(words)
        opened, closed = f"<{label} rel=", f"</{label}>"
        if words.count(opened) > words.count(closed) and (close := value.find(closed, end)) >= 0:
            end = close
        last = max(last, end)
        yield start, end, label


def read_sentences(path: Path, *, repair: bool = True) -> list[Sentence]:
    """The sentences of an export; raises DonthuError where a line is none."""
    sentences = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            sentences.append(parse_sentence(line, repair=repair))
        except (KeyError, IndexError, TypeError, json.JSONDecodeError) as error:
            raise DonthuError(
                "references.line", f"{path}, line {number}: {error}", "give the JSON lines of VNLegalText"
            ) from error
    return sentences


def _undo_writing(value: str) -> tuple[str, list[int]]:
    """The sentence as it was written, and for every offset of ``value`` its offset there."""
    kept = [True] * len(value)
    for pattern in (_RESIDUE, _BLANKS):
        for match in pattern.finditer(value):
            kept[match.start() : match.end()] = [False] * len(match[0])
    places = [0]
    for keep in kept:
        places.append(places[-1] + keep)
    return "".join(c for c, keep in zip(value, kept, strict=True) if keep).replace("_", " "), places


def _trim(text: str, start: int, end: int, kind: str) -> Reference:
    while end > start and text[end - 1].isspace():
        end -= 1
    return Reference(start, end, kind)


def find_sentence_references(text: str, *, conventions: Collection[str] = CONVENTIONS) -> tuple[Reference, ...]:
    """What our citation reader finds in a sentence, under the conventions of the set.

    >>> find_sentence_references("khoản 2 Điều 5 Luật Thú y")
    (Reference(start=15, end=25, kind='luat'),)
    """
    document, data = build_document(text), load_citation_data()
    mentions = find_mentions(document, data, nested="nested" in conventions)
    spans = [(m.head if "provisions" in conventions else m.start, m.end, m.kind) for m in mentions]
    if "serials" in conventions:
        spans += _find_serials(document, mentions)
    found = set()
    for start, end, kind in spans:
        if "kinds" in conventions and kind not in _KINDS:
            continue
        span = document.to_source(Span(start, end))
        found.add(Reference(span.start, span.end, str(kind)))
    return tuple(sorted(found))


def _find_serials(document: Document, mentions: list[Mention]) -> Iterator[tuple[int, int, str | None]]:
    """The open anaphora by serial, from their kind word on."""
    data = load_citation_data()
    heads = Heads(document, data)
    taken = sorted((m.start, m.end) for m in mentions)
    for anaphor in find_anaphora(document, data, Antecedents((), (), None, speaks=False), heads):
        span = anaphor.span
        head = max((m.start() for m in heads.references if span.start <= m.start() < span.end), default=span.start)
        if anaphor.provenance.rule == "anaphor_serial" and not overlaps(taken, head, span.end):
            yield head, span.end, anaphor.kind


def score_sentences(sentences: Iterable[Sentence], *, conventions: Collection[str] = CONVENTIONS) -> Result:
    """The scores of our citation reader on sentences."""
    result = Result()
    for sentence in sentences:
        gold = set(sentence.gold)
        found = set(find_sentence_references(sentence.text, conventions=conventions))
        if "titles" in conventions:
            gold, found = ({r for r in items if r.start >= sentence.title_end} for items in (gold, found))
        result.count(gold, found)
        result.errors += _classify_errors(sentence, gold - found, found - gold)
    return result


def _classify_errors(sentence: Sentence, missed: Collection[Reference], extra: Collection[Reference]) -> Iterator[Error]:
    """Each reference that is not right in one error: with the other's nearest overlapping one, or alone."""
    left = sorted(extra)
    for gold in sorted(missed):
        near = [found for found in left if found.start < gold.end and gold.start < found.end]
        if not near:
            yield Error(sentence, "missed", gold, None)
            continue
        found = min(near, key=lambda f: abs(f.start - gold.start) + abs(f.end - gold.end))
        left.remove(found)
        same_span = (found.start, found.end) == (gold.start, gold.end)
        yield Error(sentence, "type" if same_span else "boundary", gold, found)
    yield from (Error(sentence, "wrong", None, found) for found in left)


def render_result(result: Result, *, errors: int = 0) -> str:
    """The scores as lines for people, with the first ``errors`` errors of each class."""
    rows = [("all, typed", result.typed), ("all, spans", result.spans), *sorted(result.by_type.items())]
    lines = [f"{'':<20}{'P':>8}{'R':>8}{'F1':>8}{'gold':>7}{'found':>7}"]
    lines += [f"{name:<20}{t.precision:>8.4f}{t.recall:>8.4f}{t.value:>8.4f}{t.gold:>7}{t.system:>7}" for name, t in rows]
    by_label: dict[str, list[Error]] = {}
    for error in result.errors:
        by_label.setdefault(error.label, []).append(error)
    for label, found in sorted(by_label.items()):
        lines.append(f"{label}: {len(found)}")
        lines += [f"  {_describe(error)}" for error in found[:errors]]
    return "\n".join(lines) + "\n"


def _describe(error: Error) -> str:
    text = error.sentence.text
    spans = [span for span in (error.gold, error.found) if span]
    start = max(0, min(s.start for s in spans) - _CONTEXT)
    end = max(s.end for s in spans) + _CONTEXT
    named = (("gold", error.gold), ("found", error.found))
    parts = [f"{name} {span.kind} [{text[span.start : span.end]}]" for name, span in named if span]
    return f"{'; '.join(parts)} in: {text[start:end]!r}"


def main(arguments: list[str] | None = None) -> int:
    """Command line of the measure; exit status 0, or 2 where the file cannot be read."""
    parser = argparse.ArgumentParser(description="citations against VNLegalText")
    parser.add_argument("file", type=Path)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="errors of each class to show")
    parser.add_argument(
        "--without", action="append", default=[], choices=sorted({*CONVENTIONS, "repair"}), help="a convention to leave off"
    )
    options = parser.parse_args(arguments)
    try:
        sentences = read_sentences(options.file, repair="repair" not in options.without)
    except (OSError, DonthuError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    result = score_sentences(sentences, conventions=CONVENTIONS - set(options.without))
    sys.stdout.write(render_result(result, errors=options.errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
