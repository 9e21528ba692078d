"""Suspension of a case, as complaints and denunciations share it: time that does not count towards its resolution."""

from __future__ import annotations

from nlp.law.facts import Facts
from nlp.law.outcome import Undetermined


def read_suspension(facts: Facts) -> dict[str, str] | Undetermined:
    """The circumstances of a suspension for the time limit; undetermined while the case stands still.

    A case of which no suspension is known is taken as not suspended. Basis: Điều 11a Luật Khiếu nại 02/2011/QH13 (from
    2026-07-01), khoản 2 Điều 34 Luật Tố cáo 25/2018/QH14.
    """
    if not facts.knows("ngay_tam_dinh_chi") or facts.event("ngay_tam_dinh_chi") is None:
        return {}
    if facts.event("ngay_tiep_tuc") is None:
        return Undetermined(reason="vụ việc đang tạm đình chỉ, thời gian này không tính vào thời hạn giải quyết")
    return {
        "tam_dinh_chi_tu": facts.day("ngay_tam_dinh_chi").isoformat(),
        "tiep_tuc_tu": facts.day("ngay_tiep_tuc").isoformat(),
    }
