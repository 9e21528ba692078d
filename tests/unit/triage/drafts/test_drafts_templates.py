"""Templates: the shipped ones are what their source makes; an office's own go before them; broken ones are told."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("docxtpl")

from nlp.errors import ConfigError, DraftError
from nlp.triage.drafts.build import FOLDER, build_templates
from nlp.triage.drafts.office import load_office, read_office
from nlp.triage.drafts.papers import PaperKind, load_settings
from nlp.triage.drafts.templates import check_template, load_template
from tests.conftest import ROOT
from tests.unit.triage.drafts.petitions import OFFICE, paper, person, small, words


def test_shipped_templates_are_those_of_the_source() -> None:
    built = build_templates()
    assert {path.name for path in FOLDER.glob("*.docx")} == set(built) == {f"{kind}.docx" for kind in PaperKind}
    stale = [name for name, content in built.items() if (FOLDER / name).read_bytes() != content]
    assert not stale, "run python -m nlp.triage.drafts.build"


@pytest.mark.parametrize("kind", PaperKind)
def test_shipped_template_is_whole(kind: PaperKind) -> None:
    check_template(*load_template(kind))


def test_every_placeholder_is_used_or_offered() -> None:
    """What no shipped template uses is there for an office's own, and has a value too."""
    source = small()
    names = list(load_settings().placeholders)
    text = words(write(["|".join(f"{name}=[{{{{ {name} }}}}]" for name in names)], source))
    assert all(f"{name}=[" in text for name in names)


def template(*paragraphs: str) -> bytes:
    import docx

    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def write(paragraphs: list[str], source: dict[str, object], folder: Path | None = None) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        own = folder or Path(name)
        (own / "phieu_de_xuat.docx").write_bytes(template(*paragraphs))
        return paper("phieu_de_xuat", source, office=replace(OFFICE, templates=own))


def test_own_template_goes_before_the_shipped_one(tmp_path: Path) -> None:
    assert words(write(["Đơn của {{ nguoi_viet }}, {{ ten_don|upper }}"], small())) == "Đơn của Trần Thị Ví Dụ, ĐƠN KHIẾU NẠI"
    assert "THÔNG BÁO" in words(paper("thong_bao_tra_lai_don", small(), office=replace(OFFICE, templates=tmp_path)))


def test_own_template_cannot_undo_the_secrecy() -> None:
    paragraphs = ["{{ nguoi_viet }}, {{ nguoi_gui }}, {{ dia_chi }}, {{ yeu_cau|join(', ') }}"]
    assert "Ví Dụ" not in words(write(paragraphs, small("to_cao", person("Hoàng Thị Ví Dụ"), requests=["tôi, Hoàng Thị Ví Dụ"])))


BROKEN = (
    ("{{ nguoi_vit }}", "drafts.template.placeholder", "nguoi_vit"),
    ("{{ nguoi_viet", "drafts.template.syntax", "nguoi_viet"),
    ("{% for x in yeu_cau %}{{ x }}", "drafts.template.syntax", "yeu_cau"),
    ("{{ nguoi_viet|safe }}", "drafts.template.syntax", "safe"),
    ("{{ nguoi_viet|attr('__class__') }}", "drafts.template.syntax", "attr"),
    ("{{ nguoi_viet.__class__ }}", "drafts.template.filling", "__class__"),
    ("{{ nguoi_viet.ho }}", "drafts.template.filling", "ho"),
    ("{{ nguoi_viet.ljust(99999999) }}", "drafts.template.filling", "callable"),
    ("{{ 'a' * 999999999 }}", "drafts.template.filling", "not allowed"),
    ("{{ '%99999999d' % 1 }}", "drafts.template.filling", "not allowed"),
    ("{{ range(5) }}", "drafts.template.placeholder", "range"),
    ("{{ lipsum() }}", "drafts.template.placeholder", "lipsum"),
    ("{% include 'phieu_chuyen.docx' %}", "drafts.template.filling", "loader"),
    ("{{ 1 / 0 }}", "drafts.template.filling", "zero"),
    ("{%p if co_quan %}{%tr endif %}", "drafts.template.filling", ""),
)  # fmt: skip


@pytest.mark.parametrize(("text", "code", "named"), BROKEN, ids=[row[0] for row in BROKEN])
def test_broken_template_is_told_with_its_place(text: str, code: str, named: str) -> None:
    with pytest.raises(DraftError) as told:
        write(["Đoạn một", "Đoạn hai", text, "Đoạn bốn"], small())
    assert told.value.code == code or (text.endswith("{%tr endif %}") and told.value.code.startswith("drafts.template."))
    assert named in told.value.message and "phieu_de_xuat.docx" in told.value.message
    assert "paragraph" in told.value.message and told.value.hint


def test_place_is_the_paragraph() -> None:
    with pytest.raises(DraftError, match=r"paragraph 3, “Của \{\{ nguoi_vit \}\} đây”"):
        write(["Một", "Hai", "Của {{ nguoi_vit }} đây", "Bốn"], small())


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"%PDF-1.7", template("x")[:900], b"\xd0\xcf\x11\xe0" + b"0" * 600], ids=range(5)
)
def test_what_is_no_docx_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "phieu_de_xuat.docx").write_bytes(content)
    with pytest.raises(DraftError, match=r"phieu_de_xuat\.docx"):
        paper("phieu_de_xuat", small(), office=replace(OFFICE, templates=tmp_path))


def test_template_that_explodes_is_refused(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "phieu_de_xuat.docx", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 40_000_000)
    with pytest.raises(DraftError, match=r"drafts\.template\.file"):
        paper("phieu_de_xuat", small(), office=replace(OFFICE, templates=tmp_path))


def test_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DraftError, match=r"drafts\.templates"):
        paper("phieu_de_xuat", small(), office=replace(OFFICE, templates=tmp_path / "none"))


def test_office_of_the_example() -> None:
    office = load_office(ROOT / "docs/examples/office.toml")
    assert (office.symbol, office.signature, office.templates) == ("UBND", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), None)


def test_folder_of_templates_is_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text('[office]\ntemplates = "mau"\n', encoding="utf-8")
    assert load_office(tmp_path / "office.toml").templates == tmp_path / "mau"


@pytest.mark.parametrize("values", [{"nam": "x"}, {"name": 5}, {"signature": "KT. CHỦ TỊCH"}, {"letterhead": [1]}], ids=str)
def test_wrong_setting_is_told(values: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        read_office(values)


def test_list_of_placeholders_in_the_documentation() -> None:
    page = (ROOT / "docs/drafts.md").read_text(encoding="utf-8")
    kinds = {"text": "chữ", "list": "danh sách", "flag": "có/không"}
    rows = [
        f"| `{name}` | {item.about} | {kinds[item.kind]} | {'x' if item.given else ''} |"
        for name, item in load_settings().placeholders.items()
    ]
    assert "\n".join(rows) in page
