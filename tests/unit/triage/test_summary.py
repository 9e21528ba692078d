from __future__ import annotations

from typing import Any

import pytest

from nlp.triage.summary import summarise
from tests.unit.triage.petitions import DENUNCIATION, record_of


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    return record_of(DENUNCIATION)


@pytest.mark.parametrize(
    ("request_", "shown"),
    [
        ("bảo vệ bà ĐINH THỊ VÍ DỤ", "bảo vệ bà ••••••••••••••"),
        ("bảo vệ bà Dinh Thi Vi Du", "bảo vệ bà ••••••••••••••"),
        ("gọi lại số 0912 345 678", "gọi lại số ••••••••••••"),
        ("xử lý ông Trần Văn Mẫu", "xử lý ông Trần Văn Mẫu"),
    ],
)
def test_line_of_a_list_holds_nothing_of_who_writes(record: dict[str, Any], request_: str, shown: str) -> None:
    petition = {**record["petition"], "requests": [request_]}
    assert summarise({**record, "petition": petition})["request"] == shown
