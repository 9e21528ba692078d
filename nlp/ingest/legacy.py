"""Word 97 (.doc), RTF and ODT through programs that are installed: LibreOffice, else antiword or catdoc for .doc."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from nlp.ingest import sniff
from nlp.ingest.docx import read_docx
from nlp.ingest.encodings import mend_misread
from nlp.ingest.extraction import Extraction, Unreadable, warning
from nlp.ingest.settings import IngestSettings

_SUFFIX = {sniff.DOC: ".doc", sniff.RTF: ".rtf", sniff.ODT: ".odt"}
_OFFICE = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_ENCRYPTED = 0x0100  # fEncrypted of the file information block, [MS-DOC] 2.5.2


@dataclass(frozen=True)
class LegacyReader:
    """Reads a file of ``media_type`` by the first program that can."""

    media_type: str

    def __call__(self, data: bytes, settings: IngestSettings) -> Extraction:
        """The text of the file, as of the DOCX that LibreOffice makes of it. Raises Unreadable where nothing can read it."""
        if self.media_type == sniff.DOC and _is_encrypted(data):
            raise Unreadable("ingest.doc.encrypted", "Tệp .doc được đặt mật khẩu; hãy bỏ mật khẩu rồi nạp lại.")
        office = find_program(_OFFICE)
        if office is not None:
            with tempfile.TemporaryDirectory(prefix="donthu-") as folder:
                converted = _convert(office, data, _SUFFIX[self.media_type], Path(folder), settings)
            if converted is not None:
                return read_docx(converted, settings)
        if self.media_type == sniff.DOC:
            for names, arguments in ((("antiword",), ["-m", "UTF-8.txt", "-w", "0"]), (("catdoc",), ["-d", "utf-8", "-w"])):
                program = find_program(names)
                text = _run_text(program, arguments, data, settings) if program else None
                if text:
                    return _from_text(text, names[0])
        if office is None:
            raise Unreadable(
                "ingest.legacy.no_converter",
                f"Chưa có chương trình đọc tệp {_SUFFIX[self.media_type]}; hãy cài LibreOffice (gói libreoffice-writer)"
                + (" hoặc antiword" if self.media_type == sniff.DOC else "") + ", hoặc lưu tệp thành DOCX.",
            )  # fmt: skip
        raise Unreadable(
            "ingest.legacy.failed",
            f"LibreOffice không chuyển được tệp {_SUFFIX[self.media_type]}; tệp có thể bị hỏng, hãy lưu lại thành DOCX.",
        )


def find_program(names: tuple[str, ...]) -> str | None:
    """The path of the first of these programs that is installed."""
    return next((path for name in names if (path := shutil.which(name)) is not None), None)


def _is_encrypted(data: bytes) -> bool:
    # The stream WordDocument begins at a sector; its file information block starts with 0xA5EC.
    for start in range(512, min(len(data), 1 << 20), 512):
        if data[start : start + 2] == b"\xec\xa5":
            return bool(int.from_bytes(data[start + 10 : start + 12], "little") & _ENCRYPTED)
    return False


def _convert(office: str, data: bytes, suffix: str, folder: Path, settings: IngestSettings) -> bytes | None:
    source = folder / f"source{suffix}"
    source.write_bytes(data)
    # A profile of its own: two conversions at a time share nothing, and macros of the user's profile do not run.
    command = [
        office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    if run_program(command, None, settings.convert_timeout, folder) is None:
        return None
    made = folder / "out" / "source.docx"
    if not made.is_file() or made.stat().st_size > settings.max_bytes:
        return None
    return made.read_bytes()


def run_program(command: list[str], data: bytes | None, timeout: float, folder: Path | None = None) -> bytes | None:
    """What a program writes to its standard output; None where it fails or takes longer than ``timeout`` seconds."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    if folder is not None:
        environment["HOME"] = str(folder)
    try:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL if data is None else subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=environment, process_group=0,
        ) as process:  # fmt: skip
            try:
                output, _ = process.communicate(data, timeout=timeout)
            except subprocess.TimeoutExpired:
                # LibreOffice starts a child: the whole group goes. It stays in our session, so that it goes with us too.
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                return None
            return output if process.returncode == 0 else None
    except OSError:
        return None


def _run_text(program: str, arguments: list[str], data: bytes, settings: IngestSettings) -> str | None:
    with tempfile.TemporaryDirectory(prefix="donthu-") as folder:
        source = Path(folder) / "source.doc"
        source.write_bytes(data)
        output = run_program([program, *arguments, str(source)], None, settings.convert_timeout)
    return output.decode("utf-8", "replace") if output else None


def _from_text(text: str, program: str) -> Extraction:
    note = warning(
        "ingest.legacy.text_only", f"Tệp .doc được đọc bằng {program}, có thể thiếu số thứ tự tự động; nên cài LibreOffice."
    )
    found = Extraction(raw=text, problems=(note,))
    misread = mend_misread(text)
    return found if misread is None else replace(found, text=misread[0], alignment=misread[1])
