"""PDF: the text layer where it is good, recognition of the page where it is missing or rubbish."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from nlp.document.anchors import Box
from nlp.document.problem import Problem
from nlp.ingest.extraction import Extraction, Unreadable, error, info, warning
from nlp.ingest.layout import Table
from nlp.ingest.pages import PageContent, assemble_pages, page_text
from nlp.ingest.quality import measure_quality
from nlp.ingest.settings import IngestSettings

_GOOD = 0.75  # quality from which a text layer is taken as it is
_LARGE_IMAGE = 0.3  # share of the page that an image covers on a scan
_FURNITURE = {
    "watermark": "hình mờ/chữ chìm", "signature_stamp": "khung chữ ký số", "running_line": "tiêu đề lặp lại",
    "page_number": "số trang",
}  # fmt: skip


def read_pdf(data: bytes, settings: IngestSettings) -> Extraction:
    """The text of a PDF, page by page. Raises Unreadable for one that is encrypted, broken or without pages."""
    document = open_pdf(data)
    try:
        count = len(document)
        if count == 0:
            raise Unreadable("ingest.pdf.no_pages", "Tệp PDF không có trang nào; hãy lấy lại tệp gốc.", pages=0)
        problems: list[Problem] = []
        if count > settings.max_pages:
            message = f"Tệp có {count} trang, chỉ đọc {settings.max_pages} trang đầu (ingest.max_pages)."
            problems.append(warning("ingest.pdf.too_many_pages", message))
        contents: list[PageContent] = []
        for i in range(min(count, settings.max_pages)):
            contents.append(_read_page(document, i, contents[-1] if contents else None, problems))
        _recognise_pages(document, contents, settings, problems)
    finally:
        document.close()
    raw, anchors = assemble_pages(contents)
    problems += _report_furniture(contents)
    return Extraction(
        raw=raw, anchors=anchors, pages=count, ocr=any(content.ocr for content in contents), problems=tuple(problems)
    )


def open_pdf(data: bytes) -> Any:
    """The PDF, as pypdfium2 opens it; the caller closes it. Raises Unreadable for one that is encrypted or broken."""
    import pypdfium2

    if data[:1024].find(b"%PDF-") > 0:
        data = data[data.find(b"%PDF-") :]
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower() or "security" in str(problem).lower():
            raise Unreadable("ingest.pdf.encrypted", "Tệp PDF được đặt mật khẩu; hãy bỏ mật khẩu rồi nạp lại.") from problem
        raise Unreadable(
            "ingest.pdf.truncated", "Tệp PDF bị cắt cụt hoặc hỏng; hãy lấy lại tệp gốc hoặc in lại ra PDF."
        ) from problem


def _read_page(document: Any, index: int, before: PageContent | None, problems: list[Problem]) -> PageContent:
    import pypdfium2

    from nlp.ingest.pdf_layer import read_layer

    tables = [segment for segment in before.segments if isinstance(segment, Table)] if before is not None else []
    above = max(tables, key=lambda table: table.bottom, default=None)
    try:
        page = document[index]
        try:
            layer = read_layer(page, above)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        problems.append(error("ingest.pdf.bad_page", "Không đọc được trang này; hãy lấy lại tệp gốc.", page_no=index + 1))
        return PageContent(index + 1, 0.0, 0.0, ())
    return PageContent(index + 1, layer.width, layer.height, layer.segments, list(layer.furniture))


def _recognise_pages(document: Any, contents: list[PageContent], settings: IngestSettings, problems: list[Problem]) -> None:
    """Recognise the pages that need it, a bounded number of them, at most ``ocr_workers`` at a time."""
    wanted = [i for i, content in enumerate(contents) if content.width and _wants_ocr(document, i, content, settings)]
    if not wanted:
        return
    if settings.ocr == "never":
        _report_unread(wanted, contents, problems)
        return
    if len(wanted) > settings.ocr_max_pages:
        problems.append(
            warning(
                "ingest.ocr.too_many_pages",
                f"Có {len(wanted)} trang ảnh quét, chỉ nhận dạng {settings.ocr_max_pages} trang đầu (ingest.ocr_max_pages).",
            )
        )
        wanted = wanted[: settings.ocr_max_pages]
    try:
        from nlp.ingest.ocr import require_tesseract

        require_tesseract()
    except Unreadable as missing:
        problems.append(error(missing.code, missing.message))
        return
    with ThreadPoolExecutor(settings.ocr_workers) as pool:
        # Rendering is not thread-safe in PDFium, so pages are rendered here, a few ahead of their recognition.
        for first in range(0, len(wanted), settings.ocr_workers):
            batch = wanted[first : first + settings.ocr_workers]
            images = [_render(document, i, contents[i], settings) for i in batch]
            results = list(pool.map(lambda image: _recognise(image, settings), images))
            for i, image, result in zip(batch, images, results, strict=True):
                contents[i] = _choose(contents[i], image.size, result, settings, problems)


def _wants_ocr(document: Any, index: int, content: PageContent, settings: IngestSettings) -> bool:
    if settings.ocr == "always":
        return True
    text = page_text(content)
    quality = measure_quality(text)
    if quality.words >= 5 and quality.score >= _GOOD:
        return False
    return _image_share(document, index) >= _LARGE_IMAGE


def _image_share(document: Any, index: int) -> float:
    """As ``measure_images`` of that page; 0.0 for one that cannot be read."""
    import pypdfium2

    page = document[index]
    try:
        return measure_images(page)
    except pypdfium2.PdfiumError:
        return 0.0
    finally:
        page.close()


def measure_images(page: Any) -> float:
    """The share of the page that its largest image covers; 1.0 for a page in strips, or that draws letters as shapes only."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    kinds: Counter[int] = Counter()
    best = 0.0
    for item in page.get_objects(max_depth=3):
        kinds[item.type] += 1
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = item.get_bounds() if hasattr(item, "get_bounds") else item.get_pos()
            best = max(best, abs(x1 - x0) * abs(y1 - y0) / max(1.0, width * height))
    if not best and kinds[pdfium.FPDF_PAGEOBJ_PATH] > 200 and not kinds[pdfium.FPDF_PAGEOBJ_TEXT]:
        return 1.0
    # A scan may be cut into strips, none of which is large.
    return max(best, 1.0 if kinds[pdfium.FPDF_PAGEOBJ_IMAGE] > 8 else 0.0)


