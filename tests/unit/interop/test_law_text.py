from __future__ import annotations

import datetime as dt

from nlp.interop.law_text import encode_instrument, find_near_numbers, render_due, render_instrument, render_review
from nlp.interop.wording import Wording
from nlp.law.due import work_out_due
from nlp.law.instruments import load_registry
from nlp.law.review import LawReview, ReviewItem

VI = Wording()


def test_due_tells_date_length_basis_and_steps() -> None:
    text = render_due(work_out_due("KN_GQ1", dt.date(2024, 1, 2)), wording=VI)
    assert text.startswith("KN_GQ1: hết hạn ngày 01/02/2024\n")
    assert "Thời hạn: 30 ngày" in text and "Điều 28 Luật Khiếu nại" in text and "Cách tính:" in text


def test_instrument_tells_its_status_on_the_day_and_its_successor() -> None:
    registry = load_registry()
    law = registry.find_by_number("45/2013/QH13")
    assert law is not None
    before, after = (render_instrument(law, registry, dt.date(2024, m, 1), wording=VI) for m in (1, 9))
    assert "vào ngày 01/01/2024" in before and "hết hiệu lực vào ngày" not in before
    assert "hết hiệu lực vào ngày 01/09/2024" in after and "31/2024/QH15" in after
    encoded = encode_instrument(law, registry, dt.date(2024, 9, 1))
    assert encoded["status_on"] == "expired" and encoded["issued"] == "2013-11-29"


def test_near_numbers_are_those_of_the_registry() -> None:
    assert "02/2011/QH13" in find_near_numbers("2/2011/QH13", load_registry())
    assert find_near_numbers("???", load_registry()) == []


def test_review_groups_by_kind() -> None:
    items = (ReviewItem("stale", "A", "A cũ"), ReviewItem("dangling", "B", "B hỏng"))
    text = render_review(LawReview(dt.date(2024, 1, 1), items), wording=VI)
    assert "Quá hạn rà soát (1):\n  - A cũ" in text and "Dẫn chiếu hỏng (1):" in text
    assert render_review(LawReview(dt.date(2024, 1, 1), ()), wording=VI) == "Không có vấn đề nào.\n"
