"""How far annotators agree, layer by layer, and the model with each of them.

Labels of documents and the units of spans (syllables, cut at every annotator's edges) give Cohen's kappa for each pair
(scikit-learn), Fleiss' kappa over the documents that all annotated (statsmodels) and Krippendorff's alpha over all
(krippendorff); spans give F1 for each pair, exact and overlapping, with the same label. Needs the extra ``annotate``.

A figure is None where it is not defined: fewer than two annotators, or one label only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from math import isnan
from typing import Any

from nlp.annotate.layers import DOCUMENT_LABEL_SETS, DOCUMENT_LABELS, LAYERS, vocabulary
from nlp.annotate.task import AnnotatedSpan, Task
from nlp.annotate.tokens import split_tokens
from nlp.errors import DonthuError, MissingExtra
from nlp.evaluation.metrics import Item, Tally, pair_items

#: The name of the one who made the tasks without annotator.
MODEL = "model"
#: The label of a unit in no span, and of a document without the label.
NONE = "-"
Pair = tuple[str, str]


@dataclass(frozen=True)
class LayerAgreement:
    """The agreement on one layer. ``units`` are documents or syllables; F1 (``exact``, ``overlap``) is of spans only."""

    layer: str
    documents: int
    units: int
    cohen: Mapping[Pair, float | None]
    fleiss: float | None
    alpha: float | None
    exact: Mapping[Pair, float] = field(default_factory=dict)
    overlap: Mapping[Pair, float] = field(default_factory=dict)

    def of_annotator(self, name: str) -> tuple[float | None, float | None]:
        """The mean of Cohen's kappa and of the exact F1 over the pairs that an annotator is in; None where there is none."""
        kappas = [value for pair, value in self.cohen.items() if name in pair]
        return _mean(kappas), _mean([value for pair, value in self.exact.items() if name in pair])


@dataclass(frozen=True)
class Agreement:
    """The agreement of people after one version of the guidelines (None: it is not said), and of the model with each of them."""

    guidelines: str | None
    annotators: tuple[str, ...]
    layers: tuple[LayerAgreement, ...]
    model: tuple[LayerAgreement, ...] = ()


def measure_agreement(tasks: Iterable[Task]) -> list[Agreement]:
    """The agreement on documents that two annotated, by version of the guidelines; tasks without annotator are the model's.

    Raises DonthuError (``annotate.agreement``) where nobody shares a document, somebody annotated one twice, or texts of one
    document differ; MissingExtra without the extra ``annotate``.
    """
    by_version: dict[str | None, dict[str, dict[str, Task]]] = {}
    model: dict[str, Task] = {}
    for task in tasks:
        if task.annotator is None:
            model[task.document] = task
            continue
        of_document = by_version.setdefault(task.guidelines, {}).setdefault(task.document, {})
        if task.annotator in of_document:
            raise _wrong(f"{task.annotator} annotated {task.document} twice", "keep one of the two")
        of_document[task.annotator] = task
    versions = sorted(by_version, key=lambda version: (version is not None, version or ""))
    found = [_measure(version, by_version[version], model) for version in versions]
    if not any(one.layers or one.model for one in found):
        raise _wrong("no document was annotated by two", "give the gold of two annotators, or the model's records")
    return found


def encode_agreement(found: Iterable[Agreement]) -> list[dict[str, Any]]:
    """The agreement for JSON; pairs are written ``A / B``."""
    return [
        {
            "guidelines": one.guidelines,
            "annotators": list(one.annotators),
            "layers": [_encode_layer(layer) for layer in one.layers],
            "by_annotator": {
                name: {
                    layer.layer: dict(zip(("cohen", "exact"), map(_rounded, layer.of_annotator(name)), strict=True))
                    for layer in one.layers
                }
                for name in one.annotators
            },
            "model": [_encode_layer(layer) for layer in one.model],
        }
        for one in found
    ]


def _encode_layer(layer: LayerAgreement) -> dict[str, Any]:
    pairs = {"cohen": layer.cohen, "exact": layer.exact, "overlap": layer.overlap}
    rows = {name: {" / ".join(pair): _rounded(value) for pair, value in values.items()} for name, values in pairs.items()}
    whole = {"fleiss": _rounded(layer.fleiss), "alpha": _rounded(layer.alpha)}
    return {"layer": layer.layer, "documents": layer.documents, "units": layer.units, **whole, **rows}


def _measure(version: str | None, documents: Mapping[str, Mapping[str, Task]], model: Mapping[str, Task]) -> Agreement:
    people = sorted({name for annotated in documents.values() for name in annotated})
    shared = {document: annotated for document, annotated in documents.items() if len(annotated) > 1}
    with_model = {key: {**annotated, MODEL: model[key]} for key, annotated in documents.items() if key in model}
    for document, annotated in [*shared.items(), *with_model.items()]:
        if len({task.sha256 for task in annotated.values()}) > 1:
            raise _wrong(f"the texts of {document} differ", "annotate one text")
    among_people = _measure_layers(shared, list(combinations(people, 2)))
    return Agreement(version, tuple(people), among_people, _measure_layers(with_model, [(name, MODEL) for name in people]))


def _measure_layers(documents: Mapping[str, Mapping[str, Task]], pairs: Sequence[Pair]) -> tuple[LayerAgreement, ...]:
    found = []
    for name, read in _label_units().items():
        units = [unit for annotated in documents.values() for unit in read(annotated)]
        if units:
            found.append(LayerAgreement(name, len(documents), len(units), *_measure_units(units, pairs)))
    for layer in LAYERS:
        looked = {key: {n: task for n, task in one.items() if layer in task.layers} for key, one in documents.items()}
        looked = {key: one for key, one in looked.items() if len(one) > 1}
        if not looked:
            continue
        units = [unit for annotated in looked.values() for unit in _span_units(layer, annotated)]
        exact, overlap = (_measure_spans(layer, looked, pairs, same) for same in (_same_bounds, _touching))
        found.append(LayerAgreement(layer, len(looked), len(units), *_measure_units(units, pairs), exact, overlap))
    return tuple(found)


