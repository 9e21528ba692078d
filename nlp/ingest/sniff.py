"""The media type of a file, by its content; names lie."""

from __future__ import annotations

import io
import re
import zipfile

from nlp.ingest.encodings import detect_utf16

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"
HTML = "text/html"
MHTML = "multipart/related"
PLAIN = "text/plain"
ZIP = "application/zip"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"
IMAGES = frozenset({"image/png", "image/jpeg", "image/tiff", "image/bmp", "image/gif", "image/webp"})

_MAGIC = (
    (b"{\\rtf", RTF), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"), (b"BM", "image/bmp"), (b"GIF8", "image/gif"), (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"), (b"\x1f\x8b", "application/gzip"), (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"), (b"MZ", "application/x-msdownload"), (b"\x7fELF", "application/x-elf"),
    (b"%!PS", "application/postscript"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|center|font|span|br|h[1-6])[\s>/]",
    re.I | re.S,
)
_CONTROL = bytes((*range(9), *range(14, 27), 28, 29, 30, 31, 127))
_XML_START = re.compile(r"\s*<\?xml\s", re.I)


def sniff_media_type(data: bytes) -> str:
    """The media type of the bytes of a file; ``application/octet-stream`` where they show none.

    >>> sniff_media_type("Kính gửi: Ủy ban nhân dân xã".encode())
    'text/plain'
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return EMPTY
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _sniff_zip(data)
    if head.startswith(_OLE):
        return _sniff_ole(data)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in (b"heic", b"heix", b"mif1", b"hevc") else "video/mp4"
    for magic, media_type in _MAGIC:
        if head.startswith(magic) and (magic not in (b"BM", b"MZ", b"ID3") or not _is_text(head)):
            return media_type
    return _sniff_text(head)


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:2000]
            if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
                return DOCX
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return archive.read("mimetype").decode("ascii", "replace").strip()
            if any(name.startswith("xl/") for name in names):
                return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            if any(name.startswith("ppt/") for name in names):
                return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        # A package cut off has no directory, but its first members still name it.
        return DOCX if b"word/" in data[:20_000] else ZIP
    return ZIP


def _sniff_ole(data: bytes) -> str:
    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return DOCX
    if has("WordDocument"):
        return DOC
    if has("Workbook"):
        return "application/vnd.ms-excel"
    if has("PowerPoint Document"):
        return "application/vnd.ms-powerpoint"
    return "application/x-ole-storage"


def _is_text(head: bytes) -> bool:
    if detect_utf16(head) is not None or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    control = len(head) - len(head.translate(None, _CONTROL))
    return b"\x00" not in head and control <= max(1, len(head) // 50)


def _sniff_text(head: bytes) -> str:
    if not _is_text(head):
        return UNKNOWN
    wide = detect_utf16(head) or ("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else None)
    text = head.decode(wide or "latin-1", "replace").lstrip("\ufeff").removeprefix("\xef\xbb\xbf")
    if _HTML_START.match(text):
        return HTML
    if re.match(r"(?:[\w-]+:[^\n]*\n){0,8}?mime-version:", text, re.I) and "multipart/related" in text.lower():
        return MHTML
    if _XML_START.match(text):
        return "text/xml"
    return PLAIN
