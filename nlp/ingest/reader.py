"""Bytes to a document, whatever they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from nlp.document.document import Document, Source
from nlp.document.problem import Problem, Severity
from nlp.ingest import sniff
from nlp.ingest.extraction import Extraction, Unreadable, error, info, warning
from nlp.ingest.plain import read_plain
from nlp.ingest.quality import measure_quality
from nlp.ingest.settings import IngestSettings
from nlp.text.alignment import Alignment
from nlp.text.canonical import canonicalise
from nlp.text.repair import repair_text

_REPAIRS = {
    "marks_apart": "dấu đứng rời khỏi chữ",
    "marks_stray": "dấu đặt sai chỗ",
    "split_syllables": "âm tiết bị tách rời",
}
_SAMPLE = 3000  # characters by which the quality of a text is judged
_POOR = 0.5
_UNSUPPORTED = {
    "application/vnd.ms-excel": "bảng tính Excel", "application/vnd.ms-powerpoint": "bản trình chiếu PowerPoint",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "bảng tính Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "bản trình chiếu PowerPoint",
    "application/zip": "tệp nén nằm quá sâu hoặc hỏng", "image/heic": "ảnh HEIC",
    "application/vnd.rar": "tệp nén RAR", "application/x-7z-compressed": "tệp nén 7z", "application/gzip": "tệp nén gzip",
}  # fmt: skip


def read_document(data: bytes, *, path: str, settings: IngestSettings) -> Document:
    """The document that the bytes of a file hold. Never raises for what the bytes are, but MemoryError where they take too much.

    A file that cannot be read gives a document without text and a problem that says why and what to do; the problems are
    also in ``source.warnings``. ``raw`` is the source as decoded, ``text`` canonical, ``alignment`` every edit between.

    >>> read_document("Kính gửi: Sở Nội vụ".encode("utf-16"), path="a.txt", settings=IngestSettings()).text
    'Kính gửi: Sở Nội vụ'
    """
    digest = hashlib.sha256(data).hexdigest()
    media_type = sniff.UNKNOWN
    try:
        if len(data) > settings.max_bytes:
            raise Unreadable(
                "ingest.too_large",
                f"Tệp lớn hơn giới hạn {settings.max_bytes} byte; hãy tách nhỏ tệp hoặc tăng ingest.max_bytes.",
            )
        media_type = sniff.sniff_media_type(data)
        extraction = _find_reader(media_type)(data, settings)
        return _build(extraction, path, digest, media_type, len(data))
    except Unreadable as problem:
        failure = Extraction(raw="", pages=problem.pages, problems=(error(problem.code, problem.message),))
    except MemoryError:
        raise
    except Exception as problem:  # the boundary: one bad file never ends a run
        message = f"Không đọc được tệp ({type(problem).__name__}); tệp có thể bị hỏng, hãy lưu lại từ bản gốc."
        failure = Extraction(raw="", problems=(error("ingest.failed", message),))
    return _build(failure, path, digest, media_type, len(data))


Reader = Callable[[bytes, IngestSettings], Extraction]


def _find_reader(media_type: str) -> Reader:
    """The reader of a media type; modules with heavy dependencies are loaded when they are wanted."""
    if media_type == sniff.PLAIN:
        return lambda data, settings: read_plain(data)
    if media_type in (sniff.HTML, "text/xml", sniff.MHTML):
        from nlp.ingest.html import read_html, read_mhtml

        return read_mhtml if media_type == sniff.MHTML else read_html
    if media_type == sniff.DOCX:
        from nlp.ingest.docx import read_docx

        return read_docx
    if media_type in (sniff.DOC, sniff.RTF, sniff.ODT):
        from nlp.ingest.legacy import LegacyReader

        return LegacyReader(media_type)
    if media_type == sniff.PDF:
        from nlp.ingest.pdf import read_pdf

        return read_pdf
    if media_type in sniff.IMAGES:
        from nlp.ingest.images import read_image

        return read_image
    return _Refusal(media_type)


@dataclass(frozen=True)
class _Refusal:
    media_type: str

    def __call__(self, data: bytes, settings: IngestSettings) -> Extraction:
        if self.media_type == sniff.EMPTY:
            raise Unreadable("ingest.empty", "Tệp rỗng, không có nội dung; hãy kiểm tra lại tệp gốc.")
        kind = _UNSUPPORTED.get(self.media_type, self.media_type)
        raise Unreadable(
            "ingest.unknown_type", f"Không hỗ trợ loại tệp này ({kind}); hãy chuyển sang PDF, DOCX, HTML hoặc văn bản thuần."
        )


def _build(extraction: Extraction, path: str, digest: str, media_type: str, size: int) -> Document:
    raw = extraction.raw
    text = raw if extraction.text is None else extraction.text
    alignment = extraction.alignment or Alignment.identity(len(raw))
    text, step = canonicalise(text)
    alignment = alignment.then(step)
    repaired = repair_text(text)
    problems = list(extraction.problems)
    if repaired.counts:
        text, alignment = repaired.text, alignment.then(repaired.alignment)
        made = ", ".join(f"{_REPAIRS[name]}: {count}" for name, count in sorted(repaired.counts.items()))
        problems.append(info("ingest.repaired", f"Đã sửa chữ Việt bị hỏng ({made})."))
    if _is_poor(text[:_SAMPLE]):
        problems.append(
            warning(
                "ingest.poor_text",
                "Phần lớn chữ không phải tiếng Việt có dấu (nhận dạng sai, sai bảng mã hoặc gõ không dấu); kết quả có thể thiếu.",
            )
        )
    if not text.strip() and not any(p.severity is Severity.ERROR for p in problems):
        problems.append(error("ingest.no_text", "Không tìm thấy chữ nào trong tệp; hãy kiểm tra lại tệp gốc."))
    source = Source(
        path, digest, media_type, size, encoding=extraction.encoding, pages=extraction.pages, ocr=extraction.ocr,
        warnings=_messages(problems),
    )  # fmt: skip
    return Document(source, raw, text, alignment, extraction.anchors, problems=tuple(problems))


_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
# The commonest of them, every second one of a typed text: most texts are told by counting these, which is quicker.
_COMMON = "đệưếịâạủốảộự"


def _is_poor(sample: str) -> bool:
    """Whether a text of some length is hardly Vietnamese; where letters of Vietnamese abound it is not looked at closer."""
    enough = int(0.06 * len(sample))
    if sum(map(sample.count, _COMMON)) > enough:
        return False
    if next(islice(_VIETNAMESE.finditer(sample), enough, None), None) is not None:
        return False
    quality = measure_quality(sample)
    return quality.words >= 60 and quality.score < _POOR


def _messages(problems: list[Problem]) -> tuple[str, ...]:
    return tuple(f"[{p.code}] {f'Trang {p.page_no}: ' if p.page_no else ''}{p.message}" for p in problems)
