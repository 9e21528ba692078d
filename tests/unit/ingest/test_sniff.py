"""Media types by content."""

from __future__ import annotations

import pytest

from nlp.ingest.sniff import sniff_media_type

CASES = [
    (b"%PDF-1.4\n", "application/pdf"),
    (b"junk\n%PDF-1.4\n", "application/pdf"),
    (b"{\\rtf1\\ansi", "application/rtf"),
    (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"II*\x00abcd", "image/tiff"),
    (b"  <!DOCTYPE html><html>", "text/html"),
    ("\ufeff<html><p>Chữ".encode("utf-16"), "text/html"),
    (b"<!-- luu tu trang -->\n<table><tr>", "text/html"),
    (b"<?xml version='1.0'?><a/>", "text/xml"),
    ("Kính gửi: Sở Nội vụ".encode("utf-16-le"), "text/plain"),
    (b"BM la hai chu cai dau dong", "text/plain"),
    (b"MZ, mot ky hieu", "text/plain"),
    (b"\x00\x01\x02\x03\x04\x05binary", "application/octet-stream"),
    (b"", "application/x-empty"),
]


@pytest.mark.parametrize(("data", "media_type"), CASES)
def test_media_type(data: bytes, media_type: str) -> None:
    assert sniff_media_type(data) == media_type
