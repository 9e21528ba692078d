"""What holds for every unit: its name leads to it, with its marks and without them, whatever stands before it."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from nlp.gazetteer.resolve import resolve_address
from nlp.gazetteer.units import LAST_OF_THREE_TIERS, Row, load_gazetteer
from nlp.resources.load import load_resource
from nlp.text.fold import fold_all, fold_diacritics

UNITS = load_gazetteer()
WORDS = {kind: row["words"][0] for kind, row in load_resource("administrative_units.yaml")["kinds"].items()}
COMMUNES = [row for row in UNITS if row.until == LAST_OF_THREE_TIERS and len(row.code) == 5]
# A commune whose name an earlier one of its district bore as well, or another but for the marks, is told by its marks only.
ALIKE = Counter((row.parent, row.kind, fold_all(row.name)) for row in UNITS if not row.is_new and len(row.code) == 5)
communes = st.sampled_from([row for row in COMMUNES if ALIKE[row.parent, row.kind, fold_all(row.name)] == 1])


def write(row: Row) -> str:
    """The address of a commune in full."""
    above = UNITS.get_unit(row.parent, new=False)
    top = UNITS.province_of(row)
    assert above and top
    return ", ".join(f"{WORDS[unit.kind]} {unit.name}" for unit in (row, above, top))


@given(st.text(alphabet="xãphườngqunhyệtTỉThànGiaLđĐ0123456789.,;()-–\n\t\x00 ́", max_size=120))
def test_any_text_is_read_without_error(text: str) -> None:
    address = resolve_address(text)
    assert address is None or address.commune or address.district or address.province


@given(communes)
def test_full_address_leads_to_its_commune(row: Row) -> None:
    address = resolve_address(write(row))
    assert address and address.commune and address.commune.code == row.code


@given(communes)
def test_address_without_marks_leads_to_the_same_units(row: Row) -> None:
    text = write(row)
    plain = fold_diacritics(text)
    assume(plain != text)
    one, other = resolve_address(text), resolve_address(plain)
    assert one and other and one.commune and other.commune
    assert (one.commune.code, one.now) == (other.commune.code, other.now)


@given(communes, st.sampled_from(["thôn 5, ", "số 12/3 đường Lê Lợi, khu phố 4, ", "tổ 7 ", "ấp Mới - "]))
def test_what_stands_before_changes_the_hamlet_only(row: Row, before: str) -> None:
    one, other = resolve_address(write(row)), resolve_address(before + write(row))
    assert one and other and other.hamlet == before.strip(" ,-")
    assert (one.commune, one.district, one.province, one.now) == (other.commune, other.district, other.province, other.now)
