from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from openpyxl import load_workbook

from nlp.document.masking import mask_people, mask_record
from nlp.evaluation.gold import load_gold
from nlp.store.engine import Store
from nlp.store.petitions import read_petition
from nlp.store.spreadsheets import write_jsonl
from nlp.triage.decisions import decide
from nlp.triage.export import COLUMNS, collect_gold, write_csv, write_gold, write_xlsx
from nlp.triage.intake import Intake
from nlp.triage.listing import list_queue
from nlp.triage.reassess import reassess
from tests.unit.triage.petitions import AT, CONFIG, DAY, DENUNCIATION, analyze, complaint, entries


def add(store: Store, *texts: str) -> list[str]:
    taker = Intake(store, CONFIG, as_of=DAY, analyze=analyze)
    return [str(one.id) for one in taker.add_many(entries(texts), received=DAY, now=lambda: AT, actor=None)]


def override(store: Store, petition: str, action: str, **given: object) -> None:
    version = read_petition(store, petition).version
    decide(store, petition, action, version=version, at=AT, actor=None, day=DAY, config=CONFIG, **given)  # type: ignore[arg-type]


def test_table_has_a_line_a_petition_and_no_names(store: Store) -> None:
    add(store, complaint(), DENUNCIATION)
    data = write_csv(list_queue(store)).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(data)))
    assert len(lines) == 2 and tuple(lines[0]) == COLUMNS
    assert {line["type"] for line in lines} == {"khieu_nai", "to_cao"}
    assert "Ví Dụ" not in data and "Văn Tám" not in data


def test_workbook_has_days_and_numbers(store: Store) -> None:
    add(store, complaint())
    sheet = load_workbook(io.BytesIO(write_xlsx(list_queue(store)))).active
    assert sheet is not None
    header, row = sheet.iter_rows(values_only=True)
    assert header == COLUMNS
    cells = dict(zip(header, row, strict=True))
    assert str(cells["due"])[:10] == "2026-12-02" and cells["priority"] == 0


def test_lines_of_json_are_those_of_the_list(store: Store) -> None:
    add(store, complaint(), DENUNCIATION)
    rows = list(list_queue(store))
    assert [json.loads(line) for line in write_jsonl(rows).decode().splitlines()] == rows


def test_cell_that_looks_like_a_formula_is_made_harmless() -> None:
    row = {
        "id": "=1+1", "received": "2026-11-20", "status": "waiting", "type": None, "fields": [], "flags": [], "action": None,
        "competent": None, "priority": 0, "due": [], "group": None,
    }  # fmt: skip
    assert write_csv([row]).decode("utf-8-sig").splitlines()[1].startswith("'=1+1,")


def test_what_officers_changed_is_gold(store: Store, tmp_path: Path) -> None:
    overridden, accepted, corrected = add(store, complaint(), complaint(2), DENUNCIATION)
    override(store, overridden, "luu_don", type_="kien_nghi", fields=["dat_dai", "can_bo"])
    override(store, accepted, "thu_ly")
    person = {"name": "Đinh Thị Ví Dụ", "address": "khu 3, xã Hòa Lâm, tỉnh Phú Thọ"}
    reassess(store, corrected, parts={"petitioners": [person]}, version=1, at=AT, actor=None, as_of=DAY, config=CONFIG)
    assert write_gold(collect_gold(store, mask=dict), tmp_path / "gold") == 2
    gold = {document.gold["file"]: document.gold for document in load_gold([tmp_path / "gold"])}
    labels = gold[f"{overridden}.txt"]["petition"]
    assert (labels["type"], labels["fields"]) == ("kien_nghi", ["dat_dai", "can_bo"])
    assert gold[f"{overridden}.txt"]["decisions"][0]["action"] == "luu_don"
    text = (tmp_path / "gold" / f"{corrected}.txt").read_text(encoding="utf-8")
    [name] = gold[f"{corrected}.txt"]["petition"]["petitioners"]
    assert text[name["start"] : name["end"]] == "Đinh Thị Ví Dụ"


def test_gold_is_masked_and_its_places_hold(store: Store) -> None:
    [petition] = add(store, DENUNCIATION)
    person = {"name": "Đinh Thị Ví Dụ"}
    reassess(store, petition, parts={"petitioners": [person]}, version=1, at=AT, actor=None, as_of=DAY, config=CONFIG)
    [gold] = collect_gold(store, mask=lambda record: mask_record(record))
    assert "Ví Dụ" not in gold.text and len(gold.text) == len(DENUNCIATION)
    [name] = gold.annotation["petition"]["petitioners"]
    assert name["text"] == gold.text[name["start"] : name["end"]] == "•" * len("Đinh Thị Ví Dụ")


def test_people_whom_officers_put_in_are_masked_too(store: Store) -> None:
    [petition] = add(store, DENUNCIATION)
    person = {"name": "Trần Văn Mẫu", "address": None}
    reassess(store, petition, parts={"petitioners": [person]}, version=1, at=AT, actor=None, as_of=DAY, config=CONFIG)
    [gold] = collect_gold(store, mask=mask_people)
    shown = gold.text + json.dumps(gold.annotation, ensure_ascii=False)
    assert "Trần Văn Mẫu" not in shown and "Đinh Thị Ví Dụ" not in shown
