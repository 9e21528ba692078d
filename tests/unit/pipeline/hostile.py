"""Tasks and entries that do to a worker process what no document should; in a module, so that the process can import them."""

from __future__ import annotations

import ctypes
import io
import os
import re
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nlp.errors import ConfigError
from nlp.ingest.legacy import run_program

MEBIBYTE = 2**20
LETTER = "ĐƠN KHIẾU NẠI\nKính gửi: Chủ tịch UBND xã Ví Dụ\nTôi tên là Lê Thị Ví Dụ.\nĐề nghị xem xét lại.\n"


def give(data: bytes) -> bytes:
    return data


def loop_in_a_library() -> bytes:
    """A pattern that backtracks for ages, inside one call of C that holds the interpreter."""
    re.match(r"(a+)+$", "a" * 60 + "b")
    return b""


def wait_for_ever() -> bytes:
    time.sleep(3600)
    return b""


def eat_memory() -> bytes:
    return bytes(16 * 1024 * MEBIBYTE)


def crash() -> bytes:
    ctypes.string_at(0)
    return b""


def load_nothing() -> None:
    return None


@dataclass(frozen=True)
class Do:
    """A task that calls a function of no arguments and answers with what it gives as text."""

    function: Callable[[], object]

    def run(self, state: object, note: Callable[[bytes], None]) -> bytes:
        note(str(os.getpid()).encode())
        return str(self.function()).encode()


def list_open_files() -> list[str]:
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:  # the listing's own
            continue
    return sorted(found)


def fill_folder() -> str:
    """Leaves a file and a folder behind; says what was there before, and where."""
    folder = Path(tempfile.gettempdir())
    before = sorted(path.name for path in folder.iterdir())
    (folder / "left").mkdir()
    (folder / "left/file").write_text("x", encoding="utf-8")
    (folder / "link").symlink_to("/")
    return f"{before} {folder}"


def write_much() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(bytes(3 * MEBIBYTE))


def open_many() -> None:
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(100)]
    raise AssertionError(len(opened))


def run_a_program_that_stays() -> None:
    run_program(["sleep", "86399"], None, 3600)


_kept: list[bytes] = []


def keep_memory() -> int:
    _kept.append(b"x" * (200 * MEBIBYTE))
    return os.getpid()


def exploding_docx(document: bytes, *, times: int) -> bytes:
    """A package of a few kilobytes whose document is ``document`` with its ``@`` written ``times`` times."""
    head, piece, tail = document.split(b"@")
    buffer = io.BytesIO()
    package = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED)
    with package, package.open("word/document.xml", "w", force_zip64=True) as part:
        part.write(head)
        chunk = piece * 1000
        for _ in range(times // 1000):
            part.write(chunk)
        part.write(tail)
    return buffer.getvalue()


def many_pages(count: int) -> bytes:
    """A PDF whose page tree names one page ``count`` times."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, b"3 0 R " * count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def refuse_to_start() -> None:
    raise ConfigError("config.value", "no such office", "name one that there is")