def _render(document: Any, index: int, content: PageContent, settings: IngestSettings) -> Any:
    import pypdfium2.raw as pdfium

    page = document[index]
    try:
        scale = settings.ocr_dpi / 72
        pixels = content.width * content.height * scale * scale
        if pixels > settings.max_pixels:
            scale *= (settings.max_pixels / pixels) ** 0.5
        if not content.segments:
            # All the text that the page has is a watermark: it is taken off before the page is looked at.
            for item in list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1)):
                page.remove_obj(item)
        return page.render(scale=scale, may_draw_forms=False).to_pil()
    finally:
        page.close()


def _recognise(image: Any, settings: IngestSettings) -> Any:
    from nlp.ingest.ocr import recognise

    return recognise(image, settings, dpi=float(settings.ocr_dpi))


def _choose(
    layer: PageContent, size: tuple[int, int], result: Any, settings: IngestSettings, problems: list[Problem]
) -> PageContent:
    """The page as recognised, unless its text layer reads better."""
    if result is None:
        problems.append(
            error("ingest.ocr.failed", "Nhận dạng chữ không xong trong thời gian cho phép hoặc bị lỗi.", page_no=layer.page_no)
        )
        return layer
    scale = layer.width / size[0]
    found = PageContent(
        layer.page_no, layer.width, layer.height, [segment.moved(lambda box: _scaled(box, scale)) for segment in result.segments],
        list(layer.furniture), True, result.confidence,
    )  # fmt: skip
    if settings.ocr == "auto" and layer.segments:
        if measure_quality(page_text(found)).score <= measure_quality(page_text(layer)).score:
            return layer
        problems.append(
            info("ingest.pdf.bad_text_layer", "Lớp chữ có sẵn của trang bị sai, đã nhận dạng lại từ ảnh.", page_no=layer.page_no)
        )
    return found


def _scaled(box: Box, scale: float) -> Box:
    return (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)


def _report_unread(wanted: list[int], contents: list[PageContent], problems: list[Problem]) -> None:
    empty = [i for i in wanted if not contents[i].segments]
    if empty:
        problems.append(
            error(
                "ingest.pdf.no_text_layer",
                f"{len(empty)} trang là ảnh quét không có lớp chữ; hãy chạy lại với --ocr auto.",
                page_no=empty[0] + 1,
            )
        )
    for i in wanted:
        if contents[i].segments:
            problems.append(
                warning("ingest.pdf.bad_text_layer", "Lớp chữ của trang có thể sai; nên chạy lại với --ocr auto.", page_no=i + 1)
            )


def _report_furniture(contents: list[PageContent]) -> list[Problem]:
    counts = Counter(kind for content in contents for kind, _ in content.furniture)
    if not counts:
        return []
    listed = ", ".join(f"{_FURNITURE[kind]}: {count}" for kind, count in sorted(counts.items()))
    return [info("ingest.pdf.furniture", f"Đã để ngoài nội dung: {listed}.")]
