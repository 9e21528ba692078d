"""What holds for any petitions: links go both ways, groups do not depend on the order, adding twice is adding once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.classify.corpus import load_petitions
from nlp.evaluation.duplicates import load_reader
from nlp.evaluation.petition_noise import make_variants
from nlp.text.fold import fold_tone
from nlp.triage.duplicates.content import digest_text
from nlp.triage.duplicates.index import DuplicateIndex
from nlp.triage.duplicates.models import Sketch
from nlp.triage.duplicates.sketch import decode_sketch, encode_sketch, make_sketch

CORPUS = Path(__file__).resolve().parents[2] / "corpora/petitions"


@lru_cache(maxsize=1)
def sketches() -> tuple[Sketch, ...]:
    """Sketches of a few petitions, and of some variants of each."""
    read = load_reader(labels=False)
    found = {}
    for petition in load_petitions(CORPUS, "train")[:600:100]:
        texts = [
            petition.text,
            *(v.text for v in make_variants(petition.text, petition.name) if v.noise in ("head", "mixed", "added")),
        ]
        for text in texts:
            sketch = make_sketch(read(text))
            found[sketch.id] = sketch
    return tuple(found.values())


numbers = st.lists(st.integers(0, 40), min_size=1, max_size=14)


def fill(order: list[int]) -> DuplicateIndex:
    index, known = DuplicateIndex(), sketches()
    for number in order:
        index.add_sketch(known[number % len(known)])
    return index


@given(numbers, st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_groups_do_not_depend_on_the_order(order: list[int], chance: object) -> None:
    other = list(order)
    chance.shuffle(other)  # type: ignore[attr-defined]
    groups = [{frozenset(members) for members in fill(numbers_).groups().values()} for numbers_ in (order, other)]
    assert groups[0] == groups[1]


@given(numbers)
@settings(max_examples=25)
def test_adding_twice_is_adding_once(order: list[int]) -> None:
    assert fill(order + order).groups() == fill(order).groups()


@given(numbers)
@settings(max_examples=25)
def test_links_go_both_ways(order: list[int]) -> None:
    index, by_id = fill(order), {sketch.id: sketch for sketch in sketches()}
    for number in order:
        sketch = sketches()[number % len(sketches())]
        for link in index.find_sketch(sketch):
            back = {other.id: other for other in index.find_sketch(by_id[link.id])}
            assert (back[sketch.id].kind, back[sketch.id].similarity) == (link.kind, link.similarity)


@given(numbers, st.integers(0, 40))
@settings(max_examples=25)
def test_a_group_keeps_its_name_or_takes_an_older_one(order: list[int], more: int) -> None:
    before, after = fill(order), fill([*order, more])
    added = [sketches()[number % len(sketches())].id for number in order]
    for name, members in before.groups().items():
        now = after.group_of(members[0])
        assert {after.group_of(member) for member in members} == {now}
        assert now == name or added.index(now) < added.index(name)


@given(st.integers(0, 40))
def test_kept_sketch_is_the_same(number: int) -> None:
    line = encode_sketch(sketches()[number % len(sketches())])
    assert encode_sketch(decode_sketch(line)) == line


@given(st.text(alphabet="aàáoòóuùúyýhqUỶ .,\n\t-đĐ1", max_size=80))
def test_digest_sees_no_spacing_and_no_placement_of_tones(text: str) -> None:
    assert digest_text(text) == digest_text(fold_tone(" ".join(text.split())))
