"""Time limits of complaints: limitation, acceptance, resolution, sending of the decision.

Basis: Luật Khiếu nại 02/2011/QH13; from 2026-07-01 Luật 136/2025/QH15 and NĐ 155/2026/NĐ-CP. A complaint received before that
day is counted under the old acceptance rule (inferred: NĐ 155/2026 has no transitional clause for acceptance).
"""

from __future__ import annotations

from nlp.law.engine import Law, Rule, Severity, rule
from nlp.law.facts import Facts, MissingFact
from nlp.law.outcome import NotApplicable, Outcome, Undetermined
from nlp.law.rules.suspension import read_suspension

_NOT_COMPLAINT = NotApplicable("không phải đơn khiếu nại")
_LAW = "Luật Khiếu nại 02/2011/QH13"


def _given(facts: Facts, *flags: str) -> dict[str, str]:
    return {name: "true" for name in flags if facts.flag(name)}


def _acceptance(facts: Facts, law: Law) -> Outcome:
    if facts.text("loai_don") != "khieu_nai":
        return _NOT_COMPLAINT
    if not facts.flag("thuoc_tham_quyen"):
        return NotApplicable("đơn không thuộc thẩm quyền: hướng dẫn người khiếu nại, không có thời hạn thụ lý")
    given = {"lan": facts.text("lan_khieu_nai"), **_given(facts, "ky_luat")}
    return law.judge(law.due("KN_THULY", facts.day("ngay_nhan"), given), facts, "ngay_tra_loi_thu_ly")


@rule(
    "complaint.acceptance",
    basis=f"Điều 27, 36, 50 {_LAW}",
    since="2012-07-01",
    until="2026-06-30",
    regime_by="ngay_nhan",
    title="Thụ lý khiếu nại",
    cap=Severity.WARNING,
)
def acceptance_before_2026(facts: Facts, law: Law) -> Outcome:
    """Whether a complaint was accepted or refused in writing within 10 days of receipt; at most a warning.

    Basis: Điều 27, khoản 1 Điều 36, Điều 50 Luật Khiếu nại; circulars of the time say working days, so both ends must have
    passed. Example: received 2024-06-03, first instance → 2024-06-13, or 2024-06-17 by working days.
    """
    return _acceptance(facts, law)


@rule(
    "complaint.acceptance",
    basis="khoản 1 Điều 16 NĐ 124/2020/NĐ-CP sửa bởi Điều 10 NĐ 155/2026/NĐ-CP",
    since="2026-07-01",
    regime_by="ngay_nhan",
    title="Thụ lý khiếu nại",
)
def acceptance(facts: Facts, law: Law) -> Outcome:
    """Whether a complaint was accepted or refused within 7 working days of receipt, and within 10 days where those end later.

    Basis: khoản 1 Điều 16 NĐ 124/2020/NĐ-CP as amended by NĐ 155/2026/NĐ-CP. Example: received 2026-07-06 → 2026-07-15.
    """
    return _acceptance(facts, law)


def _resolution(parameter: str, facts: Facts, law: Law, *, complex_case: bool, remote: bool) -> Outcome:
    given = {name: "true" for name, holds in (("phuc_tap", complex_case), ("vung_sau", remote)) if holds}
    suspended = read_suspension(facts)
    if isinstance(suspended, Undetermined):
        return suspended
    given |= suspended
    return law.judge(law.due(parameter, facts.day("ngay_thu_ly"), given), facts, "ngay_giai_quyet")


def _accepted(facts: Facts) -> None:
    if facts.event("ngay_thu_ly") is None:
        raise MissingFact("ngay_thu_ly")


def _instance(number: str, facts: Facts) -> NotApplicable | None:
    if facts.text("loai_don") != "khieu_nai":
        return _NOT_COMPLAINT
    if facts.text("lan_khieu_nai") != number:
        return NotApplicable(f"không phải khiếu nại lần {number}")
    return None


