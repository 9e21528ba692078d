"""Petitions of every type and regime, and what papers say of them, for the tests of papers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from nlp.document.record import encode_record
from nlp.ingest.walk import find_entries
from nlp.pipeline.batch import analyze_entry
from nlp.pipeline.config import load_config
from nlp.pipeline.runner import Pipeline, load_pipeline
from nlp.triage.drafts.office import Office
from nlp.triage.drafts.papers import PaperKind
from nlp.triage.drafts.write import write_paper
from tests.conftest import ROOT

AS_OF = dt.date(2026, 11, 2)
ISSUED = dt.date(2026, 11, 5)
CONFIG = replace(load_config(), settings={"petition_labels": {"model": "linear"}})
OFFICE = Office(
    name="Ủy ban nhân dân xã An Hòa",
    letterhead=("Ủy ban nhân dân", "xã An Hòa"),
    symbol="UBND",
    unit_symbol="TCD",
    place="An Hòa",
    head="Chủ tịch Ủy ban nhân dân xã An Hòa",
    signature=("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    signer="Lê Văn Thử",
    archive="TCD",
)
# By type: petitions of the years before and after the laws of 2014, 2018, 2021, 1 July 2025 and 1 July 2026.
PETITIONS = {
    "khieu_nai": ("pa006", "pa008", "pa003", "pa007"),
    "to_cao": ("pa026", "pa030", "pa036", "pa039"),
    "kien_nghi": ("pa048", "pa050", "pa058"),
    "phan_anh": ("pa082", "pa068", "pa079"),
    "nhieu_noi_dung": ("pa086", "pa088"),
    "khac": ("pa094", "pa098"),
}
ACTIONS = ("thu_ly", "chuyen_don", "huong_dan", "tra_lai", "luu_don", "yeu_cau_bo_sung", "gop", None)


@lru_cache(maxsize=1)
def pipeline() -> Pipeline:
    return load_pipeline(CONFIG, as_of=AS_OF)


@lru_cache(maxsize=64)
def _record(name: str) -> str:
    with (ROOT / "corpora/petitions/manifest.tsv").open(encoding="utf-8") as file:
        split = next(row["split"] for row in csv.DictReader(file, delimiter="\t") if row["name"] == name)
    assert split == "train"
    entry = next(find_entries([ROOT / "corpora/petitions" / f"{name}.txt"]))
    return json.dumps(encode_record(analyze_entry(entry, CONFIG, pipeline())))


def record(name: str) -> dict[str, Any]:
    """The record of a petition of the corpus."""
    found: dict[str, Any] = json.loads(_record(name))
    return found


def assessment(source: Mapping[str, Any], **known: object) -> dict[str, Any]:
    """What a record proposes, with what the caller knows better."""
    return {**(source["petition"]["proposed_action"] or {}), **known}


def person(name: str = "Trần Thị Ví Dụ", address: str = "thôn Giả Định, xã An Hòa", **known: object) -> dict[str, Any]:
    """A petitioner of a record."""
    return {"name": name, "address": address, "identity_number": None, "phone": None, "unit": None, **known}


def small(type_: str | None = "khieu_nai", *persons: dict[str, Any], **known: object) -> dict[str, Any]:
    """A record with no more than papers read, dated 15 October 2024."""
    petition = {
        "type": type_,
        "fields": [{"code": "dat_dai", "score": 0.9}],
        "petitioners": list(persons or (person(),)),
        "representatives": [],
        "signatories": 1,
        "target": "Quyết định số 15/QĐ-UBND của UBND xã An Hòa",
        "date": "2024-10-15",
        "requests": ["Hủy Quyết định số 15/QĐ-UBND"],
        "attachments": ["bản sao quyết định"],
        **known,
    }
    return {"header": {"subject": None, "signature": {"name": None}}, "petition": petition, "findings": []}


def paper(kind: PaperKind | str, source: Mapping[str, Any], **options: Any) -> bytes:
    """A paper with number, date and names, as it would be before it is signed."""
    given: dict[str, Any] = {"office": OFFICE, "number": 5, "date": ISSUED, "assessment": {}} | options
    return write_paper(kind, record=source, **given)


def read(content: bytes) -> Any:
    """The paper as python-docx reads it."""
    import docx

    return docx.Document(io.BytesIO(content))


def words(content: bytes) -> str:
    """The text of a paper, a line a paragraph, tables where they stand."""
    from docx.text.paragraph import Paragraph

    document = read(content)
    tag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
    return "\n".join(Paragraph(item, document).text for item in document.element.body.iter(tag))


def remarks(content: bytes) -> list[str]:
    """The comments of a paper."""
    return [comment.text for comment in read(content).comments]


def every_byte(content: bytes) -> str:
    """All parts of the package, text and attributes, without tags that cut words in two."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(re.sub(r"</?w:[^>]*>", "", package.read(name).decode("utf-8", "replace")) for name in package.namelist())
