"""What a citation means, and what ends a directive."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from nlp.register.links import choose, judge_end
from nlp.store.register.keys import fold_name, fold_number
from nlp.store.register.models import Directive, Dispatch, Link

DAY = dt.date(2024, 2, 5)


def directive(
    name: str, *, number: str = "77/KH-UBND", issuer: str | None = "UBND huyện Phú Bình", issued: dt.date | None = DAY,
    kind: str = "ke_hoach",
) -> Directive:  # fmt: skip
    dispatch = Dispatch(
        kind, "state", number, fold_number(number), issuer, fold_name(issuer) if issuer else None, "ubnd", "huyen", None, (),
        issued, None, (), (), False,
    )  # fmt: skip
    return Directive(name, 1, DAY, dispatch)


def link(relation: str = "thuc_hien", *, source: str = "x", **values: Any) -> Link:
    told = {"issued": DAY, "issuer": "UBND huyện Phú Bình", **values}
    return Link(relation, "ke_hoach", "77/KH-UBND", told["issued"], told["issuer"], None, 0, 1, source)


OWN, OTHER = directive("a"), directive("b", issuer="UBND huyện Đồng Hỷ")
SOURCE = directive("x", number="9/BC-UBND", issued=dt.date(2024, 4, 1))


@pytest.mark.parametrize(
    ("cited", "candidates", "meant", "why"),
    [
        (link(), [OWN], "a", "number, day and issuer"),
        (link(), [], None, "not there yet"),
        (link(), [OWN, OTHER], "a", "another district's has the same number and day"),
        (link(issuer=None), [OWN], "a", "number and day"),
        (link(issuer=None), [OWN, OTHER], None, "two have number and day"),
        (link(issued=None), [OWN], "a", "number and issuer"),
        (link(issued=None, issuer=None), [OWN], None, "the number alone says too little"),
        (link(issued=None, issuer="UBND huyện"), [OWN], None, "a district without its name"),
        (link(issuer="UBND huyện"), [OWN], "a", "the day says which"),
        (link(issued=dt.date(2024, 2, 6)), [OWN], None, "of another day"),
        (link(issuer="UBND tỉnh Nghệ An"), [OWN], None, "of another body"),
        (link(issued=None, issuer="Chủ tịch UBND huyện Phú Bình"), [OWN], "a", "the head of the body"),
        (link(), [directive("a", issued=None)], "a", "a draft's day is not known"),
        (link(), [directive("x")], None, "itself"),
    ],
)
def test_citation_means(cited: Link, candidates: list[Directive], meant: str | None, why: str) -> None:
    assert choose(cited, SOURCE, candidates) == meant, why
    assert choose(cited, SOURCE, candidates[::-1]) == meant, why


def test_what_is_later_than_its_citation_is_not_meant() -> None:
    assert choose(link(issued=None), directive("x", issued=dt.date(2023, 1, 1)), [OWN]) is None


@pytest.mark.parametrize(
    ("links", "sources", "end"),
    [
        ([], [], ("hieu_luc", None, None)),
        ([link("thuc_hien")], [directive("x")], ("hieu_luc", None, None)),
        ([link("thay_the")], [directive("x")], ("bi_thay_the", "x", "thay_the")),
        ([link("bai_bo")], [directive("x")], ("het_hieu_luc", "x", "bai_bo")),
        ([link("sua_doi")], [directive("x")], ("hieu_luc", None, None)),
        ([link("thay_the")], [directive("x", kind="to_trinh")], ("hieu_luc", None, None)),
        ([link("thay_the")], [directive("x", number="/KH-UBND")], ("hieu_luc", None, None)),
        (
            [link("thay_the", source="y"), link("bai_bo", source="x")],
            [directive("x", issued=dt.date(2024, 3, 1)), directive("y", issued=dt.date(2024, 6, 1))],
            ("het_hieu_luc", "x", "bai_bo"),
        ),
    ],
)
def test_end(links: list[Link], sources: list[Directive], end: tuple[str, str | None, str | None]) -> None:
    assert judge_end(links, {one.id: one for one in sources}) == end
    assert judge_end(links[::-1], {one.id: one for one in sources}) == end
