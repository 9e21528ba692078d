"""Texts of the corpora in other formats, each tied to its gold text: what readers and OCR are measured and shown on.

``python -m nlp.evaluation.render corpora`` writes ``corpora/documents`` and its manifest. Every file but those made by
LibreOffice is the same at every run. Needs the extra ``render``, the DejaVu fonts and, for .doc and .odt, LibreOffice.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL.Image import Image

from nlp.errors import DonthuError, MissingExtra
from nlp.evaluation.render_encodings import ENCODERS
from nlp.evaluation.render_files import render_docx, render_html, render_pdf
from nlp.evaluation.render_layout import parse_page
from nlp.evaluation.render_scans import FAX, PHOTO, SCAN, render_pages, write_image_pdf, write_jpeg, write_tiff
from nlp.ingest.legacy import run_program

COLUMNS = ("file", "form", "text", "split", "family", "seed")


@dataclass(frozen=True)
class Rendering:
    """One file to make: its name, the text it shows (``CORPUS/NAME``), its form, the seed of its wear."""

    file: str
    text: str
    form: str
    seed: int = 0


PLAN = (
    Rendering("cong_van_huyen_uy.docx", "dispatches/dp001", "docx"),
    Rendering("quyet_dinh_dau_phach_roi.docx", "dispatches/ds030", "docx-nfd"),
    Rendering("thong_bao_tiep_cong_dan.pdf", "dispatches/dp005", "pdf"),
    Rendering("huong_dan_hoi_phu_nu.pdf", "dispatches/dp026", "pdf"),
    Rendering("quyet_dinh_quet.pdf", "dispatches/dp007", "pdf-scan", 11),
    Rendering("cong_van_fax.tif", "dispatches/ds001", "tiff", 12),
    Rendering("don_khieu_nai_chup.jpg", "petitions/pa002", "jpeg-photo", 13),
    Rendering("don_khieu_nai.docx", "petitions/pa001", "docx"),
    Rendering("don_quet.pdf", "petitions/pa003", "pdf-scan", 14),
    Rendering("cong_van_truong.txt", "dispatches/ds007", "tcvn3"),
    Rendering("don_ma_vni.txt", "petitions/pa004", "vni"),
    Rendering("don_ma_1258.txt", "petitions/pa005", "windows-1258"),
    Rendering("cong_van_utf16.txt", "dispatches/dp001", "utf-16"),
    Rendering("huong_dan_cong_thong_tin.html", "dispatches/dp026", "html"),
    Rendering("cong_van_truong.doc", "dispatches/ds007", "doc"),
    Rendering("don_khieu_nai.odt", "petitions/pa002", "odt"),
)


def render(rendering: Rendering, text: str) -> bytes:
    """The bytes of one file. Raises KeyError for an unknown form, MissingExtra where a font or program is missing."""
    form = rendering.form
    if form in ENCODERS:
        return ENCODERS[form](text)
    return _FORMS[form](rendering, text)


def _scan_pdf(rendering: Rendering, text: str) -> bytes:
    return write_image_pdf(render_pages(render_pdf(parse_page(text)), SCAN, rendering.seed), SCAN)


def _photo(rendering: Rendering, text: str) -> bytes:
    return write_jpeg(_one_page(render_pages(render_pdf(parse_page(text)), PHOTO, rendering.seed), rendering), PHOTO)


def _fax(rendering: Rendering, text: str) -> bytes:
    return write_tiff(render_pages(render_pdf(parse_page(text)), FAX, rendering.seed), FAX)


def _one_page(pages: list[Image], rendering: Rendering) -> Image:
    if len(pages) != 1:
        raise DonthuError("render.pages", f"{rendering.text} has {len(pages)} pages", "choose a text of one page for an image")
    return pages[0]


def _office(rendering: Rendering, text: str) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise MissingExtra("render.office", "LibreOffice is not installed", "install libreoffice-writer-nogui")
    with tempfile.TemporaryDirectory(prefix="donthu-") as name:
        folder = Path(name)
        (folder / "page.docx").write_bytes(render_docx(parse_page(text)))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        target = ["--convert-to", rendering.form, "--outdir", str(folder), str(folder / "page.docx")]
        run_program([program, profile, "--headless", *target], None, 120, folder)
        return (folder / f"page.{rendering.form}").read_bytes()


_FORMS: dict[str, Callable[[Rendering, str], bytes]] = {
    "docx": lambda _, text: render_docx(parse_page(text)),
    "docx-nfd": lambda _, text: render_docx(parse_page(text), decomposed=True),
    "pdf": lambda r, text: render_pdf(parse_page(text), running_head=r.text.rpartition("/")[2]),
    "pdf-scan": _scan_pdf,
    "jpeg-photo": _photo,
    "tiff": _fax,
    "html": lambda _, text: render_html(text, site="Cổng thông tin điện tử (bản minh họa)"),
    "doc": _office,
    "odt": _office,
}


def write_documents(corpora: Path) -> list[str]:
    """Writes ``corpora/documents`` and its manifest after ``PLAN``; gives the names of the files written."""
    out = corpora / "documents"
    out.mkdir(parents=True, exist_ok=True)
    rows = ["\t".join(COLUMNS)]
    for rendering in PLAN:
        folder, name = rendering.text.split("/")
        text = (corpora / folder / f"{name}.txt").read_bytes().decode("utf-8")
        (out / rendering.file).write_bytes(render(rendering, text))
        split, family = _manifest_row(corpora / folder / "manifest.tsv", name)
        rows.append("\t".join((rendering.file, rendering.form, rendering.text, split, family, str(rendering.seed))))
    (out / "manifest.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return [rendering.file for rendering in PLAN]


def _manifest_row(manifest: Path, name: str) -> tuple[str, str]:
    for line in manifest.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if fields[0] == name:
            return fields[1], fields[2]
    raise DonthuError("render.unlisted", f"{name} is not in {manifest}", "compile the corpus anew")


def main(arguments: list[str] | None = None) -> int:
    """Command line of the renderer; 2 where something that it needs is missing."""
    parser = argparse.ArgumentParser(description="texts of the corpora in other formats")
    parser.add_argument("corpora", type=Path)
    options = parser.parse_args(arguments)
    try:
        written = write_documents(options.corpora)
    except (DonthuError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(f"{len(written)} files written to {options.corpora / 'documents'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
