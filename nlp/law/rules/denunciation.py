"""Time limits of denunciations: first processing, transfer, notice, resolution, conclusion.

Basis: Luật Tố cáo 25/2018/QH14, NĐ 31/2019/NĐ-CP. Cases accepted before 2026-07-01 and still open follow NĐ 156/2026/NĐ-CP
(its Điều 10); no time limit here is known to have changed by it.
"""

from __future__ import annotations

from nlp.law.engine import Law, Rule, rule
from nlp.law.facts import Facts
from nlp.law.outcome import NotApplicable, Outcome

_NOT_DENUNCIATION = NotApplicable("không phải đơn tố cáo")
_LAW = "Luật Tố cáo 25/2018/QH14"
_EXTENSIONS: dict[str, dict[str, str]] = {"0": {}, "1": {"phuc_tap": "true"}, "2": {"dac_biet_phuc_tap": "true", "lan": "2"}}


def _is_denunciation(facts: Facts) -> bool:
    return facts.text("loai_don") == "to_cao"


@rule(
    "denunciation.initial_processing",
    basis=f"khoản 1 Điều 24 {_LAW}",
    since="2019-01-01",
    regime_by="ngay_nhan",
    title="Xử lý ban đầu tố cáo",
)
def initial_processing(facts: Facts, law: Law) -> Outcome:
    """Whether a denunciation was registered and checked in 7 working days of receipt, 10 with checks in several places.

    Basis: khoản 1 Điều 24 Luật Tố cáo. Example: received 2024-01-02 → 2024-01-11.
    """
    if not _is_denunciation(facts):
        return _NOT_DENUNCIATION
    if not facts.flag("thuoc_tham_quyen"):
        return NotApplicable("tố cáo không thuộc thẩm quyền: theo thời hạn chuyển đơn")
    given = {"nhieu_dia_diem": "true"} if facts.flag("xac_minh_nhieu_noi") else {}
    return law.judge(law.due("TC_XULYBANDAU", facts.day("ngay_nhan"), given), facts, "ngay_xu_ly_ban_dau")


@rule(
    "denunciation.transfer",
    basis=f"khoản 2 Điều 24 {_LAW}",
    since="2019-01-01",
    regime_by="ngay_nhan",
    title="Chuyển tố cáo không thuộc thẩm quyền",
)
def transfer(facts: Facts, law: Law) -> Outcome:
    """Whether a denunciation of another's competence was passed on in 5 working days of receipt.

    Basis: khoản 2 Điều 24 Luật Tố cáo. Example: received 2024-01-02 → 2024-01-09.
    """
    if not _is_denunciation(facts):
        return _NOT_DENUNCIATION
    if facts.flag("thuoc_tham_quyen"):
        return NotApplicable("tố cáo thuộc thẩm quyền của nơi nhận")
    return law.judge(law.due("TC_CHUYEN", facts.day("ngay_nhan")), facts, "ngay_chuyen_don")


@rule(
    "denunciation.acceptance_notice",
    basis=f"khoản 3 Điều 29 {_LAW}",
    since="2019-01-01",
    regime_by="ngay_thu_ly",
    title="Thông báo thụ lý tố cáo",
)
def acceptance_notice(facts: Facts, law: Law) -> Outcome:
    """Whether the parties were told of the acceptance in 5 working days.

    Basis: khoản 3 Điều 29 Luật Tố cáo; Điều 9 NĐ 31/2019/NĐ-CP. Example: accepted 2024-01-02 → 2024-01-09.
    """
    if not _is_denunciation(facts):
        return _NOT_DENUNCIATION
    return law.judge(law.due("TC_TB_THULY", facts.day("ngay_thu_ly")), facts, "ngay_thong_bao_thu_ly")


@rule("denunciation.resolution", basis=f"Điều 30 {_LAW}", since="2019-01-01", regime_by="ngay_thu_ly", title="Giải quyết tố cáo")
def resolution(facts: Facts, law: Law) -> Outcome:
    """Whether a denunciation was resolved in 30 days of acceptance, 60 with one extension, 90 with two.

    Basis: Điều 30 Luật Tố cáo; Điều 3 NĐ 31/2019/NĐ-CP. Example: accepted 2024-01-02, no extension → 2024-02-01.
    """
    if not _is_denunciation(facts):
        return _NOT_DENUNCIATION
    start = facts.day("ngay_thu_ly")
    extensions = facts.text("so_lan_gia_han")
    if extensions not in _EXTENSIONS:
        return NotApplicable(f"luật không cho gia hạn {extensions} lần")
    return law.judge(law.due("TC_GQ", start, _EXTENSIONS[extensions]), facts, "ngay_giai_quyet")


@rule(
    "denunciation.sending_conclusion",
    basis=f"khoản 3 Điều 35 {_LAW}",
    since="2019-01-01",
    regime_by="ngay_giai_quyet",
    title="Gửi kết luận nội dung tố cáo",
)
def sending_conclusion(facts: Facts, law: Law) -> Outcome:
    """Whether the conclusion was sent in 5 working days. Basis: khoản 3 Điều 35 Luật Tố cáo. Example: 2024-01-02 → 2024-01-09."""
    if not _is_denunciation(facts):
        return _NOT_DENUNCIATION
    return law.judge(law.due("TC_KL_GUI", facts.day("ngay_giai_quyet")), facts, "ngay_gui_ket_luan")


@rule(
    "denunciation.publication",
    basis=f"khoản 1 Điều 40 {_LAW}",
    since="2019-01-01",
    regime_by="ngay_giai_quyet",
    title="Công khai kết luận tố cáo",
)
def publication(facts: Facts, law: Law) -> Outcome:
    """Whether the conclusion was made public in 7 working days. Basis: khoản 1 Điều 40 Luật Tố cáo. Example: 2024-01-02 →
    2024-01-11.
    """
    if not _is_denunciation(facts):
        return _NOT_DENUNCIATION
    return law.judge(law.due("TC_CONGKHAI", facts.day("ngay_giai_quyet")), facts, "ngay_cong_khai")


DENUNCIATION_RULES: tuple[Rule, ...] = (
    initial_processing,
    transfer,
    acceptance_notice,
    resolution,
    sending_conclusion,
    publication,
)
