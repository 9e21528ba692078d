"""What the placeholders of a paper stand for: from the record, its assessment, the office, and what an officer gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from nlp.errors import DraftError
from nlp.resources.load import load_resource
from nlp.triage.drafts.grounds import (
    PaperGround,
    cite,
    find_expired,
    find_grounds,
    find_limit,
    find_longer_limits,
    join_bases,
    read_grounds,
    write_day,
)
from nlp.triage.drafts.marks import BLANK, Marked, clean
from nlp.triage.drafts.office import Office
from nlp.triage.drafts.papers import PaperKind, PaperRow, Reader, load_settings, name_action
from nlp.triage.drafts.people import read_people
from nlp.triage.secrecy import load_policy

Values = dict[str, object]
_MOST_CHOICES = 12
_MOST_ITEMS = 30


def collect_values(
    kind: PaperKind,
    *,
    record: Mapping[str, Any],
    assessment: Mapping[str, Any],
    office: Office,
    number: str | int | None,
    day: dt.date | None,
    extra: Mapping[str, Any],
) -> Values:
    """The value of every placeholder, a blank with its remark where it is not known; DraftError for what nobody may give."""
    return _Collector(load_settings().papers[kind], record, assessment, office, number, day, extra).collect()


class _Collector:
    def __init__(
        self,
        row: PaperRow,
        record: Mapping[str, Any],
        assessment: Mapping[str, Any],
        office: Office,
        number: str | int | None,
        day: dt.date | None,
        extra: Mapping[str, Any],
    ) -> None:
        self.row, self.office, self.number, self.day = row, office, number, day
        self.settings = load_settings()
        self.petition: Mapping[str, Any] = record.get("petition") or {}
        self.record, self.assessment = record, assessment
        self.action = name_action(assessment.get("action"))
        self.type: str | None = assessment.get("type") or self.petition.get("type")
        self.written = _read_day(self.petition.get("date"))
        self.received = _read_day(extra.get("ngay_nhan") or assessment.get("received"))
        self.law_day = self.received or self.written
        guarded = load_policy().is_protected(self.type) or bool(assessment.get("guarded"))
        self.people = read_people(record, row.reader, self.law_day, guarded=guarded, certain=self.type == "to_cao")
        self.extra = self._check_extra(extra)
        self.reasons = read_grounds(assessment.get("reasons") or ())

    def collect(self) -> Values:
        values: Values = {
            **self._of_office(),
            **self._of_petition(),
            **self._of_grounds(),
            **self._of_times(),
            "tra_ban_goc": any(ground.rule == "originals_enclosed" for ground in self.reasons),
            "bi_mat": self.people.secret,
            "can_cu_bi_mat": self.people.cited_basis(),
        }
        values |= self.extra
        for name, placeholder in self.settings.placeholders.items():
            if placeholder.kind == "text" and values.get(name) is None:
                values[name] = self._blank(name)
        return values

    def _check_extra(self, extra: Mapping[str, Any]) -> Values:
        given: Values = {}
        for name, value in extra.items():
            placeholder = self.settings.placeholders.get(name)
            if placeholder is None or not placeholder.given:
                known = ", ".join(key for key, item in self.settings.placeholders.items() if item.given)
                raise DraftError("drafts.extra", f"nobody gives a value for {name!r}", f"may be given: {known}")
            texts = [value] if isinstance(value, str) else value if placeholder.kind == "list" else None
            if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) for text in texts):
                raise DraftError("drafts.extra", f"{name} is {type(value).__name__}", "give a text, for lists a list of texts")
            cleaned = [clean(text) for text in texts]
            for text in cleaned:
                self.people.refuse(name, text)
            given[name] = cleaned if placeholder.kind == "list" else self._given_text(name, cleaned[0])
        return {name: value for name, value in given.items() if value}

    @staticmethod
    def _given_text(name: str, text: str) -> str:
        day = _read_day(text) if name.startswith("ngay_") else None
        return f"{day:%d/%m/%Y}" if day else text

    def _blank(self, name: str) -> Marked:
        return Marked(BLANK, self.settings.remarks["blank"].format(about=self.settings.placeholders[name].about))

    def _of_office(self) -> Values:
        office = self.office
        number = clean(str(self.number)) if self.number is not None else ""
        code, symbol = self.row.code, office.symbol or self._blank("ky_hieu")
        letter = f"{symbol}-{office.unit_symbol}" if office.unit_symbol else symbol
        whole: str = f"{code}-{symbol}" if code else letter
        return {
            "co_quan": office.name or None,
            "dong_co_quan": list(office.letterhead) or [office.name or self._blank("co_quan")],
            "co_quan_cap_tren": office.parent,
            "so": (f"{int(number):02d}" if number.isascii() and number.isdigit() else number) or None,
            "ky_hieu": whole if office.symbol else Marked(whole, self._blank("ky_hieu").remark),
            "dia_danh": office.place or None,
            "ngay_ban_hanh": write_day(self.day) if self.day else f"ngày {BLANK} tháng {BLANK} năm {BLANK}",
            "chu_ky": list(office.signature) or [self._blank("chu_ky")],
            "nguoi_ky": office.signer or None,
            "nguoi_dung_dau": office.head or None,
            "luu": f"VT, {office.archive}" if office.archive else "VT",
            "dia_chi_co_quan": office.address,
        }

    def _of_petition(self) -> Values:
        words, petition, secret = self.settings.words, self.petition, self.people.secret
        type_ = self.type or ""
        names, targets = words["petition_names"], words["target_names"]
        fields = [str(item["code"] if isinstance(item, Mapping) else item) for item in self._fields()]
        labels = _field_names()
        target = petition.get("target")
        return {
            "loai_don": type_,
            "ten_don": names.get(type_, "đơn"),
            "linh_vuc": "; ".join(labels.get(code, code) for code in fields) or None,
            "nguoi_viet": self.people.name(),
            "nguoi_gui": self.people.sender(),
            "dia_chi": None if secret else self.people.address or None,
            "ngay_viet": _short(self.written),
            "ngay_nhan": _short(self.received),
            "so_don": "",
            "ten_doi_tuong": targets.get(type_, targets["other"]),
            "doi_tuong": self.people.hide(_inside(clean(target, longest=500))) if target else None,
            "noi_dung": self._content(),
            "yeu_cau": [] if secret else [clean(text, longest=500) for text in (petition.get("requests") or [])[:_MOST_ITEMS]],
            "tai_lieu_kem": [] if secret else [clean(x, longest=300) for x in (petition.get("attachments") or [])[:_MOST_ITEMS]],
            "noi_chuyen_don": "",
        }

    def _fields(self) -> Sequence[Any]:
        return self.assessment.get("fields") or self.petition.get("fields") or ()

    def _content(self) -> str | None:
        if self.people.denunciation:
            return Marked(BLANK, self.settings.remarks["content_secret"].format(basis=self.people.basis))
        subject = (self.record.get("header") or {}).get("subject")
        return Marked(clean(subject, longest=500), self.settings.remarks["content"]) if subject else None

    def _of_grounds(self) -> Values:
        """Only what the assessment found is told as a reason; the law alone gives no more than a basis, where it has one only."""
        action = self.row.grounds or self.action
        found = [ground for ground in self.reasons if ground.action == action and ground.told]
        choices: Sequence[PaperGround] = ()
        why: str | None = None
        if not found and action is not None:
            choices = find_grounds(self.type, action, self.law_day) if self.law_day else ()
            why = self._choose(choices) if self.law_day else self.settings.remarks["no_day"]
        relied = found or (choices if len(choices) == 1 else ())
        bases = join_bases(relied)
        blank = Marked(BLANK, why) if why else None
        marked = self._doubt("; ".join(bases), relied) if bases else blank
        told = [ground.told for ground in found]
        return {
            "can_cu": marked,
            "cac_can_cu": list(bases) or [blank or self._blank("can_cu")],
            "ly_do": "; ".join(told) or blank,
            "can_bo_sung": told or [blank or self._blank("can_bo_sung")],
            "nhan_xet": [_with_basis(ground) for ground in self.reasons if ground.text],
            "chua_ro": [clean(str(item.get("about") or item.get("fact"))) for item in self._missing()][:_MOST_ITEMS],
            "de_xuat": self.settings.words["proposals"].get(self.action or "") or None,
            "noi_co_tham_quyen": self._competent(),
        }

    def _doubt(self, text: str, grounds: Sequence[PaperGround]) -> str:
        """The bases, with a remark where one is unsure or was over when the paper was issued."""
        remarks = self.settings.remarks
        doubts = [] if all(ground.sure for ground in grounds) else [remarks["unsure_basis"]]
        if self.day and (expired := find_expired(grounds, self.day)):
            doubts.append(remarks["expired_basis"].format(numbers=", ".join(expired)))
        return Marked(text, " ".join(doubts)) if doubts else text

    def _choose(self, choices: Sequence[PaperGround]) -> str:
        if not choices:
            return self.settings.remarks["no_law"].format(day=_short(self.law_day))
        listed = "; ".join(_with_basis(ground) for ground in choices[:_MOST_CHOICES])
        return self.settings.remarks["no_ground"].format(choices=listed)

    def _missing(self) -> Sequence[Mapping[str, Any]]:
        return self.assessment.get("missing") or self.assessment.get("missing_facts") or ()

    def _competent(self) -> Marked | None:
        """The law names offices by their kind: enough for a proposal; in a paper that goes out somebody has to say which one."""
        competent = self.assessment.get("competent")
        if not isinstance(competent, Mapping):
            return None
        remarks = self.settings.remarks
        bases = "; ".join(cite(text) for text in competent.get("legal_basis") or ())
        name = str(competent.get("name") or competent.get("text") or "")
        remark = remarks["competent"].format(name=name, basis=f" ({bases})" if bases else "")
        remark += remarks["competent_unsure"] if competent.get("confidence") == "U" else ""
        return Marked(name if self.row.reader is Reader.INSIDE else BLANK, remark) if name else None

    def _of_times(self) -> Values:
        due = [item["date"] for item in self.assessment.get("due") or () if item.get("date")]
        due += [item["due"] for item in self.record.get("findings") or () if item.get("due") and not due]
        first = min((day for day in map(_read_day, due) if day), default=None)
        return {
            "thoi_han_giai_quyet": self._resolution(),
            "han_xu_ly": Marked(_short(first) or "", self.settings.remarks["due"]) if first else None,
        }

    def _resolution(self) -> str | None:
        """How long the resolution may take, by the law of the day of the paper; a complaint's instance must be known."""
        rules: Mapping[str, str] = self.settings.words["resolution_limits"].get(self.type or "", {})
        day = self.day or self.law_day
        if not rules or day is None:
            return None
        limits = {number: find_limit(rule, day) for number, rule in rules.items()}
        instance = self._instance() if len(rules) > 1 else next(iter(rules))
        if instance not in rules:
            told = [limit.text for limit in limits.values() if limit is not None]
            if len(told) < 2:
                return None
            return Marked(BLANK, self.settings.remarks["instance"].format(first=told[0], second=told[1]))
        limit = limits[instance]
        if limit is None:
            return None
        text = f"{limit.text} ({'; '.join(cite(basis) for basis in limit.legal_basis)})"
        longer = "; ".join(find_longer_limits(rules[instance], day))
        return Marked(text, self.settings.remarks["limit"].format(longer=longer)) if longer else text

    def _instance(self) -> str:
        for finding in self.record.get("findings") or ():
            if value := (finding.get("facts") or {}).get("lan_khieu_nai"):
                return str(value)
        return ""


@lru_cache(maxsize=1)
def _field_names() -> Mapping[str, str]:
    return {code: names[0].lower() for code, names in load_resource("labels.yaml")["field"].items()}


def _with_basis(ground: PaperGround) -> str:
    bases = "; ".join(dict.fromkeys(cite(basis) for basis in ground.legal_basis))
    return f"{ground.text} ({bases})" if bases else ground.text


def _inside(text: str) -> str:
    """A text that begins with a person's title, as it stands inside a sentence."""
    return text[0].lower() + text[1:] if text.startswith(("Ông ", "Bà ")) else text


def _read_day(value: object) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _short(day: dt.date | None) -> str | None:
    return f"{day:%d/%m/%Y}" if day else None
