"""Invented documents of an archive, and their records."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.unit.register.dispatches import record_of
from tests.unit.triage.petitions import DENUNCIATION, complaint

_PLAN = """ỦY BAN NHÂN DÂN
HUYỆN PHÚ BÌNH
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: {number}/KH-UBND
Phú Bình, ngày 05 tháng 02 năm 2024

KẾ HOẠCH
Tổ chức đối thoại với công dân

Thực hiện Kế hoạch số 3{number}-KH/HU ngày 10/01/2024 của Huyện ủy, Luật Đất đai năm 2013, UBND huyện xây dựng kế hoạch như sau:

1. UBND các xã tổ chức đối thoại theo Kế hoạch số 4{number}-KH/HU, <báo cáo> trước ngày 1{number}/4/2024.

2. Phụ lục:

TT | Văn bản | Ghi chú
1 | Kế hoạch số 5{number}-KH/HU | đã ban hành
2 | Luật Tiếp công dân năm 2013 | còn hiệu lực

Nơi nhận:
- UBND các xã;
- Lưu: VT.

CHỦ TỊCH
Nguyễn Văn Mẫu
"""
LAYERS = ("citations", "deadlines")
PLANS = 3
#: What the plans cite that way, each once outside and once inside a table.
SHAPE = "kế hoạch số N-KH/HU"


@cache
def records() -> tuple[dict[str, Any], ...]:
    """The records of three plans, of a complaint, and of a denunciation."""
    texts = [_PLAN.format(number=number) for number in range(1, PLANS + 1)]
    made = [record_of(text) for text in (*texts, complaint(), DENUNCIATION)]
    for number, record in enumerate(made):
        record["source"]["path"] = f"van-ban-{number}.txt"
    return tuple(made)


def write_lines() -> bytes:
    """The records as JSON Lines."""
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records())
