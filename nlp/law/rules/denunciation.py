"""Resolution of denunciations, with extensions and suspension; the plain time limits are in ``denunciation.yaml``.

Basis: Luật Tố cáo 25/2018/QH14, NĐ 31/2019/NĐ-CP. Cases accepted before 2026-07-01 and still open follow NĐ 156/2026/NĐ-CP
(its Điều 10); no time limit here is known to have changed by it.
"""

from __future__ import annotations

from nlp.law.engine import Law, Rule, rule
from nlp.law.facts import Facts
from nlp.law.outcome import NotApplicable, Outcome, Undetermined
from nlp.law.rules.suspension import read_suspension

_LAW = "Luật Tố cáo 25/2018/QH14"
_EXTENSIONS: dict[str, dict[str, str]] = {"0": {}, "1": {"phuc_tap": "true"}, "2": {"dac_biet_phuc_tap": "true", "lan": "2"}}


@rule("denunciation.resolution", basis=f"Điều 30 {_LAW}", since="2019-01-01", regime_by="ngay_thu_ly", title="Giải quyết tố cáo")
def resolution(facts: Facts, law: Law) -> Outcome:
    """Whether a denunciation was resolved in 30 days of acceptance, 60 with one extension, 90 with two, without time suspended.

    Basis: Điều 30, khoản 2 Điều 34 Luật Tố cáo; Điều 3 NĐ 31/2019/NĐ-CP. Example: accepted 2024-01-02 → 2024-02-01.
    """
    if facts.text("loai_don") != "to_cao":
        return NotApplicable("không phải đơn tố cáo")
    start = facts.day("ngay_thu_ly")
    extensions = facts.text("so_lan_gia_han")
    if extensions not in _EXTENSIONS:
        return NotApplicable(f"luật không cho gia hạn {extensions} lần")
    suspended = read_suspension(facts)
    if isinstance(suspended, Undetermined):
        return suspended
    return law.judge(law.due("TC_GQ", start, {**_EXTENSIONS[extensions], **suspended}), facts, "ngay_giai_quyet")


DENUNCIATION_RULES: tuple[Rule, ...] = (resolution,)
