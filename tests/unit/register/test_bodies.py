"""Names of bodies resolved, row by row of tests/cases/register/bodies.yaml."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from nlp.register.bodies import expand_body, name_issuer, read_home, resolve_bodies
from nlp.register.places import Home
from tests.conftest import ROOT

DATA = yaml.safe_load((ROOT / "tests/cases/register/bodies.yaml").read_text(encoding="utf-8"))


def home_of(name: str) -> Home:
    row = DATA["homes"][name]
    return read_home(row, row["day"])


@pytest.mark.parametrize("row", DATA["cases"], ids=lambda row: f"{row['home']}: {row['text']}")
def test_body_is_resolved(row: dict[str, Any]) -> None:
    home = home_of(row["home"])
    [body] = resolve_bodies(row["text"], home)
    told = {name: getattr(body, name) for name in ("name", "kind", "level", "place", "within")}
    told |= {"unit_kinds": list(body.unit_kinds), "members": len(expand_body(body, home.day))}
    assert {name: told[name] for name in row["body"]} == row["body"]
    assert body.text == row["text"]


@pytest.mark.parametrize("row", DATA["lists"], ids=lambda row: row["text"])
def test_list_of_names_is_a_body_each(row: dict[str, Any]) -> None:
    assert [body.name for body in resolve_bodies(row["text"], home_of(row["home"]))] == row["names"]


def test_member_of_a_collective_has_name_and_place() -> None:
    home = home_of("huyen")
    [body] = resolve_bodies("Đảng ủy các xã, thị trấn", home)
    assert ("Đảng ủy xã Tân Hòa", "05935") in {(one.name, one.place) for one in expand_body(body, home.day)}


@pytest.mark.parametrize(
    ("issuer", "parent", "name"),
    [
        ("SỞ Y TẾ", "UBND TỈNH HÀ GIANG", "Sở Y tế tỉnh Hà Giang"),
        ("ỦY BAN KIỂM TRA", "HUYỆN ỦY THANH MIỆN", "Ủy ban Kiểm tra Huyện ủy Thanh Miện"),
        ("HUYỆN ỦY PHÚ BÌNH", "ĐẢNG BỘ TỈNH THÁI NGUYÊN", "Huyện ủy Phú Bình"),
        ("THANH TRA HUYỆN", "UBND HUYỆN BỐ TRẠCH", "Thanh tra huyện Bố Trạch"),
        ("BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH", None, "Bộ Văn hóa, Thể thao và Du lịch"),
        ("CHI CỤC KIỂM LÂM", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG LAI CHÂU", "Chi cục kiểm lâm Sở Nông nghiệp và Môi trường Lai Châu"),
        ("HUYỆN ỦY - ỦY BAN NHÂN DÂN HUYỆN ĐĂK HÀ", None, "Huyện ủy - Ủy ban nhân dân huyện Đăk Hà"),
        ("BAN THƯỜNG TRỰC", "ỦY BAN MTTQ VIỆT NAM TỈNH LÀO CAI", "Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Lào Cai"),
        (None, None, None),
    ],
)
def test_issuer_is_named_in_full(issuer: str | None, parent: str | None, name: str | None) -> None:
    header = {"issuer": issuer, "parent_issuer": parent}
    assert name_issuer(header, read_home(header, None)) == name
