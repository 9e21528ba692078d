"""Reasons of links in words."""

from __future__ import annotations

from nlp.triage.duplicates.models import Reason
from nlp.triage.duplicates.settings import load_settings


def describe_reason(reason: Reason, *, lang: str = "vi") -> str:
    """The reason in words, in Vietnamese or English (``en``), without the values themselves, which may be personal data.

    >>> describe_reason(Reason("near_text", 0.87))
    'nội dung gần như trùng nhau (87% số cụm từ)'
    """
    share = "" if reason.share is None else f"{reason.share:.0%}"
    return load_settings().reasons[reason.code][lang].format(share=share)
