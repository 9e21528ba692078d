"""Which sentences decided: each sentence's share of what speaks for the chosen class against the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import repeat

from nlp.classify.features import VIEWS, Content, Features, find_grams, find_signs, load_field_lexicon, token_ranges
from nlp.classify.model import BOUNDARY, JOINT, PetitionModel
from nlp.classify.vectors import Array, SparseVector
from nlp.text.span import Span

# Character n-grams say the same as the syllables they are made of.
_EXPLAINED = tuple(name for name in VIEWS if name != "characters")


def find_deciding_sentences(
    content: Content,
    features: Features,
    vectors: Mapping[str, SparseVector],
    logits: Array,
    model: PetitionModel,
    *,
    limit: int = 3,
) -> tuple[Span, ...]:
    """The sentences with the largest share of the decision on the type, whose ``logits`` are given, at most ``limit``, in order.

    The model is linear: what a term or sign adds to the best class against the second is shared out equally among its
    occurrences; a sentence's share is the sum over those in it. Only shares above zero count.
    """
    classes = model.heads["type"].classes
    best, second = sorted(range(len(classes)), key=lambda i: (-float(logits[i]), i))[:2]
    if {classes[best], classes[second]} == set(BOUNDARY):
        # Between these two only what is asked for counts, or, where nothing is, the whole as a wish.
        asking = tuple(s for s in content.sentences if any(s.overlaps(request.span) for request in content.requests))
        if asking:
            return asking[:limit]
        second = next(i for i in sorted(range(len(classes)), key=lambda i: -float(logits[i])) if classes[i] not in BOUNDARY)
    columns = [classes.index(JOINT) if classes[i] in BOUNDARY else i for i in (best, second)]
    parts = {name: _parts(name, features, vectors, model, columns[0], columns[1]) for name in (*_EXPLAINED, "signs")}
    scored = [(_share(content, sentence, parts), sentence) for sentence in content.sentences]
    chosen = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))[:limit]
    return tuple(sorted(span for _, span in chosen))


def _parts(
    name: str, features: Features, vectors: Mapping[str, SparseVector], model: PetitionModel, best: int, second: int
) -> dict[str, float]:
    """What one block's terms add to the best class against the second."""
    matrix = model.heads["type"].weights.get(name)
    if matrix is None:
        return {}
    vector = vectors[name]
    added = vector.values * (matrix[vector.indices, best] - matrix[vector.indices, second])
    by_index = dict(zip(vector.indices.tolist(), added.tolist(), strict=True))
    index = model.vectoriser.blocks[name].index
    terms = features.signs if name == "signs" else features.terms[name]
    counts = {} if name == "signs" else features.terms[name]
    return {term: by_index[index[term]] / counts.get(term, 1) for term in terms if index.get(term) in by_index}


def _share(content: Content, sentence: Span, parts: Mapping[str, Mapping[str, float]]) -> float:
    tokens = content.tokens
    first, last = next(token_ranges(tokens, (sentence,)))
    found = [("bare", tokens.bare[first:last])]
    if not tokens.plain:
        found.append(("marked", tokens.marked[first:last]))
    wanted = [request.span for request in content.requests if sentence.overlaps(request.span)]
    found += [("requests", tokens.bare[a:b]) for a, b in token_ranges(tokens, wanted)]
    share = 0.0
    for name, words in found:
        of = parts[name]
        share += sum(map(of.get, find_grams(words), repeat(0.0)))
    signs = Counter(f"sign.{hit.group}" for hit in find_signs(content, sentence))
    signs.update(f"request.{request.kind.value}" for request in content.requests if sentence.overlaps(request.span))
    return share + sum(parts["signs"].get(sign, 0.0) for sign in signs)


def find_field_words(content: Content, code: str, *, limit: int = 3) -> tuple[Span, ...]:
    """The first strong words of a field in the text, each once."""
    tokens = content.tokens
    seen: dict[str, Span] = {}
    for first, last in token_ranges(tokens, content.sentences):
        for hit in load_field_lexicon().find(tokens, first, last):
            if hit.group == f"{code}.strong" and hit.phrase not in seen:
                seen[hit.phrase] = Span(tokens.starts[hit.first], tokens.ends[hit.last - 1])
                if len(seen) == limit:
                    return tuple(seen.values())
    return tuple(seen.values())
