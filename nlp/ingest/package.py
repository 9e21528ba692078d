"""Zip packages: read within limits, their XML without entities; written the same at every run."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError

from nlp.ingest.extraction import Unreadable
from nlp.ingest.settings import IngestSettings


class Package:
    """A zip package; ``read`` gives the bytes of a member, all members together at most ``max_unpacked_bytes``."""

    def __init__(self, data: bytes, settings: IngestSettings) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
            raise Unreadable(
                "ingest.docx.truncated", "Tệp DOCX bị cắt cụt hoặc hỏng; hãy lấy lại tệp gốc hoặc lưu lại bằng Word/LibreOffice."
            ) from problem
        self._left = settings.max_unpacked_bytes
        self.names = frozenset(self._archive.namelist())

    def read(self, name: str) -> bytes | None:
        """The bytes of a member, or None where there is none. Raises Unreadable past the limit or for a broken member."""
        if name not in self.names:
            return None
        info = self._archive.getinfo(name)
        if info.flag_bits & 1:
            raise Unreadable("ingest.docx.encrypted", "Tệp DOCX được đặt mật khẩu; hãy bỏ mật khẩu rồi nạp lại.")
        if info.file_size > self._left:
            raise _too_large()
        try:
            with self._archive.open(info) as member:
                data = member.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as problem:
            raise Unreadable(
                "ingest.docx.truncated", "Tệp DOCX bị hỏng bên trong; hãy lấy lại tệp gốc hoặc lưu lại bằng Word/LibreOffice."
            ) from problem
        if len(data) > self._left:
            raise _too_large()
        self._left -= len(data)
        return data

    def read_xml(self, name: str) -> Element | None:
        """The root of an XML member. Raises Unreadable for XML that is broken or declares entities."""
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        data = self.read(name)
        if data is None:
            return None
        try:
            root: Element = fromstring(data, forbid_dtd=True)
            return root
        except DefusedXmlException as problem:
            raise Unreadable(
                "ingest.docx.entities", "Tệp DOCX khai báo thực thể XML, có thể là tệp tấn công; không đọc tệp này."
            ) from problem
        except (ParseError, ValueError, LookupError) as problem:
            raise Unreadable(
                "ingest.docx.malformed", "Nội dung XML của tệp DOCX bị hỏng; hãy mở và lưu lại bằng Word hoặc LibreOffice."
            ) from problem


def _too_large() -> Unreadable:
    return Unreadable(
        "ingest.docx.bomb", "Tệp nén nở ra quá lớn so với giới hạn cho phép; kiểm tra tệp hoặc tăng ingest.max_unpacked_bytes."
    )


Stamp = tuple[int, int, int, int, int, int]
# The first time that a zip archive can hold.
_NO_TIME: Stamp = (1980, 1, 1, 0, 0, 0)


def write_package(parts: Mapping[str, bytes | str], *, stamp: Stamp = _NO_TIME, stored: bool = False) -> bytes:
    """A zip package of the parts in their order, all of the time ``stamp``; text is written as UTF-8.

    With ``stored`` nothing is compressed, so that the bytes do not depend on the compressor either.

    >>> write_package({"a": "đơn"}) == write_package({"a": "đơn".encode()})
    True
    """
    buffer = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, stamp)
            member.create_system = 3
            package.writestr(member, content, method)
    return buffer.getvalue()


def restamp_package(package: bytes, *, stamp: Stamp = _NO_TIME) -> bytes:
    """The same package with ``stamp`` for the time of every member."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        return write_package({name: old.read(name) for name in old.namelist()}, stamp=stamp)
