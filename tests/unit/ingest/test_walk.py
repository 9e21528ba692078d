"""Entries of files, folders, archives and standard input."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path

import pytest

from nlp.ingest.settings import IngestSettings
from nlp.ingest.walk import EntryError, drop_nested, find_entries


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def paths_of(*paths: Path | str) -> list[str]:
    return [Path(entry.path).name for entry in find_entries(paths)]


def test_folder_is_walked_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("z.txt", "a.txt", "b/c.pdf", ".an", "a.gold.json", "manifest.json", "~$a.docx", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    assert paths_of(tmp_path) == ["a.txt", "z.txt", "c.pdf"]


def test_file_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / ".an").write_bytes(b"x")
    assert [e.read() for e in find_entries([tmp_path / ".an"])] == [b"x"]


def test_members_of_an_archive(tmp_path: Path) -> None:
    file = tmp_path / "kho.zip"
    file.write_bytes(zipped({"đơn/một.txt": b"1", "a.txt": b"2", ".DS_Store": b"", "__MACOSX/a.txt": b""}))
    entries = list(find_entries([file]))
    assert [e.path.removeprefix(str(file)) for e in entries] == ["!a.txt", "!đơn/một.txt"]
    assert [e.read() for e in entries] == [b"2", b"1"]


def test_names_without_the_flag_of_their_encoding(tmp_path: Path) -> None:
    file = tmp_path / "kho.zip"
    data = bytearray(zipped({"đơn.txt": b"1"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(signature) + offset + 1
        data[place] &= ~0x08
    file.write_bytes(bytes(data))
    assert [e.path.split("!")[1] for e in find_entries([file])] == ["đơn.txt"]


def test_nested_archive_is_opened_once(tmp_path: Path) -> None:
    inner = zipped({"trong.txt": b"3", "sau.zip": zipped({"x.txt": b"4"})})
    file = tmp_path / "kho.zip"
    file.write_bytes(zipped({"giua.zip": inner}))
    entries = {e.path.removeprefix(str(file)): e for e in find_entries([file])}
    assert sorted(entries) == ["!giua.zip!sau.zip", "!giua.zip!trong.txt"]
    assert entries["!giua.zip!trong.txt"].read() == b"3"


def test_docx_is_a_document_and_no_archive(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(zipped({"word/document.xml": b"<a/>"}))
    assert paths_of(file) == ["a.docx"]


def test_path_traversal_is_a_name_only(tmp_path: Path) -> None:
    file = tmp_path / "kho.zip"
    file.write_bytes(zipped({"../../etc/x.txt": b"1"}))
    assert [(e.path.split("!")[1], e.read()) for e in find_entries([file])] == [("etc/x.txt", b"1")]


def test_too_many_members(tmp_path: Path) -> None:
    file = tmp_path / "kho.zip"
    file.write_bytes(zipped({f"{i}.txt": b"x" for i in range(5)}))
    entries = list(find_entries([file], settings=IngestSettings(max_members=2)))
    assert len(entries) == 3
    with pytest.raises(EntryError, match="quá nhiều tệp"):
        entries[-1].read()


def test_member_that_unpacks_too_large(tmp_path: Path) -> None:
    file = tmp_path / "kho.zip"
    file.write_bytes(zipped({"a.txt": b"x" * 100_000}))
    entry = next(find_entries([file], settings=IngestSettings(max_bytes=1000)))
    with pytest.raises(EntryError, match="giới hạn 1000 byte"):
        entry.read()


def test_file_that_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 2000)
    with pytest.raises(EntryError, match="giới hạn 1000 byte"):
        next(find_entries([tmp_path / "a.txt"], settings=IngestSettings(max_bytes=1000))).read()


def test_missing_file_raises_when_it_is_read() -> None:
    entry = next(find_entries(["khong-co.txt"]))
    with pytest.raises(FileNotFoundError):
        entry.read()


def test_broken_archive_is_an_entry(tmp_path: Path) -> None:
    (tmp_path / "kho.zip").write_bytes(b"PK\x03\x04broken")
    assert [e.read() for e in find_entries([tmp_path / "kho.zip"])] == [b"PK\x03\x04broken"]


def test_standard_input() -> None:
    assert [(e.path, e.read()) for e in find_entries(["-"], stdin=b"abc")] == [("-", b"abc")]


def test_entries_go_to_other_processes(tmp_path: Path) -> None:
    file = tmp_path / "kho.zip"
    file.write_bytes(zipped({"a.txt": b"2"}))
    assert [pickle.loads(pickle.dumps(e)).read() for e in find_entries([file])] == [b"2"]


def test_members_of_an_archive_that_was_replaced_are_those_of_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    for text in (b"first", b"the second"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", text)
        assert [entry.read() for entry in find_entries([path])] == [text]


@pytest.mark.parametrize(
    ("paths", "kept"),
    [
        (("a", "a/b.txt"), ["a"]),
        (("a/b.txt", "a"), ["a"]),
        (("a", "./a/../a"), ["a"]),
        (("a", "a/.hidden", "a/.h/c.txt"), ["a", "a/.hidden", "a/.h/c.txt"]),
        (("a", "a/.h", "a/.h/c.txt"), ["a", "a/.h"]),
        (("a", "ab"), ["a", "ab"]),
    ],
)
def test_paths_that_a_walk_comes_by_are_dropped(paths: tuple[str, ...], kept: list[str]) -> None:
    assert drop_nested(paths) == kept
