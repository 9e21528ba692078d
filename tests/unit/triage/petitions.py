"""Invented petitions, and what analyses them in the tests of the queue."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any

from nlp.document.record import encode_record
from nlp.ingest.walk import Entry
from nlp.pipeline.config import PipelineConfig, load_config
from nlp.pipeline.entry import analyze_entry
from nlp.pipeline.runner import Pipeline, load_pipeline
from tests.conftest import ROOT

AT = dt.datetime(2026, 11, 20, 8, 30, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 20)
CONFIG: PipelineConfig = replace(load_config(), settings={"petition_labels": {"model": "linear"}})

COMPLAINT = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

An Bình, ngày 12 tháng 11 năm 2026

ĐƠN KHIẾU NẠI
(Lần đầu)

Kính gửi: Chủ tịch Ủy ban nhân dân xã An Bình

Tôi tên là: {name}, sinh năm {born}
Địa chỉ: thôn {hamlet}, xã An Bình, tỉnh Phú Thọ

Tôi khiếu nại Quyết định số {number}/QĐ-UBND ngày 20/10/2026 của Chủ tịch Ủy ban nhân dân xã An Bình về việc xử phạt vi phạm \
hành chính trong lĩnh vực đất đai đối với gia đình tôi tại thửa đất số {plot}, tờ bản đồ số 7.

Gia đình tôi sử dụng thửa đất này ổn định từ năm 1986, có ranh giới rõ ràng với hộ liền kề và nộp thuế đầy đủ. Việc xử phạt \
{figure} đồng là không đúng vì gia đình tôi không lấn chiếm đất công.{more}

Tôi đề nghị hủy Quyết định số {number}/QĐ-UBND nêu trên.

Người khiếu nại
(đã ký)
{name}
"""
DENUNCIATION = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

ĐƠN TỐ CÁO

Kính gửi: Chủ tịch Ủy ban nhân dân xã Hòa Lâm

Tôi tên là: Đinh Thị Ví Dụ
Địa chỉ: khu 3, xã Hòa Lâm, tỉnh Phú Thọ

Tôi tố cáo ông Trần Văn Mẫu, công chức địa chính xã Hòa Lâm, đã nhận 15.000.000 đồng của gia đình tôi để làm giấy chứng nhận \
quyền sử dụng đất rồi không làm. Sau khi tôi phản ánh, ông Mẫu nhiều lần đến nhà dọa đánh tôi và nói sẽ trả thù.

Tôi đề nghị xác minh và xử lý ông Trần Văn Mẫu theo quy định của pháp luật.

Ngày 10 tháng 11 năm 2026
Người tố cáo
(đã ký)
Đinh Thị Ví Dụ
"""
DISPATCH = """ỦY BAN NHÂN DÂN
HUYỆN MẪU

Số: 12/CV-UBND

Kính gửi: Các phòng, ban

1. Báo cáo kết quả trước ngày 15/10/2024.

Nơi nhận:
- Như trên;
- Lưu: VT.
"""
# Of lengths without a common divisor: no two of 320 names in a row share two words. One form filled in by people of like names is
# taken for one petition misread.
_FAMILIES = "Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Ngô Dương Lý Trịnh Mai Cao Quách Khổng Từ Nghiêm".split()
_MIDDLES = "Ngọc Văn Thị Quang Thu Đức Kim Hữu Mỹ Xuân Bảo Công Diệu Hải Khánh Minh Phương Thanh Tuấn".split()
_GIVEN = "Lan Tám Hạnh Bình Thủy Toàn Chi Phước Duyên Mai Sơn Yến Khoa Vượng Nhàn Quyên Út Đông Giang Hiệp Trúc Ẩn Oanh".split()
_HAMLETS = ("Đồi Cao", "Bến Đá", "Gò Mít", "Đầm Sen", "Cầu Ngói", "Rừng Thông", "Bãi Dâu", "Suối Lạnh")


def complaint(number: int = 1, *, more: str = "", born: int = 1980) -> str:
    """A complaint of a person, paper, plot and sum of its own."""
    name = f"{_FAMILIES[number % 17]} {_MIDDLES[number % 19]} {_GIVEN[number % 23]}"
    hamlet = f"{_HAMLETS[number % 8]} {number}"
    return COMPLAINT.format(
        name=name, hamlet=hamlet, number=100 + 7 * number, plot=300 + 11 * number, figure=f"{2_000_000 + 13_000 * number:,}",
        more=more, born=born,
    )  # fmt: skip


def originals(count: int) -> list[str]:
    """Texts of the train split: no two of them are alike."""
    with (ROOT / "corpora/petitions/manifest.tsv").open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file, delimiter="\t") if row["split"] == "train"][:count]
    return [(ROOT / "corpora/petitions" / f"{name}.txt").read_text(encoding="utf-8") for name in names]


def copy_of(text: str) -> str:
    """The same petition as it comes a second time."""
    return text + "\nBản sao.\n"


def entries(texts: Iterable[str]) -> Iterator[Entry]:
    """Texts as files."""
    for number, text in enumerate(texts):
        yield Entry(f"don-{number}.txt", partial(bytes, text, "utf-8"))


@cache
def pipeline() -> Pipeline:
    """The whole pipeline with the fast classifier."""
    return load_pipeline(CONFIG, as_of=DAY)


def analyze(some: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """Records of entries, made in this process: children need seconds to start."""
    for entry in some:
        yield dict(encode_record(analyze_entry(entry, CONFIG, pipeline())))


def record_of(text: str, received: dt.date = DAY) -> dict[str, Any]:
    """The analysis record of a petition received on a day."""
    entry = Entry("don.txt", partial(bytes, text, "utf-8"), {"ngay_nhan": received.isoformat()})
    return dict(encode_record(analyze_entry(entry, CONFIG, pipeline())))
