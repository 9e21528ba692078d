"""The words of a query as a query of the index: BM25 over units and pairs, with marks and without, and what must hold.

Pairs of syllables count as much as syllables: they are the words of Vietnamese, without a segmenter's mistakes. What is typed
with marks counts mostly by its marked form, so that what is written as typed stands above what agrees only without marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import tantivy
from tantivy import Occur
from tantivy import Query as IndexQuery

from nlp.search.index.counts import Counts
from nlp.search.index.schema import DUE_DAY, day_number
from nlp.search.models import NOT_ASKED, BodyFilter, DueFilter, Filter, Query, Term, TermKind
from nlp.search.units import PAIR, Unit, number_terms, read_units

# Weights of a word: as typed with its marks, without them, in what stands round the obligation.
_MARKED, _BARE, _HEAD = 0.8, 0.2, 0.6
# Of a pair against a word.
_PAIRS = 1.0
# Of a word typed without marks: by the reading with marks, and bare.
_READ, _TYPED_BARE = 0.2, 0.8
_CORRECTED = 0.8
_SYNONYM = 0.6
_OWN_NUMBER, _CITED_NUMBER = 12.0, 4.0
# Of each part of a number that is typed in pieces: `412 UBND TCD`.
_NUMBER_PART = 1.0
# Of a long query the rarest units are sought; the rest tells little and costs much.
_MOST_UNITS = 40
# Of more words all are sought as typed alone, and round the obligation only so many of the rarest, beside all pairs.
_MANY_WORDS = 6
_FEW = 8  # values of a facet that are looked up one by one
_LONGEST_CODE = 6  # letters of an issuer's code in a number
# In a large register hits are sought by the rarest units, as many as it takes for so many passages to hold one of them; the
# others only rank what is found, but for those that more than this share of all passages hold: they tell nothing. Of many words
# those round the obligation tell less.
_ENOUGH = 30_000
_EVERYWHERE, _EVERYWHERE_AROUND = 0.2, 0.1
_PLACES = frozenset("xa phuong tran huyen quan thi tinh pho tp".split())
_AROUND = ("head", "head_pairs")
_Clause = tuple[str, str, float]
_Clauses = Iterator[_Clause]


class Lexical:
    """Writes queries for one index."""

    def __init__(self, schema: tantivy.Schema, counts: Counts) -> None:
        self._schema = schema
        self._counts = counts

    def write(self, query: Query, filters: Iterable[Filter], *, by_all: bool = False) -> IndexQuery | None:
        """The query of the index for terms and filters; None where neither asks for anything.

        ``by_all`` finds also what has only units that are frequent in a large register.
        """
        must = [(Occur.Must, IndexQuery.const_score_query(clause, 0.0)) for one in filters for clause in self._filter(one)]
        must_not = [(Occur.MustNot, clause) for one in filters for clause in self._exclusions(one)]
        for term in query.terms:
            if term.excluded:
                must_not.append((Occur.MustNot, self._phrase(term)))
            elif term.kind is TermKind.PHRASE:
                must.append((Occur.Must, self._phrase(term)))
            elif term.kind is TermKind.NUMBER:
                must.append((Occur.Must, self._number(term)))
        sought, ranking = self._share(query, by_all=by_all)
        should = [(Occur.Should, self._term(*clause)) for clause in sought]
        if ranking:
            must.append((Occur.Must, IndexQuery.boolean_query(should)))
            should = [(Occur.Should, self._term(*clause)) for clause in ranking]
            return IndexQuery.boolean_query([*must, *must_not, *should])
        if should and must:
            # Where phrases or numbers must hold, words only rank; where filters alone must, some word has to agree.
            ranked = any(term.kind is not TermKind.WORD and not term.excluded for term in query.terms)
            clauses = (
                [*must, *must_not, *should] if ranked else [*must, *must_not, (Occur.Must, IndexQuery.boolean_query(should))]
            )
            return IndexQuery.boolean_query(clauses)
        if should or must:
            return IndexQuery.boolean_query([*should, *must, *must_not])
        if must_not:
            return IndexQuery.boolean_query([(Occur.Must, self._all()), *must_not])
        return None

    def write_filters(self, filters: Sequence[Filter]) -> IndexQuery:
        """What the filters let through."""
        must = [clause for one in filters for clause in self._filter(one)] or [self._all()]
        clauses = [(Occur.Must, IndexQuery.const_score_query(clause, 0.0)) for clause in must]
        clauses += [(Occur.MustNot, clause) for one in filters for clause in self._exclusions(one)]
        return IndexQuery.boolean_query(clauses)

    def _all(self) -> IndexQuery:
        return IndexQuery.exists_query("row")  # passages have one, the index's own state has none

    def narrows(self, query: Query) -> bool:
        """Whether ``write`` seeks by some of the query's units only."""
        sought, _ = self._share(query, by_all=False)
        return len(sought) < len(list(self._words(query)))

    def _share(self, query: Query, *, by_all: bool) -> tuple[Sequence[_Clause], Sequence[_Clause]]:
        """The clauses that passages are sought by, and those that only rank them."""
        clauses = list(self._words(query))
        if by_all or any(term.kind is not TermKind.WORD and not term.excluded for term in query.terms):
            return clauses, ()  # what phrases and numbers let through is few
        counts = [self._counts.clause(field, value) for field, value, _ in clauses]
        if sum(counts) <= _ENOUGH:
            return clauses, ()
        many = sum(term.kind is TermKind.WORD and not term.excluded for term in query.terms) > _MANY_WORDS
        sought: list[_Clause] = []
        ranking: list[_Clause] = []
        together = 0
        for count, clause in sorted(zip(counts, clauses, strict=True)):
            if together < _ENOUGH:
                sought.append(clause)
            elif count <= self._counts.passages * (_EVERYWHERE_AROUND if many and clause[0] in _AROUND else _EVERYWHERE):
                ranking.append(clause)
            together += count
        return sought, ranking

    def _words(self, query: Query) -> _Clauses:
        words = [term for term in query.terms if term.kind is TermKind.WORD and not term.excluded]
        count = self._counts.bare_word
        rarest = [id(term) for term in sorted(words, key=lambda term: count(term.bare[0]))]
        kept, around = set(rarest[:_MOST_UNITS]), set(rarest[:_MANY_WORDS])
        as_typed = len(words) > _MANY_WORDS and words[0].has_marks
        in_pieces = any(term.marked[0].isdecimal() for term in words)
        for term in words:
            if id(term) in kept:
                yield from self._weigh(term, as_typed=as_typed)
            if id(term) in around:
                yield "head", term.bare[0], _HEAD
            if in_pieces and (term.marked[0].isdecimal() or len(term.bare[0]) <= _LONGEST_CODE):
                yield "number", term.bare[0], _NUMBER_PART
        for first, second in pairwise(words):
            if second.span.start - first.span.end <= 2:
                yield from self._weigh_pair(first, second, as_typed=as_typed)
        yield from self._rereadings(words)
        for form in query.synonyms:
            yield from self._synonym(form)

    def _weigh(self, term: Term, *, as_typed: bool) -> _Clauses:
        if term.has_marks:
            yield "text", term.marked[0], _MARKED
            if not as_typed:
                yield "bare", term.bare[0], _BARE
        else:
            yield "bare", term.bare[0], _TYPED_BARE

    def _weigh_pair(self, first: Term, second: Term, *, as_typed: bool) -> _Clauses:
        marked = first.marked[-1] + PAIR + second.marked[0]
        bare = first.bare[-1] + PAIR + second.bare[0]
        if first.has_marks:
            yield "text_pairs", marked, _PAIRS * _MARKED
            if not as_typed:
                yield "bare_pairs", bare, _PAIRS * _BARE
        else:
            yield "bare_pairs", bare, _PAIRS * _TYPED_BARE
        yield "head_pairs", bare, _PAIRS * _HEAD

    def _rereadings(self, words: Sequence[Term]) -> _Clauses:
        """The words as they are read: the marked forms of words without marks, all forms of misspelt ones."""
        if not any(term.reading for term in words):
            return
        read: list[tuple[str, str, float]] = []
        for term in words:
            changed = term.reading is not None and term.reading.changed
            weight = _CORRECTED if changed else 0.0 if term.has_marks else _READ
            marked, bare = (term.reading.marked, term.reading.bare) if term.reading else (term.marked, term.bare)
            read += [(m, b, weight) for m, b in zip(marked, bare, strict=True)]
        for marked_word, bare_word, weight in read:
            yield from self._reread(marked_word, bare_word, weight, "")
        for (marked1, bare1, weight1), (marked2, bare2, weight2) in pairwise(read):
            yield from self._reread(marked1 + PAIR + marked2, bare1 + PAIR + bare2, max(weight1, weight2), "_pairs")

    def _reread(self, marked: str, bare: str, weight: float, suffix: str) -> _Clauses:
        if weight:
            yield f"text{suffix}", marked, weight
        if weight == _CORRECTED:
            yield f"bare{suffix}", bare, weight * _BARE
            yield f"head{suffix}", bare, _HEAD

    def _synonym(self, form: Sequence[Unit]) -> _Clauses:
        """Another form: by its pairs, or by its word where it is only one."""
        if len(form) == 1:
            yield "text", form[0].marked, _SYNONYM
            yield "head", form[0].bare, _SYNONYM * _HEAD
        for one, other in pairwise(form):
            yield "text_pairs", one.marked + PAIR + other.marked, _SYNONYM
            yield "head_pairs", one.bare + PAIR + other.bare, _SYNONYM * _HEAD

    def _term(self, field: str, value: str, weight: float) -> IndexQuery:
        return IndexQuery.boost_query(IndexQuery.term_query(self._schema, field, value, "freq"), weight)

    def _phrase(self, term: Term) -> IndexQuery:
        field, words = ("text", term.marked) if term.has_marks else ("bare", term.bare)
        if len(words) == 1:
            return IndexQuery.term_query(self._schema, field, words[0], "freq")
        return IndexQuery.phrase_query(self._schema, field, list(words))

    def _number(self, term: Term) -> IndexQuery:
        """A number is the directive's own, one that it cites, or stands in the text."""
        value = number_terms([term.marked[0]]).split()[0]
        return IndexQuery.disjunction_max_query(
            [self._term("number", value, _OWN_NUMBER), self._term("cites", value, _CITED_NUMBER), self._term("bare", value, 1.0)]
        )

    def _filter(self, one: Filter) -> Iterator[IndexQuery]:
        if isinstance(one, DueFilter):
            first, last = (None if day is None else day_number(day) for day in (one.first, one.last))
            yield IndexQuery.range_query(self._schema, DUE_DAY, tantivy.FieldType.Integer, first, last)
        elif isinstance(one, BodyFilter):
            units = read_units(one.name)
            for value in dict.fromkeys([*(unit.bare for unit in units), *_name_pairs(units)]):
                yield IndexQuery.term_query(self._schema, "body", value, "basic")
        else:
            field = one.facet.value  # a set is made into a table first, which costs more than a few lists
            few = [(Occur.Should, IndexQuery.term_query(self._schema, field, value, "basic")) for value in one.values[:_FEW]]
            whole = len(few) == len(one.values)
            yield IndexQuery.boolean_query(few) if whole else IndexQuery.term_set_query(self._schema, field, list(one.values))

    def _exclusions(self, one: Filter) -> Iterator[IndexQuery]:
        if isinstance(one, DueFilter) and one.overdue:
            yield IndexQuery.term_set_query(self._schema, "status", list(NOT_ASKED))


def _name_pairs(units: Sequence[Unit]) -> Iterator[str]:
    """The pairs of a name behind a word for a place: of `huyện Phú Bình` only what stands together is it."""
    names: list[str] | None = None
    for unit in units:
        if unit.bare in _PLACES:
            names = []
        elif names is not None:
            names.append(unit.bare)
            if len(names) > 1:
                yield PAIR.join(names[-2:])