Unit = Mapping[str, str]  # the label that each annotator gave


def _label_units() -> dict[str, Any]:
    """The layers of labels of a whole document, and how their units are read; a set of labels has a unit for each value."""
    readers: dict[str, Any] = {name: partial(_single_unit, name) for name in DOCUMENT_LABELS}
    readers["main_field"] = partial(_single_unit, "petition.fields")
    for name, group in DOCUMENT_LABEL_SETS.items():
        readers[name] = partial(_set_units, name, vocabulary(group))
    return readers


def _single_unit(name: str, annotated: Mapping[str, Task]) -> Iterator[Unit]:
    given = {who: task.labels[name] for who, task in annotated.items() if name in task.labels}
    firsts = {who: (value[0] if value else None) if isinstance(value, list) else value for who, value in given.items()}
    if len(firsts) > 1:
        yield {who: NONE if value is None else str(value) for who, value in firsts.items()}


def _set_units(name: str, values: Iterable[str], annotated: Mapping[str, Task]) -> Iterator[Unit]:
    given = {who: value for who, task in annotated.items() if isinstance(value := task.labels.get(name), list)}
    if len(given) > 1:
        for value in values:
            yield {who: value if value in chosen else NONE for who, chosen in given.items()}


def _span_units(layer: str, annotated: Mapping[str, Task]) -> Iterator[Unit]:
    """The label of each syllable; of spans that overlap the innermost counts."""
    tasks = {who: task.layer(layer) for who, task in annotated.items()}
    text = next(iter(annotated.values())).text
    labels = {who: _label_at(spans) for who, spans in tasks.items()}
    for sentence in split_tokens(text, [span for spans in tasks.values() for span in spans]):
        for token in sentence:
            yield {who: at.get(token.start, NONE) for who, at in labels.items()}


def _label_at(spans: Iterable[AnnotatedSpan]) -> dict[int, str]:
    at: dict[int, str] = {}
    for span in sorted(spans, key=lambda span: span.start - span.end):
        at |= dict.fromkeys(range(span.start, span.end), span.label)
    return at


Kappas = dict[Pair, float | None]


def _measure_units(units: Sequence[Unit], pairs: Sequence[Pair]) -> tuple[Kappas, float | None, float | None]:
    kappas = {pair: kappa for pair in pairs if (kappa := _cohen(units, pair)) is not _MISSING}
    return kappas, _fleiss(units), _alpha(units)


_MISSING: Any = object()


def _cohen(units: Iterable[Unit], pair: Pair) -> Any:
    counts = Counter((unit[pair[0]], unit[pair[1]]) for unit in units if pair[0] in unit and pair[1] in unit)
    if not counts:
        return _MISSING
    if len({label for both in counts for label in both}) < 2:
        return None
    first, second = zip(*counts, strict=True)
    try:
        from sklearn.metrics import cohen_kappa_score
    except ImportError as error:
        raise _missing(error) from error
    return _number(cohen_kappa_score(first, second, sample_weight=list(counts.values())))


def _fleiss(units: Sequence[Unit]) -> float | None:
    """Over the units that all annotators have, for it takes the same number of judgements of each."""
    most = max(len(unit) for unit in units)
    table = _table([unit for unit in units if len(unit) == most])
    try:
        from statsmodels.stats.inter_rater import fleiss_kappa
    except ImportError as error:
        raise _missing(error) from error
    return None if len(table[0]) < 2 else _number(fleiss_kappa(table))


def _alpha(units: Sequence[Unit]) -> float | None:
    table = _table(units)
    try:
        from krippendorff import alpha
    except ImportError as error:
        raise _missing(error) from error
    return None if len(table[0]) < 2 else _number(alpha(value_counts=table, level_of_measurement="nominal"))


def _table(units: Sequence[Unit]) -> Any:
    """How often each unit got each label: units × labels."""
    from numpy import array

    labels = sorted({label for unit in units for label in unit.values()})
    return array([[list(unit.values()).count(label) for label in labels] for unit in units])


def _measure_spans(
    layer: str, documents: Mapping[str, Mapping[str, Task]], pairs: Sequence[Pair], same: Callable[[Item, Item], bool]
) -> dict[Pair, float]:
    found = {}
    for pair in pairs:
        tally = Tally()
        both = [one for one in documents.values() if pair[0] in one and pair[1] in one]
        for one in both:
            first, second = ([{"start": s.start, "end": s.end, "label": s.label} for s in one[who].layer(layer)] for who in pair)
            tally.hits += len(pair_items(first, second, same, _shared))
            tally.gold += len(first)
            tally.system += len(second)
        if both:
            found[pair] = tally.value
    return found


def _same_bounds(a: Item, b: Item) -> bool:
    return a == b


def _touching(a: Item, b: Item) -> bool:
    return bool(a["label"] == b["label"]) and _shared(a, b) > 0


def _shared(a: Item, b: Item) -> int:
    return int(min(a["end"], b["end"]) - max(a["start"], b["start"]))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _number(value: Any) -> float | None:
    return None if isnan(value) else float(value)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _wrong(message: str, hint: str) -> DonthuError:
    return DonthuError("annotate.agreement", message, hint)


def _missing(error: ImportError) -> MissingExtra:
    return MissingExtra("annotate.missing", f"{error.name} is not installed", "pip install 'donthu[annotate]'")
