"""The papers that follow a decision on a petition, and the words of ``nlp/resources/papers.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from nlp.errors import DraftError
from nlp.resources.load import load_resource
from nlp.triage.settings import load_settings as load_queue_settings


class PaperKind(StrEnum):
    """Kinds of papers; the value is the name of the template."""

    PROPOSAL = "phieu_de_xuat"
    COMPLAINT_ACCEPTED = "thong_bao_thu_ly_khieu_nai"
    DENUNCIATION_DECISION = "quyet_dinh_thu_ly_to_cao"
    DENUNCIATION_ACCEPTED = "thong_bao_thu_ly_to_cao"
    DENUNCIATION_CONTENT = "thong_bao_noi_dung_to_cao"
    TAKEN_UP = "thong_bao_tiep_nhan"
    TRANSFER = "phieu_chuyen"
    TRANSFER_NOTICE = "thong_bao_chuyen_don"
    DEMAND_TO_RESOLVE = "cong_van_yeu_cau_giai_quyet"
    GUIDANCE = "phieu_huong_dan"
    COMPLAINT_NOT_ACCEPTED = "thong_bao_khong_thu_ly_khieu_nai"
    DENUNCIATION_NOT_ACCEPTED = "thong_bao_khong_thu_ly_to_cao"
    GIVEN_BACK = "thong_bao_tra_lai_don"
    REQUEST_FOR_MORE = "cong_van_yeu_cau_bo_sung"


class Reader(StrEnum):
    """Who gets a paper: the petitioner, others (the competent, the accused), or the office itself."""

    PETITIONER = "petitioner"
    OTHERS = "others"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that may be written: its kind, what people call it, the name of its file."""

    kind: PaperKind
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of ``papers``: the file says what each means; ``grounds`` is None for the proposal, which gives them all."""

    kind: PaperKind
    title: Mapping[str, str]
    code: str | None
    reader: Reader
    grounds: str | None
    follows: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What a template may hold: its meaning in Vietnamese, ``text``, ``list`` or ``flag``, and whether an officer may give it."""

    about: str
    kind: str
    given: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """All of the resource; ``words`` are its plain tables."""

    papers: Mapping[PaperKind, PaperRow]
    placeholders: Mapping[str, Placeholder]
    remarks: Mapping[str, str]
    words: Mapping[str, Any]


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of the package, read once."""
    data = load_resource("papers.yaml")
    papers = {
        PaperKind(name): PaperRow(
            kind=PaperKind(name),
            title=dict(zip(("vi", "en"), row["title"], strict=True)),
            code=row["code"],
            reader=Reader(row["reader"]),
            grounds=row.get("grounds"),
            follows={action: tuple(types) for action, types in row["follows"].items()},
        )
        for name, row in data["papers"].items()
    }
    placeholders = {
        name: Placeholder(row["about"], row["kind"], bool(row.get("given"))) for name, row in data["placeholders"].items()
    }
    return Settings(papers, placeholders, data["remarks"], data)


def name_action(action: str | None) -> str | None:
    """The action as the queue calls it, from its name there or in the rules of the law.

    >>> name_action("chuyen"), name_action("chuyen_don")
    ('chuyen_don', 'chuyen_don')
    """
    return load_queue_settings().actions.get(action or "", action)


def papers_for(action: str | None, type_: str | None, *, lang: str = "vi") -> tuple[Paper, ...]:
    """The papers that follow ``action`` on a petition of a type; None where either is open. Raises DraftError for an action that
    does not exist.

    >>> [paper.kind.value for paper in papers_for("thu_ly", "khieu_nai")]
    ['phieu_de_xuat', 'thong_bao_thu_ly_khieu_nai']
    """
    settings = load_settings()
    known = settings.papers[PaperKind.PROPOSAL].follows
    name = name_action(action) or "open"
    if name not in known:
        raise DraftError("drafts.action", f"no action {action!r}", f"known: {', '.join(sorted(known))}")
    rows = [row for row in settings.papers.values() if {"any", type_} & set(row.follows.get(name, ()))]
    return tuple(Paper(row.kind, row.title[lang], f"{row.kind}.docx") for row in rows)
