"""What the law gives a paper: the grounds of an action and its legal basis on the day of the petition, and time limits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.law.handling import load_rows
from nlp.law.instruments import Status, load_registry
from nlp.law.parameter_reader import load_parameters
from nlp.law.parameters import Confidence, DatedValue, NotYetInForce, Op, Repealed, Unit
from nlp.triage.assess import describe_row
from nlp.triage.drafts.papers import load_settings, name_action
from nlp.triage.secrecy import load_policy

_UNITS = {Unit.DAY: "ngày", Unit.WORKING_DAY: "ngày làm việc", Unit.HOUR: "giờ", Unit.MONTH: "tháng", Unit.YEAR: "năm"}
_NUMBER = re.compile(r"(?<![\w/])(?P<number>\d+/\d{4}/[A-ZĐƯ0-9][\w-]*)")


@dataclass(frozen=True, slots=True)
class PaperGround:
    """Why something is done: the row, its words to the officer and to the reader, its basis, whether that is sure."""

    rule: str
    action: str | None
    text: str
    told: str
    legal_basis: tuple[str, ...]
    sure: bool


def read_grounds(reasons: Iterable[Mapping[str, Any]]) -> tuple[PaperGround, ...]:
    """The reasons of an assessment, or of a record's ``proposed_action``, as grounds, in their order."""
    return tuple(
        _ground(
            str(reason.get("code") or reason["rule"]),
            name_action(reason.get("action")),
            describe_row(reason),
            tuple(map(str, reason.get("legal_basis") or ())),
            sure=reason.get("confidence") != Confidence.UNSURE.value,
        )
        for reason in reasons
    )


def find_grounds(type_: str | None, action: str, day: dt.date) -> tuple[PaperGround, ...]:
    """Every ground that the law has on ``day`` for the action on a petition of the type, in the order of the law's rows."""
    found = []
    for row in load_rows():
        regime = next((item for item in row.regimes if item.holds_on(day)), None)
        if name_action(row.action) == action and type_ in row.types and regime is not None:
            basis = tuple(item.text for item in regime.basis)
            found.append(_ground(row.id, action, row.text, basis, sure=regime.confidence is not Confidence.UNSURE))
    return tuple(found)


def _ground(rule: str, action: str | None, text: str, basis: tuple[str, ...], *, sure: bool) -> PaperGround:
    told = load_settings().words["wording"].get(rule, text)
    return PaperGround(rule, action, text, told, basis, sure)


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in words, with what it counts from and its basis."""

    text: str
    legal_basis: tuple[str, ...]


def find_limit(rule: str, day: dt.date) -> Limit | None:
    """The time limit on ``day``; None where the law has none then, or does not say it for sure.

    >>> find_limit("KN_GQ1", dt.date(2024, 5, 2)).text
    'không quá 30 ngày, kể từ ngày thụ lý'
    """
    value = _value(rule, day)
    if value is None or value.amount is None or value.confidence is Confidence.UNSURE:
        return None
    length = f"{value.amount:02d} {_UNITS[value.unit]}"
    text = f"gia hạn {length}" if value.op is Op.EXTEND else f"không quá {length}, {value.counts_from}"
    return Limit(text, tuple(item.text for item in value.basis))


def find_longer_limits(rule: str, day: dt.date) -> tuple[str, ...]:
    """The longer limits beside one of ``resolution_limits``, in words."""
    rules = load_settings().words["longer_limits"].get(rule, ())
    found = [(load_parameters().find_limit(name).about, find_limit(name, day)) for name in rules]
    return tuple(f"{about}: {limit.text}" for about, limit in found if limit is not None)


def _value(rule: str, day: dt.date) -> DatedValue | None:
    try:
        return load_parameters().find_limit(rule).value_on(day)
    except (NotYetInForce, Repealed):
        return None


def find_secrecy_basis(day: dt.date | None) -> str:
    """Why it is kept secret who denounces, by the day of the petition; without a day, as it is now."""
    held = load_policy().bases_on(day or dt.date.max)
    return ", ".join(map(cite, held)) or "quy định về bí mật thông tin người tố cáo"


def cite(text: str) -> str:
    """A citation of the law's data as a paper writes it: kinds in full, decrees and circulars with their day and issuer, laws by
    their year instead of their number (điểm a, b khoản 6 Mục II Phần I Phụ lục I NĐ 30/2020/NĐ-CP).

    >>> cite("khoản 1 Điều 29 Luật Tố cáo 25/2018/QH14")
    'khoản 1 Điều 29 Luật Tố cáo năm 2018'
    >>> cite("Điều 9 NĐ 31/2019/NĐ-CP")
    'Điều 9 Nghị định số 31/2019/NĐ-CP ngày 10 tháng 4 năm 2019 của Chính phủ'
    """
    words = load_settings().words
    # What the data remarks in brackets is for its reader.
    text = (
        re.sub(r"\s*\([^()]*\)", "", text)
        .replace(" sửa bởi ", " được sửa đổi bởi ")
        .replace(" bổ sung bởi ", " được bổ sung bởi ")
    )
    written, position = [], 0
    for match in _NUMBER.finditer(text):
        before = text[position : match.start()]
        written.append(_cite_one(before, match["number"], words))
        position = match.end()
    return "".join(written) + text[position:]


def _cite_one(before: str, number: str, words: Mapping[str, Any]) -> str:
    instrument = load_registry().find_by_number(number)
    kinds = "|".join(words["instrument_kinds"])
    before = re.sub(rf"\b({kinds}) $", lambda m: f"{words['instrument_kinds'][m[1]]} ", before)
    if re.search(r"(?:Luật|Pháp lệnh)[^,;]*$", before):
        return f"{before}năm {instrument.issued.year}" if instrument and instrument.issued else f"{before}số {number}"
    if instrument is None or instrument.issued is None:
        return f"{before}số {number}"
    issuer = words["issuers"].get(instrument.issuer, instrument.issuer)
    return f"{before}số {number} {write_day(instrument.issued)} của {issuer}"


def write_day(day: dt.date) -> str:
    """A day as papers write it: 0 before days below 10 and months 1 and 2 (điểm b khoản 4 Mục II Phần I Phụ lục I NĐ 30/2020).

    >>> write_day(dt.date(2026, 1, 5)), write_day(dt.date(2026, 5, 15))
    ('ngày 05 tháng 01 năm 2026', 'ngày 15 tháng 5 năm 2026')
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def find_expired(grounds: Sequence[PaperGround], day: dt.date) -> tuple[str, ...]:
    """The numbers of the instruments of grounds that were over on ``day``, that of a paper."""
    registry = load_registry()
    named = [match["number"] for ground in grounds for basis in ground.legal_basis for match in _NUMBER.finditer(basis)]
    found = [(number, registry.find_by_number(number)) for number in dict.fromkeys(named)]
    return tuple(number for number, item in found if item is not None and registry.status_on(item, day) is Status.EXPIRED)


def join_bases(grounds: Sequence[PaperGround]) -> tuple[str, ...]:
    """The legal bases of grounds as papers cite them, each once."""
    return tuple(dict.fromkeys(cite(basis) for ground in grounds for basis in ground.legal_basis))
