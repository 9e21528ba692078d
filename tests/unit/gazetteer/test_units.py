"""The table of administrative units: its counts, its relations, and look-up by name."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from nlp.gazetteer.models import Tier
from nlp.gazetteer.units import LAST_OF_THREE_TIERS, Gazetteer, Row, load_gazetteer, lost_marks, spell
from nlp.resources.load import load_resource
from nlp.text.fold import fold_all

TIERS = {2: "provinces", 3: "districts", 5: "communes"}


@pytest.fixture(scope="module")
def units() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture(scope="module")
def in_force(units: Gazetteer) -> dict[str, Row]:
    return {row.code: row for row in units if row.is_new and row.outlives(None)}


def test_counts_are_those_that_the_description_gives(units: Gazetteer) -> None:
    """Nghị quyết 202/2025/QH15 and 1654 to 1687/NQ-UBTVQH15: 34 provinces, 3,321 communes; 63, 696 and 10,035 units before."""
    told = load_resource("administrative_units.yaml")["table"]
    last = Counter(TIERS[len(row.code)] for row in units if row.until == LAST_OF_THREE_TIERS)
    now = Counter(TIERS[len(row.code)] for row in units if row.is_new and row.outlives(None))
    earlier = Counter(TIERS[len(row.code)] for row in units if row.until < LAST_OF_THREE_TIERS)
    assert last == told["before_2025_07"] == {"provinces": 63, "districts": 696, "communes": 10035}
    assert now == told["units"] == {"provinces": 34, "communes": 3321}
    assert {name: earlier[name] for name in told["earlier"]} == told["earlier"]


def test_every_unit_has_its_parent(units: Gazetteer) -> None:
    orphans = [row for row in units if len(row.code) > 2 and units.province_of(row) is None]
    assert orphans == []


def test_every_unit_of_the_last_list_leads_to_units_in_force(units: Gazetteer, in_force: dict[str, Row]) -> None:
    lost = [
        row
        for row in units
        if row.until == LAST_OF_THREE_TIERS
        and len(row.code) != 3
        and not ({unit.code for unit in units.successors_of(row)[0]} & in_force.keys())
    ]
    assert lost == []


def test_every_unit_in_force_came_of_something(units: Gazetteer, in_force: dict[str, Row]) -> None:
    told = {code for row in units if not row.is_new for code in re.findall(r"\d+", row.successors)}
    assert in_force.keys() - told == set()


def test_a_commune_stays_inside_the_province_that_its_own_became(units: Gazetteer) -> None:
    strays = []
    for row in units:
        if row.until == LAST_OF_THREE_TIERS and len(row.code) == 5:
            own = units.province_of(row)
            now = {unit.code for unit in units.successors_of(own)[0]} if own else set()
            strays += [row for unit in units.successors_of(row)[0] if unit.parent not in now]
    assert strays == []


def test_rows_of_one_name_stand_together(units: Gazetteer) -> None:
    keys = [re.sub(r"[ '.-]", "", fold_all(row.name)).replace("y", "i") for row in units]
    first: dict[str, int] = {}
    for number, key in enumerate(keys):
        assert first.setdefault(key, number) == number or keys[number - 1] == key


def test_names_of_places_yaml_are_in_the_table(units: Gazetteer) -> None:
    """places.yaml, the list of misreadings, has the 705 districts of 2021: all of them are known here, ended or not."""
    missing = []
    for province in load_resource("places.yaml")["provinces"]:
        known = units.find_units(province["name"], Tier.PROVINCE)
        codes = {row.code for row in known if not row.is_new}
        assert codes, province["name"]
        for district in province["districts"]:
            name = re.sub(r"^(quận|huyện|thị xã|thành phố) ", "", district)
            if not any(row.parent in codes for row in units.find_units(name, Tier.DISTRICT)):
                missing.append(district)
    assert missing == []


def test_every_name_with_a_dash_is_kept_whole(units: Gazetteer) -> None:
    dashed = {row.name for row in units if "-" in row.name}
    assert dashed <= set(load_resource("administrative_units.yaml")["dashed"])


def test_look_up_is_blind_to_marks_blanks_and_zeros(units: Gazetteer) -> None:
    wanted = units.find_units("Phan Rang-Tháp Chàm", Tier.DISTRICT)
    assert wanted and units.find_units("phan rang - thap cham", Tier.DISTRICT) == wanted
    assert units.find_units("07", Tier.DISTRICT) == units.find_units("7", Tier.DISTRICT) != []


def test_unknown_name_has_no_units(units: Gazetteer) -> None:
    assert units.find_units("Mỹ Lệ Đông", Tier.COMMUNE) == []
    assert units.get_unit("99999", new=True) is None


def test_district_that_ended_was_on_the_lists_before(units: Gazetteer) -> None:
    district = next(row for row in units.find_units("2", Tier.DISTRICT) if row.parent == "79")
    assert district.outlives(dt.date(2019, 5, 1)) and not district.outlives(dt.date(2024, 5, 1))


@pytest.mark.parametrize(
    ("written", "name", "lost"),
    [("Bên Tre", "Bến Tre", True), ("Ben Tre", "Bến Tre", True), ("Bến Tre", "Bên Tre", False), ("Mỵ Lê", "Mỹ Lệ", False)],
)
def test_marks_may_be_dropped_but_not_changed(written: str, name: str, lost: bool) -> None:
    assert lost_marks(written, name) is lost


def test_spelling_ignores_placement_of_tones() -> None:
    assert spell("Thanh Hoá") == spell("Thanh Hóa") != spell("Thanh Hòa")