def _ordinary(number: str, facts: Facts, law: Law, *, in_writing: bool) -> Outcome:
    other = _instance(number, facts)
    if other is not None:
        return other
    if facts.flag("ky_luat"):
        return NotApplicable("khiếu nại quyết định kỷ luật có thời hạn riêng")
    _accepted(facts)
    complex_case = facts.flag("phuc_tap") and (not in_writing or facts.flag("phuc_tap_bang_van_ban"))
    return _resolution(f"KN_GQ{number}", facts, law, complex_case=complex_case, remote=facts.flag("vung_sau"))


@rule(
    "complaint.first_resolution",
    basis=f"Điều 28 {_LAW}",
    since="2012-07-01",
    until="2026-06-30",
    regime_by="ngay_thu_ly",
    title="Giải quyết khiếu nại lần đầu",
)
def first_resolution_before_2026(facts: Facts, law: Law) -> Outcome:
    """Whether a first complaint was resolved in 30 days of acceptance (45 complex or remote, 60 both).

    Basis: Điều 28 Luật Khiếu nại. Example: accepted 2024-01-02, ordinary → 2024-02-01.
    """
    return _ordinary("1", facts, law, in_writing=False)


@rule(
    "complaint.first_resolution",
    basis=f"Điều 28 {_LAW}; Điều 3a NĐ 124/2020/NĐ-CP",
    since="2026-07-01",
    regime_by="ngay_thu_ly",
    title="Giải quyết khiếu nại lần đầu",
)
def first_resolution(facts: Facts, law: Law) -> Outcome:
    """As before 2026-07-01, but a case counts as complex only where that was put in writing, and suspension stops the clock.

    Basis: Điều 28, 11a Luật Khiếu nại; Điều 3a, 28b NĐ 124/2020/NĐ-CP added by NĐ 155/2026/NĐ-CP. Example: accepted 2026-08-03
    → 2026-09-03.
    """
    return _ordinary("1", facts, law, in_writing=True)


@rule(
    "complaint.second_resolution",
    basis=f"Điều 37 {_LAW}",
    since="2012-07-01",
    until="2026-06-30",
    regime_by="ngay_thu_ly",
    title="Giải quyết khiếu nại lần hai",
)
def second_resolution_before_2026(facts: Facts, law: Law) -> Outcome:
    """Whether a second complaint was resolved in 45 days of acceptance (60 complex or remote, 70 both).

    Basis: Điều 37 Luật Khiếu nại. Example: accepted 2024-01-02, ordinary → 2024-02-16.
    """
    return _ordinary("2", facts, law, in_writing=False)


@rule(
    "complaint.second_resolution",
    basis=f"Điều 37 {_LAW}; Điều 3a NĐ 124/2020/NĐ-CP",
    since="2026-07-01",
    regime_by="ngay_thu_ly",
    title="Giải quyết khiếu nại lần hai",
)
def second_resolution(facts: Facts, law: Law) -> Outcome:
    """As before 2026-07-01, with complexity in writing and suspension. Basis: Điều 37, 11a Luật Khiếu nại; Điều 3a NĐ
    124/2020/NĐ-CP.

    Example: accepted 2026-08-03, remote → 2026-10-02.
    """
    return _ordinary("2", facts, law, in_writing=True)


@rule(
    "complaint.discipline_resolution",
    basis=f"Điều 50 {_LAW}",
    since="2012-07-01",
    regime_by="ngay_thu_ly",
    title="Giải quyết khiếu nại kỷ luật",
)
def discipline_resolution(facts: Facts, law: Law) -> Outcome:
    """Whether a complaint against a disciplinary decision was resolved in 30 days of acceptance, 45 complex.

    Basis: Điều 50 Luật Khiếu nại. Example: accepted 2024-01-02, complex → 2024-02-16.
    """
    if facts.text("loai_don") != "khieu_nai":
        return _NOT_COMPLAINT
    if not facts.flag("ky_luat"):
        return NotApplicable("không phải khiếu nại quyết định kỷ luật")
    _accepted(facts)
    return _resolution("KN_GQ_KYLUAT", facts, law, complex_case=facts.flag("phuc_tap"), remote=False)


