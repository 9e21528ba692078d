"""Numbers, provisions and identifiers: text to value and back."""

from __future__ import annotations

import datetime as dt

import pytest

from nlp.errors import DonthuError
from nlp.extract.citations.models import Provision
from nlp.extract.citations.parse import format_urn, parse_instrument_number, parse_serial
from nlp.extract.citations.provisions import parse_provisions


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("43/2014/NĐ-CP", "43/2014/NĐ-CP"),
        ("68- KH/HU", "68-KH/HU"),
        ("03 /CT-UBND", "03/CT-UBND"),
        ("43/2014/ND-CP", "43/2014/NĐ-CP"),
        ("858/QD-TTg", "858/QĐ-TTg"),
        ("l5/KH-UBND", "15/KH-UBND"),
        ("66.17/2026/NQ-CP", "66.17/2026/NQ-CP"),
        ("12-KL /HU", "12-KL/HU"),
        ("30/2020/NĐ-\nCP", "30/2020/NĐ-CP"),
    ],
)
def test_number_in_canonical_form(written: str, canonical: str) -> None:
    assert str(parse_instrument_number(written)) == canonical


@pytest.mark.parametrize("written", ["12/5/2023", "NĐ-CP", "43/2014", "12+300", ""])
def test_what_is_no_number_raises(written: str) -> None:
    with pytest.raises(DonthuError, match="citation.number"):
        parse_instrument_number(written)


def test_number_knows_whose_system_it_follows() -> None:
    state, party = parse_instrument_number("14/CT-TTg"), parse_instrument_number("19-CT/TU")
    assert (state.party, state.head_code, state.tail_code) == (False, "CT", "TTg")
    assert (party.party, party.head_code, party.tail_code) == (True, "CT", "TU")


@pytest.mark.parametrize(
    ("written", "serial"), [("168a", "168a"), ("2O5", "205"), ("8§97", "8897"), ("1l", "11"), ("210A", "210A")]
)
def test_serial_restored_only_beside_digits(written: str, serial: str) -> None:
    assert parse_serial(written) == serial


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("điểm a khoản 2 Điều 12", [("12", "2", "a")]),
        ("Điều 12, khoản 2, điểm a", [("12", "2", "a")]),
        ("khoản 1 và khoản 3 Điều 9", [("9", "1", None), ("9", "3", None)]),
        ("khoản 1, điểm a khoản 2 Điều 5", [("5", "1", None), ("5", "2", "a")]),
        ("điểm a, điểm đ khoản 5; khoản 6 Điều 21", [("21", "5", "a"), ("21", "5", "đ"), ("21", "6", None)]),
        ("Điều 1 và khoản 7 Điều 1", [("1", None, None), ("1", "7", None)]),
        ("Điều 144 đến Điều 146", [("144", None, None), ("145", None, None), ("146", None, None)]),
        ("khoản 2", [(None, "2", None)]),
        ("Chương II", []),
        ("", []),
    ],
)
def test_provisions(text: str, expected: list[tuple[str | None, str | None, str | None]]) -> None:
    assert parse_provisions(text) == tuple(Provision(*path) for path in expected)


def test_range_that_runs_backwards_is_no_range() -> None:
    assert [p.article for p in parse_provisions("Điều 9 đến Điều 3")] == ["9", "3"]


def test_urn_has_the_full_date_where_known() -> None:
    assert (
        format_urn("luat", "45/2013/QH13", dt.date(2013, 11, 29), "Quốc hội")
        == "urn:lex:vn:quoc.hoi:luat:2013-11-29;45-2013-qh13"
    )


@pytest.mark.parametrize(
    ("kind", "number", "date", "issuer"),
    [
        (None, "45/2013/QH13", None, "Quốc hội"),
        ("luat", None, dt.date(2013, 11, 29), "Quốc hội"),
        ("quyet_dinh", "17/QĐ-UBND", None, "UBND huyện Tân Hưng"),
        ("quyet_dinh", "17/QĐ-UBND", dt.date(2020, 1, 2), None),
    ],
)
def test_no_urn_where_a_part_is_unknown(kind: str | None, number: str | None, date: dt.date | None, issuer: str | None) -> None:
    assert format_urn(kind, number, date, issuer) is None
