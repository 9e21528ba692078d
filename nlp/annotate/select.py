"""What to annotate next: the documents that the machine is least sure of, and that are unlike each other.

Uncertainty is read off the record: of the type, one less the margin between the two likeliest; of the fields, one less the main
field's probability; of a layer of spans, one less the confidence of its least sure span. Diversity is measured on the syllables
without diacritics, in ones and twos: greedy k-centre (Gonzalez, Clustering to minimize the maximum intercluster distance, 1985).
Both together: the least sure, grouped by weighted k-means, the middle of each group (Zhdanov, Diverse mini-batch active
learning, 2019). Needs the extra ``annotate``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp.annotate.layers import LAYERS
from nlp.annotate.prediction import FAMILY_LAYERS, read_record
from nlp.errors import DonthuError, MissingExtra
from nlp.text.fold import fold_all

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: The layers to select for: those of the document as a whole, and those of spans.
TYPE, FIELDS = "type", "fields"
SELECTABLE = (TYPE, FIELDS, *LAYERS)
#: Texts whose cosine reaches this are taken for one text: a copy, a scan of it, a form with another name.
NEAR = 0.8
#: So many times the number asked for are grouped, the least sure ones.
WIDTH = 5
#: Texts compared with all others at a time.
_STEP = 256


class Strategy(StrEnum):
    """By what documents are ranked."""

    UNCERTAINTY = "uncertainty"
    DIVERSITY = "diversity"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Doubt:
    """How unsure the machine is of a document, from 0 to 1, and why. ``code`` says what ``values`` are: of ``type`` the two
    likeliest, each with its probability; of ``fields`` the main field with its own; of ``spans`` the rule of the least sure one,
    its confidence, and how many there are."""

    uncertainty: float
    code: str
    values: tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be annotated: the record's id, where it was read, and the doubt; None where nothing tells of one."""

    document: str
    path: str
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that was chosen: ``score`` is what it was ranked by, ``distance`` how far it is from the nearest that is annotated or
    was chosen before it (1 less the cosine; 1 where there is none)."""

    row: int
    score: float
    distance: float


@dataclass(frozen=True)
class Selection:
    """The chosen candidates in order, how many there were to choose from, and how many of them were nearly the same as others."""

    chosen: tuple[tuple[Candidate, Choice], ...]
    candidates: int
    near: int


def select_documents(
    records: Iterable[Mapping[str, Any]],
    *,
    count: int,
    layer: str = TYPE,
    by: Strategy = Strategy.BOTH,
    annotated: Iterable[str] = (),
) -> Selection:
    """The ``count`` documents to annotate next, of records whose family has that layer; fewer where there are not so many.

    ``annotated`` are texts that are annotated already: none that is nearly the same is chosen. Raises DonthuError
    (``annotate.select``) where no document has the layer, or none has a confidence though it is asked for.
    """
    candidates: list[Candidate] = []

    def note(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        for record in records:
            if record["status"] != "failed" and has_layer(record, layer):
                candidates.append(Candidate(record["id"], record["source"]["path"], read_doubt(record, layer)))
                yield record["text"]

    done = list(annotated)
    vectors = read_vectors(itertools.chain(done, note(records)))
    if not candidates:
        raise DonthuError("annotate.select", f"no document has the layer {layer}", "choose another with --layer")
    doubts = np.array([np.nan if one.doubt is None else one.doubt.uncertainty for one in candidates])
    if by is not Strategy.DIVERSITY and np.isnan(doubts).all():
        raise DonthuError("annotate.select", f"nothing in {layer} has a confidence", "choose --by diversity")
    theirs = vectors[len(done) :]
    nearest = measure_nearest(theirs, vectors[: len(done)])
    choices, near = select_rows(np.nan_to_num(doubts), theirs, nearest, count=count, by=by)
    return Selection(tuple((candidates[choice.row], choice) for choice in choices), len(candidates), near)


def has_layer(record: Mapping[str, Any], layer: str) -> bool:
    """Whether the document is of a family in which the layer is annotated."""
    return record["petition"] is not None if layer in (TYPE, FIELDS) else layer in FAMILY_LAYERS[record["family"]]


def read_doubt(record: Mapping[str, Any], layer: str) -> Doubt | None:
    """How unsure a record is of a layer; None where nothing of the layer has a confidence."""
    if layer == TYPE:
        scores = sorted(record["petition"]["type_scores"].items(), key=lambda row: (-row[1], row[0]))[:2]
        if len(scores) < 2:
            return None
        (first, high), (second, low) = scores
        return Doubt(measure_margin([high, low]), "type", (first, high, second, low))
    if layer == FIELDS:
        fields = record["petition"]["fields"]
        return Doubt(1 - fields[0]["score"], "fields", (fields[0]["code"], fields[0]["score"])) if fields else None
    spans = [span for span in read_record(record, layers=[layer]).layer(layer) if span.confidence is not None]
    if not spans:
        return None
    least = min(spans, key=lambda span: (span.confidence, span.start))
    confidence = float(least.confidence or 0.0)
    return Doubt(1 - confidence, "spans", (least.source or "", confidence, float(len(spans))))


def measure_margin(probabilities: Sequence[float] | NDArray[np.float64]) -> float:
    """One less the margin between the two likeliest: 0 where it is certain, 1 where two are as likely.

    >>> round(measure_margin([0.5, 0.25, 0.25]), 2)
    0.75
    """
    second, first = np.sort(np.asarray(probabilities, dtype=np.float64))[-2:]
    return float(1 - (first - second))


def read_vectors(texts: Iterable[str]) -> csr_matrix:
    """The texts as rows of unit length: syllables without diacritics, in ones and twos, by tf-idf with sublinear counts.

    The texts are read once, one by one. A text without a word is a row of zeros.
    """
    try:
        from scipy.sparse import csr_matrix
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError as error:
        raise MissingExtra("annotate.missing", f"{error.name} is not installed", "pip install 'donthu[annotate]'") from error
    machine = TfidfVectorizer(
        preprocessor=fold_all, token_pattern=r"\w+", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32
    )  # fmt: skip
    first = next(iterator := iter(texts), None)
    rows = [] if first is None else itertools.chain([first], iterator)
    try:
        return csr_matrix(machine.fit_transform(rows))
    except ValueError:  # scikit-learn: no text has a word
        return csr_matrix((0, 0), dtype=np.float32)


def measure_nearest(vectors: csr_matrix, others: csr_matrix) -> NDArray[np.float64]:
    """The cosine of each row with the nearest of ``others``; 0 where there is none."""
    nearest = np.zeros(vectors.shape[0])
    for start in range(0, others.shape[0], _STEP):
        cosines = (vectors @ others[start : start + _STEP].T).max(axis=1).toarray().ravel()
        np.maximum(nearest, cosines, out=nearest)
    return nearest


def select_rows(
    uncertainty: NDArray[np.float64], vectors: csr_matrix, nearest: NDArray[np.float64], *, count: int, by: Strategy
) -> tuple[list[Choice], int]:
    """The rows to annotate, in order, and how many were passed over for being nearly the same as one that is annotated or chosen.

    Of each document ``uncertainty`` from 0 to 1, ``vectors`` (rows of unit length) and the cosine with the ``nearest`` that is
    annotated (``measure_nearest``). Equal ones keep their order.
    """
    if by is Strategy.DIVERSITY:
        return _spread(vectors, nearest, count)
    order = np.argsort(-uncertainty, kind="stable")
    rows, near = _take_distinct(vectors, nearest, order, count if by is Strategy.UNCERTAINTY else WIDTH * count)
    if by is Strategy.BOTH and len(rows) > count:
        middles = _find_middles(vectors[rows], uncertainty[rows], count)
        left = [place for place in range(len(rows)) if place not in middles]
        rows = rows[sorted([*middles, *left[: count - len(middles)]])]
    distances = _measure_distances(vectors[rows], nearest[rows])
    return [Choice(int(row), float(uncertainty[row]), far) for row, far in zip(rows, distances, strict=True)], near


def _take_distinct(
    vectors: csr_matrix, nearest: NDArray[np.float64], order: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], int]:
    """The first rows in an order that are not nearly the same as one before them, and how many were passed over."""
    taken: list[int] = []
    near = 0
    for start in range(0, len(order), _STEP):
        block = order[start : start + _STEP]
        seen = np.maximum(nearest[block], measure_nearest(vectors[block], vectors[taken]))
        within = (vectors[block] @ vectors[block].T).toarray()
        for place, row in enumerate(block):
            if len(taken) == count:
                return np.array(taken), near
            if seen[place] >= NEAR:
                near += 1
                continue
            np.maximum(seen, within[place], out=seen)
            taken.append(int(row))
    return np.array(taken, dtype=np.int64), near


def _spread(vectors: csr_matrix, nearest: NDArray[np.float64], count: int) -> tuple[list[Choice], int]:
    """Greedy k-centre: always the row that is farthest from all before it; the first is the one nearest to the middle of all."""
    chosen: list[Choice] = []
    seen = nearest.copy()
    free = np.ones(len(seen), dtype=bool)
    while len(chosen) < count and free.any():
        if seen.any():
            row = int(np.argmin(np.where(free, seen, np.inf)))
        else:
            row = int(np.argmax(vectors @ np.asarray(vectors.mean(axis=0)).ravel()))
        if seen[row] >= NEAR:
            break
        distance = _to_distance(seen[row])
        chosen.append(Choice(row, distance, distance))
        free[row] = False
        np.maximum(seen, vectors @ vectors[row].toarray().ravel(), out=seen)
    return chosen, int((free & (seen >= NEAR)).sum())


def _measure_distances(vectors: csr_matrix, nearest: NDArray[np.float64]) -> list[float]:
    """How far each row is from the nearest before it, or from its ``nearest``."""
    seen = nearest.copy()
    distances = []
    for row in range(len(seen)):
        distances.append(_to_distance(seen[row]))
        np.maximum(seen, vectors @ vectors[row].toarray().ravel(), out=seen)
    return distances


def _to_distance(cosine: float) -> float:
    return float(np.clip(1 - cosine, 0, 1))


def _find_middles(vectors: csr_matrix, weights: NDArray[np.float64], count: int) -> set[int]:
    """The row nearest to the middle of each of ``count`` groups by weighted k-means; fewer where groups are empty."""
    from sklearn.cluster import KMeans

    used = vectors[:, np.unique(vectors.indices)]
    groups = KMeans(count, n_init=1, random_state=0).fit(used, sample_weight=weights + 1e-6)
    distances = groups.transform(used)
    return {
        int(rows[np.argmin(distances[rows, group])])
        for group in range(count)
        if (rows := np.flatnonzero(groups.labels_ == group)).size
    }
