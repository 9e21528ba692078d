"""Many invented dispatches: those of ``dispatches`` with other numbers, days and communes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.unit.register.dispatches import DISTRICT

_COMMUNES = (
    "Bàn Đạt",
    "Bảo Lý",
    "Dương Thành",
    "Hà Châu",
    "Kha Sơn",
    "Lương Phú",
    "Nga My",
    "Nhã Lộng",
    "Thanh Ninh",
    "Tân Khánh",
)


def generate_dispatches(count: int) -> Iterator[str]:
    """``count`` plans of one district, each with a commune of its own to do something."""
    for number in range(count):
        commune = _COMMUNES[number % len(_COMMUNES)]
        text = DISTRICT.replace("77/KH-UBND", f"{200 + number}/KH-UBND")
        yield text.replace("Phòng Tài nguyên và Môi trường tổng hợp", f"UBND xã {commune} lập danh sách số {number}, tổng hợp")