@rule(
    "complaint.limitation",
    basis=f"Điều 9, 33, 48 {_LAW}",
    since="2012-07-01",
    regime_by="ngay_biet_quyet_dinh",
    title="Thời hiệu, thời hạn khiếu nại",
    cap=Severity.WARNING,
)
def limitation(facts: Facts, law: Law) -> Outcome:
    """Whether the complaint was filed in time: 90 days first (15 discipline), 30 second (45 remote, 10 discipline, 30 dismissal);
    at most a warning.

    Basis: Điều 9, khoản 1 Điều 33, Điều 48 Luật Khiếu nại. Time of illness, disaster or other obstacles does not count; with an
    obstacle whose days are unknown the answer is undetermined. Example: decision received 2024-01-02, first complaint →
    2024-04-01.
    """
    if facts.text("loai_don") != "khieu_nai":
        return _NOT_COMPLAINT
    start, second, discipline = facts.day("ngay_biet_quyet_dinh"), facts.text("lan_khieu_nai") == "2", facts.flag("ky_luat")
    if second and not discipline:
        due = law.due("KN_LAN2_NOP", start, _given(facts, "vung_sau"))
    else:
        given = {"lan": "2" if second else "1", **({"ky_luat": "true"} if discipline else {})}
        due = law.due("KN_THOIHIEU", start, {**given, **(_given(facts, "buoc_thoi_viec") if second else {}), **_obstacle(facts)})
    filed = law.judge(due, facts, "ngay_khieu_nai")
    if filed.slug == "breached" and not facts.knows("ngay_co_tro_ngai") and facts.flag("co_tro_ngai"):
        return Undetermined(
            reason="có trở ngại khách quan chưa rõ từ ngày nào đến ngày nào, thời gian đó không tính vào thời hiệu"
        )
    return filed


def _obstacle(facts: Facts) -> dict[str, str]:
    """The days of an obstacle, where they are known."""
    if not facts.knows("ngay_co_tro_ngai") or facts.event("ngay_co_tro_ngai") is None:
        return {}
    first, last = facts.day("ngay_co_tro_ngai"), facts.day("ngay_het_tro_ngai")
    return {"tro_ngai_tu": first.isoformat(), "tro_ngai_den": last.isoformat()}


@rule(
    "complaint.sending_decision",
    basis=f"Điều 32, 41, 56 {_LAW}",
    since="2012-07-01",
    regime_by="ngay_giai_quyet",
    title="Gửi quyết định giải quyết khiếu nại",
)
def sending_decision(facts: Facts, law: Law) -> Outcome:
    """Whether the decision was sent: 3 working days in the first instance, 7 days in the second.

    Basis: Điều 32, khoản 1 Điều 41, khoản 2 Điều 56 Luật Khiếu nại. Example: first decision on 2024-01-02 → 2024-01-05.
    """
    if facts.text("loai_don") != "khieu_nai":
        return _NOT_COMPLAINT
    if facts.text("lan_khieu_nai") == "1":
        parameter = "KN_GUI_QD1"
    else:
        parameter = "KN_GUI_QD2_KYLUAT" if facts.flag("ky_luat") else "KN_GUI_QD2"
    return law.judge(law.due(parameter, facts.day("ngay_giai_quyet")), facts, "ngay_gui_quyet_dinh")


COMPLAINT_RULES: tuple[Rule, ...] = (
    acceptance_before_2026,
    acceptance,
    first_resolution_before_2026,
    first_resolution,
    second_resolution_before_2026,
    second_resolution,
    discipline_resolution,
    limitation,
    sending_decision,
)
