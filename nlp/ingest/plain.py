"""Plain text: decoding, and marks of Markdown where there are any."""

from __future__ import annotations

from nlp.ingest.encodings import decode_text, mend_misread
from nlp.ingest.extraction import Extraction, info, warning
from nlp.ingest.markdown import find_marks
from nlp.text.alignment import Alignment, replace_spans


def read_plain(data: bytes) -> Extraction:
    """The text of a text file. ``raw`` is the file decoded, before any change."""
    decoded = decode_text(data)
    raw = text = decoded.text
    alignment = Alignment.identity(len(raw))
    encoding = decoded.encoding
    problems = []
    if decoded.invalid:
        problems.append(
            warning(
                "ingest.text.invalid_bytes",
                f"Có {len(decoded.invalid)} byte không hợp lệ trong bảng mã {encoding}, đã thay bằng U+FFFD; "
                "hãy kiểm tra lại tệp gốc.",
            )
        )
    if not decoded.certain:
        problems.append(
            warning(
                "ingest.text.encoding_unsure",
                f"Không chắc chắn về bảng mã của tệp (đoán là {encoding}); hãy lưu lại tệp ở dạng UTF-8.",
            )
        )
    misread = mend_misread(text) if decoded.codec is not None else None
    if misread is not None:
        text, alignment, encoding = misread
        problems.append(
            info(
                "ingest.text.misread",
                f"Chữ ở bảng mã {encoding} đã bị lưu như văn bản {decoded.encoding}; đã chuyển về Unicode.",
            )
        )
    marks = find_marks(text)
    if marks:
        text, step = replace_spans(text, marks)
        alignment = alignment.then(step)
    return Extraction(
        raw=raw, anchors=decoded.anchors, text=text, alignment=alignment, encoding=encoding, problems=tuple(problems)
    )
