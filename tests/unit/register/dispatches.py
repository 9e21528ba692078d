"""Invented dispatches from the centre down to a commune, and what analyses them in the tests of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Any

from nlp.document.record import encode_record
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.entry import analyze_entry
from nlp.pipeline.runner import Pipeline, load_pipeline
from nlp.register.intake import Registered, RegisterIntake
from nlp.store.engine import Store
from tests.unit.triage.petitions import CONFIG

AT = dt.datetime(2024, 6, 3, 8, 0, tzinfo=dt.UTC)
DAY = dt.date(2024, 6, 3)

PROVINCE = """ỦY BAN NHÂN DÂN
TỈNH THÁI NGUYÊN
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 45/CT-UBND
Thái Nguyên, ngày 10 tháng 01 năm 2024

CHỈ THỊ
Về việc tăng cường đối thoại với công dân về đất đai

Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:

1. UBND các huyện, thành phố tổ chức đối thoại với công dân về đất đai, báo cáo kết quả về UBND tỉnh trước ngày 30/4/2024.

2. Sở Tài nguyên và Môi trường hướng dẫn lập hồ sơ đối thoại, hoàn thành trước ngày 28/02/2024.

3. Thanh tra tỉnh theo dõi, báo cáo UBND tỉnh trước ngày 25 hằng tháng.

Nơi nhận:
- UBND các huyện, thành phố;
- Lưu: VT.

CHỦ TỊCH
Nguyễn Văn Mẫu
"""
DISTRICT = """ỦY BAN NHÂN DÂN
HUYỆN PHÚ BÌNH
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 77/KH-UBND
Phú Bình, ngày 05 tháng 02 năm 2024

KẾ HOẠCH
Tổ chức đối thoại với công dân về đất đai

Thực hiện Chỉ thị số 45/CT-UBND ngày 10/01/2024 của Chủ tịch UBND tỉnh Thái Nguyên, UBND huyện Phú Bình xây dựng kế hoạch như sau:

1. UBND các xã, thị trấn tổ chức đối thoại với công dân về đất đai, báo cáo kết quả về UBND huyện trước ngày 15/4/2024.

2. Phòng Tài nguyên và Môi trường tổng hợp kết quả đối thoại, hoàn thành trước ngày 20/4/2024.

Nơi nhận:
- UBND các xã, thị trấn;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Thị Ví Dụ
"""
REPORT = """ỦY BAN NHÂN DÂN
XÃ TÂN HÒA
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 31/BC-UBND
Tân Hòa, ngày 12 tháng 4 năm 2024

BÁO CÁO
Kết quả đối thoại với công dân về đất đai

Kính gửi: UBND huyện Phú Bình

Thực hiện Kế hoạch số 77/KH-UBND ngày 05/02/2024 của UBND huyện Phú Bình về tổ chức đối thoại với công dân về đất đai, UBND xã \
Tân Hòa, huyện Phú Bình, tỉnh Thái Nguyên báo cáo kết quả như sau:

Xã đã tổ chức 02 cuộc đối thoại với công dân về đất đai, 46 người tham dự, trả lời 31 ý kiến.

Nơi nhận:
- UBND huyện;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lê Văn Thử
"""
REPLACING = """ỦY BAN NHÂN DÂN
HUYỆN PHÚ BÌNH
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 102/KH-UBND
Phú Bình, ngày 20 tháng 5 năm 2024

KẾ HOẠCH
Tổ chức đối thoại với công dân về đất đai quý III năm 2024

Thực hiện Chỉ thị số 45/CT-UBND ngày 10/01/2024 của Chủ tịch UBND tỉnh Thái Nguyên, UBND huyện Phú Bình xây dựng kế hoạch như sau:

1. UBND các xã, thị trấn tổ chức đối thoại với công dân về đất đai, báo cáo kết quả về UBND huyện trước ngày 15/9/2024.

2. Kế hoạch này thay thế Kế hoạch số 77/KH-UBND ngày 05/02/2024 của UBND huyện Phú Bình.

Nơi nhận:
- UBND các xã, thị trấn;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Thị Ví Dụ
"""
#: A dispatch of another district with the number of DISTRICT's.
ELSEWHERE = DISTRICT.replace("PHÚ BÌNH", "ĐỒNG HỶ").replace("Phú Bình", "Đồng Hỷ").replace("05 tháng 02", "06 tháng 02")
ALL = (PROVINCE, DISTRICT, REPORT, REPLACING, ELSEWHERE)


@cache
def pipeline() -> tuple[PipelineConfig, Pipeline]:
    """The pipeline, loaded once."""
    return CONFIG, load_pipeline(CONFIG, as_of=DAY)


def analyze(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """The records of entries, in this process."""
    config, loaded = pipeline()
    for entry in entries:
        yield encode_record(analyze_entry(entry, config, loaded))


def record_of(text: str) -> dict[str, Any]:
    """The record of a text."""
    return next(analyze(entries_of([text])))


def entries_of(texts: Iterable[str]) -> list[Entry]:
    """Texts as files."""
    return [Entry(f"{number}.txt", partial(str.encode, text)) for number, text in enumerate(texts)]


def register(store: Store, *texts: str, stored: Any = lambda: None) -> list[Registered]:
    """Adds the texts to the register."""
    intake = RegisterIntake(store, CONFIG, as_of=DAY, analyze=analyze, stored=stored)
    return list(intake.add_many(entries_of(texts), received=DAY, now=lambda: AT, actor=None))


def id_of(text: str) -> str:
    """The id of a text's document."""
    return str(record_of(text)["id"])
