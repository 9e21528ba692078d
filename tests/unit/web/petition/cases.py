"""The petitions that the tests of these pages look at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests.unit.web.browsing import Browser

RECEIVED = dt.date(2026, 11, 20)
SECOND = " Hôm qua tôi lại lên hỏi mà chưa có ai trả lời."
COMPLAINER, DENOUNCER = "Vũ Quang Bình", "Đinh Thị Ví Dụ"


@dataclass(frozen=True)
class Cases:
    """Ids: a complaint, a denunciation, and a complaint that came twice."""

    complaint: str
    denunciation: str
    first: str
    again: str


def unmask(browser: Browser, petition: str, reason: str = "giai_quyet") -> Any:
    """Gives a reason on the petition's page."""
    browser.get(f"/petitions/{petition}")
    return browser.post(f"/petitions/{petition}/unmask", {"reason": reason})


def send(browser: Browser, path: str, petition: str, version: int | None = None, **values: Any) -> Any:
    """Opens the page of a petition and sends one of its forms, with the version that the page shows."""
    page = browser.get(f"/petitions/{petition}").text
    shown = page.split('name="version" value="')[1].split('"')[0]
    return browser.post(f"/petitions/{petition}{path}", {"version": shown if version is None else str(version), **values})
