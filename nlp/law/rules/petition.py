"""Time limits of petitions whatever their type: the first reply at a reception place, and the handling of recommendations.

Basis: Luật Tiếp công dân 42/2013/QH13; TT 05/2021/TT-TTCP (its status after 2026-07-01 is unsure).
"""

from __future__ import annotations

from nlp.law.engine import Law, Rule, Severity, rule
from nlp.law.facts import Facts
from nlp.law.outcome import NotApplicable, Outcome


@rule(
    "petition.first_reply",
    basis="khoản 1 Điều 28 Luật Tiếp công dân 42/2013/QH13",
    since="2014-07-01",
    regime_by="ngay_nhan",
    title="Trả lời kết quả xử lý bước đầu",
)
def first_reply(facts: Facts, law: Law) -> Outcome:
    """Whether what was received at a reception place was answered in 10 working days.

    Basis: khoản 1 Điều 28 Luật Tiếp công dân. Example: received 2024-01-02 → 2024-01-16.
    """
    if not facts.flag("tiep_nhan_tai_noi_tiep"):
        return NotApplicable("không nhận tại nơi tiếp công dân")
    return law.judge(law.due("TCD_TRALOI", facts.day("ngay_nhan")), facts, "ngay_tra_loi")


@rule(
    "petition.handling",
    basis="Chương III TT 05/2021/TT-TTCP",
    since="2021-11-15",
    regime_by="ngay_nhan",
    title="Đề xuất xử lý đơn kiến nghị, phản ánh",
    cap=Severity.WARNING,
)
def handling(facts: Facts, law: Law) -> Outcome:
    """Whether the handling of a recommendation was proposed in 10 days, or working days; an internal limit, at most a warning.

    Basis: Chương III TT 05/2021/TT-TTCP (unsure). Complaints and denunciations follow the limits of their own laws. Example:
    received 2024-01-02 → 2024-01-12, or 2024-01-16 by working days.
    """
    if facts.text("loai_don") in ("khieu_nai", "to_cao"):
        return NotApplicable("khiếu nại, tố cáo dùng thời hạn của luật riêng")
    return law.judge(law.due("DON_DEXUAT", facts.day("ngay_nhan")), facts, "ngay_de_xuat_xu_ly")


PETITION_RULES: tuple[Rule, ...] = (first_reply, handling)
