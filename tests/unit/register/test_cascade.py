"""Trees of directives: from the centre down, with several above one, and with circles."""

from __future__ import annotations

import pytest

from nlp.errors import StoreError
from nlp.register.cascade import CIRCLE, SHOWN, build_cascade, read_cascade
from nlp.store.engine import Store
from nlp.store.register.models import Link
from tests.unit.register.dispatches import ALL, DAY, DISTRICT, ELSEWHERE, PROVINCE, REPLACING, REPORT, id_of, register


def links(*pairs: str) -> list[Link]:
    """`xa>huyen`: the commune's implements the district's."""
    ends = (pair.split(">") for pair in pairs)
    return [Link("thuc_hien", None, "1", None, None, None, n, n, source, target) for n, (source, target) in enumerate(ends)]


def drawn(trees: tuple[object, ...]) -> list[str]:
    return [
        f"{'  ' * depth}{branch.directive}{' ' + branch.cut if branch.cut else ''}"
        for tree in trees
        for depth, branch in tree.walk()  # type: ignore[attr-defined]
    ]


@pytest.mark.parametrize(
    ("edges", "document", "tree"),
    [
        (("xa>huyen", "huyen>tinh", "so>tinh"), "xa", ["tinh", "  huyen", "    xa", "  so"]),
        (("xa>huyen", "huyen>tinh"), "tinh", ["tinh", "  huyen", "    xa"]),
        (("xa>huyen", "other>nothing"), "xa", ["huyen", "  xa"]),
        ((), "alone", ["alone"]),
        (("c>a", "c>b"), "c", ["a", "  c", "b", "  c"]),
        (("d>c", "c>a", "c>b"), "d", ["a", "  c", "    d", "b", f"  c {SHOWN}"]),
        (("a>b", "b>a"), "a", ["a", "  b", f"    a {CIRCLE}"]),
        (("a>b", "b>a", "a>top"), "b", ["top", "  a", "    b", f"      a {CIRCLE}"]),
        (("a>a",), "a", ["a"]),
    ],
)
def test_tree(edges: tuple[str, ...], document: str, tree: list[str]) -> None:
    assert drawn(build_cascade(links(*edges), document)) == tree
    assert drawn(build_cascade(links(*edges)[::-1], document)) == tree, "the order of links tells nothing"


def test_cascade_of_the_register_is_the_same_from_every_place(store: Store) -> None:
    register(store, *ALL[::-1])
    [tree] = read_cascade(store, id_of(PROVINCE), as_of=DAY)
    assert tree["directive"]["document"] == id_of(PROVINCE) and tree["relation"] is None
    assert [child["directive"]["document"] for child in tree["children"]] == [id_of(DISTRICT), id_of(ELSEWHERE), id_of(REPLACING)]
    assert [child["directive"]["document"] for child in tree["children"][0]["children"]] == [id_of(REPORT)]
    assert tree["children"][0]["directive"]["status"] == "bi_thay_the"
    assert read_cascade(store, id_of(REPORT), as_of=DAY) == [tree]


def test_a_directive_that_is_not_there_has_no_cascade(store: Store) -> None:
    with pytest.raises(StoreError, match=r"register\.no_directive"):
        read_cascade(store, "0" * 16, as_of=DAY)
