"""Files, folders, archives and standard input as entries that are read when they are wanted."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path

from nlp.ingest.settings import IngestSettings

_SKIPPED = re.compile(r".*\.gold\.json|manifest(?:\.[a-z]{1,5})?|thumbs\.db|desktop\.ini|__macosx", re.I)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKAGES = re.compile(r"(?:word/document|xl/workbook|ppt/presentation)\d*\.xml|mimetype|content\.xml")
_UTF8_FLAG = 0x800


Origin = tuple[str | int, ...]


class EntryError(OSError):
    """An entry that cannot be read; ``strerror`` is Vietnamese and says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(0, message)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file to read: ``path`` as shown (``archive.zip!member``), ``read`` gives its bytes or raises OSError.

    ``facts`` are what is known of this document alone, as ``donthu analyze --fact`` takes them. Entries are picklable, so that
    worker processes can read them. ``origin`` is where the bytes lie, for ``restore_entry``: the path of a file and the index of
    the member in each archive; empty for what lies in no file.
    """

    path: str
    read: Callable[[], bytes]
    facts: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = ()


def find_entries(
    paths: Iterable[str | os.PathLike[str]],
    *,
    stdin: bytes | None = None,
    settings: IngestSettings | None = None,
    on_skip: Callable[[str], object] | None = None,
) -> Iterator[Entry]:
    """The entries of files, folders (walked, sorted, hidden files and gold left out), zip archives and ``-`` (``stdin``).

    What does not exist or cannot be read is an entry too; it raises when it is read. ``on_skip`` is given the path of each file
    and folder that is left out for its name.
    """
    settings = settings or IngestSettings()
    skip = on_skip or _ignore
    for path in paths:
        if os.fspath(path) == "-":
            yield Entry("-", partial(_give, stdin or b""))
        elif Path(path).is_dir():
            for file in _walk(Path(path), skip):
                yield from _open(file, settings, skip)
        else:
            yield from _open(Path(path), settings, skip)


def drop_nested(paths: Iterable[str]) -> list[str]:
    """The paths without those that the walk of another one comes by, so that no document is read twice."""
    kept: dict[Path, str] = {}
    for path in paths:
        kept.setdefault(Path(path).resolve(), path)

    def is_walked(place: Path) -> bool:
        parts = zip(place.parts, (*reversed(place.parents), place), strict=True)
        inside = False
        for name, step in parts:
            # What is left out for its name is read only where it is named itself.
            inside = (inside and not _is_skipped(name)) or (step in kept and step != place)
        return inside

    return [path for place, path in kept.items() if not is_walked(place)]


def restore_entry(path: str, origin: Origin, settings: IngestSettings) -> Entry:
    """The entry of this path and origin, as ``find_entries`` gave it."""
    read = (
        partial(_read_file, str(origin[0]), settings.max_bytes)
        if len(origin) == 1
        else partial(_read_member, origin, settings.max_bytes)
    )
    return Entry(path, read, origin=origin)


def refused_entry(path: str, message: str) -> Entry:
    """An entry that raises EntryError with this message when it is read."""
    return Entry(path, partial(_refuse, message))


def _give(data: bytes) -> bytes:
    return data


def _ignore(path: str) -> None:
    """What is left out is told to nobody."""


def _walk(folder: Path, skip: Callable[[str], object]) -> Iterator[Path]:
    for name, folders, files in os.walk(folder):
        for left_out in filter(_is_skipped, (*folders, *files)):
            skip(os.path.join(name, left_out))
        folders[:] = sorted(f for f in folders if not _is_skipped(f))
        for file in sorted(files):
            if not _is_skipped(file):
                yield Path(name, file)


def _is_skipped(name: str) -> bool:
    return name.startswith((".", "~$")) or _SKIPPED.fullmatch(name) is not None


def _open(file: Path, settings: IngestSettings, skip: Callable[[str], object]) -> Iterator[Entry]:
    """The file, or the members of an archive."""
    try:
        with file.open("rb") as stream:
            is_zip = stream.read(4) in _ZIP
    except OSError:
        is_zip = False
    if is_zip:
        try:
            with zipfile.ZipFile(file) as archive:
                members = None if _is_package(archive) else list(_members(archive, str(file), (str(file),), settings, skip))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            members = None
        if members is not None:
            yield from members
            return
    yield restore_entry(str(file), (str(file),), settings)


def _is_package(archive: zipfile.ZipFile) -> bool:
    """Whether the archive is a document itself (DOCX, ODT)."""
    return any(_PACKAGES.fullmatch(name) for name in archive.namelist())


def _members(
    archive: zipfile.ZipFile, shown: str, chain: Origin, settings: IngestSettings, skip: Callable[[str], object]
) -> Iterator[Entry]:
    infos = archive.infolist()
    order = sorted(range(len(infos)), key=lambda i: _member_name(infos[i]))
    total = 0
    for count, i in enumerate(order):
        info = infos[i]
        name = _member_name(info)
        path = f"{shown}!{name}"
        if info.is_dir():
            continue
        if any(_is_skipped(part) for part in name.split("/") if part):
            skip(path)
            continue
        total += info.file_size
        if count >= settings.max_members or total > 16 * settings.max_unpacked_bytes:
            message = "Kho nén có quá nhiều tệp hoặc nở ra quá lớn, bỏ qua phần còn lại; hãy tách nhỏ kho nén."
            yield refused_entry(path, message)
            return
        if len(chain) == 1 and name.lower().endswith(".zip") and info.file_size <= settings.max_bytes:
            yield from _nested(archive, info, path, (*chain, i), settings, skip)
        else:
            yield restore_entry(path, (*chain, i), settings)


def _nested(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    path: str,
    chain: Origin,
    settings: IngestSettings,
    skip: Callable[[str], object],
) -> Iterator[Entry]:
    try:
        with zipfile.ZipFile(io.BytesIO(_read_info(archive, info, settings.max_bytes))) as inner:
            if not _is_package(inner):
                yield from _members(inner, path, chain, settings, skip)
                return
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        pass
    yield restore_entry(path, chain, settings)


def _refuse(message: str) -> bytes:
    raise EntryError(message)


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; names are in UTF-8 more often than the flag says.

    A name is shown only, nothing is written under it, so ``..`` in it does no harm; it is taken out for readability.
    """
    name = info.filename
    if not info.flag_bits & _UTF8_FLAG:
        try:
            name = name.encode("cp437").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = _decode_windows(name)
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")) or "_"


