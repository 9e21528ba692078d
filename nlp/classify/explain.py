"""Which sentences decided: each sentence's share of what speaks for the chosen class against the next one."""
from __future__ import annotations

import math
from collections import Counter

from nlp.classify.features import VIEWS, Content, Features, count_terms, find_signs, load_field_lexicon, token_ranges
from nlp.classify.model import Head, PetitionModel
from nlp.classify.vectors import Vectoriser
from nlp.text.span import Span


def find_deciding_sentences(content: Content, features: Features, model: PetitionModel, *, limit: int = 3) -> tuple[Span, ...]:
    """The sentences with the largest share of the decision on the type, at most ``limit``, in the text's order.

    The model is linear: a sentence's share is the sum over its terms and signs of value times the difference between the
    weights of the best and the second class; only shares above zero count.
    """
    head = model.heads["type"]
    logits = head.decide(model.vectoriser.transform(features))
    order = sorted(range(len(head.classes)), key=lambda i: (-float(logits[i]), i))
    best, second = order[0], order[1]
    scored = [(_share(content, features, model.vectoriser, head, sentence, best, second), sentence) for sentence in content.sentences]
    chosen = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))[:limit]
    return tuple(sorted(span for _, span in chosen))


def _share(content: Content, features: Features, vectoriser: Vectoriser, head: Head, sentence: Span, best: int, second: int) -> float:
    share = 0.0
    terms = count_terms(content, (sentence,))
    for name, matrix in head.weights.items():
        block = vectoriser.blocks[name]
        if name not in VIEWS:
            continue
        length = _length(features, name, vectoriser)
        for term, count in terms[name].items():
            index = block.index.get(term)
            if index is not None:
                value = (1 + math.log(count)) * float(block.weights[index]) / length
                share += value * float(matrix[index, best] - matrix[index, second])
    return share + _sign_share(content, features, vectoriser, head, sentence, best, second)


def _length(features: Features, name: str, vectoriser: Vectoriser) -> float:
    block = vectoriser.blocks[name]
    known = [(block.index[t], n) for t, n in features.terms[name].items() if t in block.index]
    return math.sqrt(sum(((1 + math.log(n)) * float(block.weights[i])) ** 2 for i, n in known)) or 1.0


def _sign_share(
    content: Content, features: Features, vectoriser: Vectoriser, head: Head, sentence: Span, best: int, second: int
) -> float:
    """A sign's value is shared out equally among its hits; a request counts where it stands."""
    matrix, index = head.weights["signs"], vectoriser.blocks["signs"].index
    names = Counter(f"sign.{hit.group}" for hit in find_signs(content, sentence))
    names.update(f"request.{r.kind.value}" for r in content.requests if sentence.overlaps(r.span))
    share = 0.0
    for name, count in names.items():
        value = features.signs.get(name, 0.0)
        if name in index and value:
            part = count / max(1.0, round(math.expm1(value)))
            share += part * value * float(matrix[index[name], best] - matrix[index[name], second])
    return share


def find_field_words(content: Content, code: str, *, limit: int = 3) -> tuple[Span, ...]:
    """The first strong words of a field in the text, each once."""
    tokens = content.tokens
    seen: dict[str, Span] = {}
    for first, last in token_ranges(tokens, content.sentences):
        for hit in load_field_lexicon().find(tokens, first, last):
            if hit.group == f"{code}.strong" and hit.phrase not in seen:
                seen[hit.phrase] = Span(tokens.starts[hit.first], tokens.ends[hit.last - 1])
    return tuple(list(seen.values())[:limit])