def _decode_windows(name: str) -> str:
    try:
        return name.encode("cp437").decode("cp1258")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name


def _read_file(path: str, limit: int) -> bytes:
    with open(path, "rb") as stream:
        if os.fstat(stream.fileno()).st_size > limit:
            raise EntryError(f"tệp lớn hơn giới hạn {limit} byte; hãy tách nhỏ tệp hoặc tăng ingest.max_bytes")
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise EntryError(f"tệp lớn hơn giới hạn {limit} byte; hãy tách nhỏ tệp hoặc tăng ingest.max_bytes")
    return data


def _read_member(chain: Origin, limit: int) -> bytes:
    """The bytes of a member, named by the archive's path and the index of the member in each archive."""
    path, first, *inner = chain
    try:
        status = os.stat(path)
        archive = _open_archive(str(path), status.st_mtime_ns, status.st_size)
        data = _read_info(archive, archive.infolist()[int(first)], limit)
        for index in inner:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = _read_info(archive, archive.infolist()[int(index)], limit)
        return data
    except (zipfile.BadZipFile, ValueError, IndexError, NotImplementedError) as problem:
        raise EntryError("kho nén hỏng; hãy lấy lại tệp gốc") from problem


@lru_cache(maxsize=1)
def _open_archive(path: str, modified: int, size: int) -> zipfile.ZipFile:
    """An archive for reading; kept open, for its members are read one after the other and its directory may be long."""
    return zipfile.ZipFile(path)


def _read_info(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    if info.flag_bits & 1:
        raise EntryError("tệp trong kho nén được đặt mật khẩu; hãy giải nén rồi nạp lại")
    if info.file_size > limit:
        raise EntryError(f"tệp trong kho nén lớn hơn giới hạn {limit} byte; kiểm tra tệp hoặc tăng ingest.max_bytes")
    try:
        with archive.open(info) as member:
            data = member.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as problem:
        raise EntryError("tệp trong kho nén bị hỏng; hãy lấy lại tệp gốc") from problem
    if len(data) > limit:
        raise EntryError(f"tệp trong kho nén nở ra lớn hơn giới hạn {limit} byte")
    return data
