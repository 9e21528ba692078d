"""Templates of papers, the shipped ones or an office's own: checked before they are filled, filled inside a sandbox."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from nlp.errors import DraftError
from nlp.ingest.extraction import Unreadable
from nlp.ingest.package import Package
from nlp.ingest.settings import IngestSettings
from nlp.triage.drafts.papers import PaperKind, load_settings

MAX_BYTES = 5_000_000
MAX_UNPACKED = 30_000_000
# What changes words and can do nothing else; `safe` and the like would let a name write into the document.
_FILTERS = ("capitalize", "default", "first", "join", "last", "length", "lower", "replace", "title", "trim", "truncate", "upper")


def load_template(kind: PaperKind, folder: Path | None = None) -> tuple[bytes, str]:
    """The template of a kind and the name of its file: ``KIND.docx`` of the folder where it is there, else the shipped one.

    Raises DraftError for a folder that is not there, and for a file that cannot be read or is too large.
    """
    name = f"{kind.value}.docx"
    if folder is not None:
        if not folder.is_dir():
            raise DraftError("drafts.templates", f"{folder} is no folder", "name the folder of templates, or none")
        path = folder / name
        if path.exists():
            try:
                content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
            except OSError as error:
                raise DraftError("drafts.template.unreadable", f"{path}: {error.strerror}", "make it readable") from error
            if not content:
                raise DraftError("drafts.template.size", f"{path} is empty or larger than {MAX_BYTES} bytes", "take pictures out")
            return content, str(path)
    return resources.files("nlp.triage.drafts").joinpath("templates", name).read_bytes(), name


def check_template(content: bytes, name: str) -> None:
    """Reads a template whole. Raises DraftError that says in which paragraph something is wrong: no DOCX, a statement that does
    not end, a placeholder that does not exist, a filter that is not allowed.
    """
    template = _open(content, name)
    environment = make_environment(lambda value: value)
    known = set(load_settings().placeholders)
    for source in _sources(template):
        try:
            tree = environment.parse(source)
            environment.from_string(source)
        except TemplateSyntaxError as error:
            raise _broken(name, "drafts.template.syntax", error.message or "syntax", source, error.lineno) from error
        unknown = sorted(meta.find_undeclared_variables(tree) - known)
        if unknown:
            line = next((n for n, text in enumerate(source.splitlines(), start=1) if _holds(text, unknown[0])), 1)
            raise _broken(name, "drafts.template.placeholder", f"no placeholder {unknown[0]!r}", source, line)


@lru_cache(maxsize=64)
def list_placeholders(content: bytes, name: str) -> frozenset[str]:
    """The names of the placeholders that a template holds. Raises DraftError as ``check_template`` does."""
    check_template(content, name)
    environment = make_environment(lambda value: value)
    found = (meta.find_undeclared_variables(environment.parse(source)) for source in _sources(_open(content, name)))
    return frozenset[str]().union(*found)


def fill_template(content: bytes, name: str, values: Mapping[str, object], finalize: Callable[[object], object]) -> Any:
    """The filled document, a ``docx.document.Document``; every value goes through ``finalize`` and is escaped.

    Raises DraftError as ``check_template`` does, and where filling fails.
    """
    check_template(content, name)
    template = _open(content, name)
    try:
        template.render(dict(values), make_environment(finalize), autoescape=True)
    except TemplateError as error:
        line = getattr(error, "lineno", None) or _line_of(error)
        raise _broken(name, "drafts.template.filling", str(error), "\n".join(_sources(_open(content, name))), line) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, OverflowError, MemoryError) as error:
        source = "\n".join(_sources(_open(content, name)))
        raise _broken(name, "drafts.template.filling", str(error), source, _line_of(error)) from error
    return template.docx


class _Sandbox(ImmutableSandboxedEnvironment):
    """No calls, and no arithmetic that makes a long text of a short one."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"{operator} is not allowed in a template")

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def make_environment(finalize: Callable[[object], object]) -> ImmutableSandboxedEnvironment:
    """An environment of Jinja that escapes, knows a few filters, no functions, and takes an unknown name for an error."""
    environment = _Sandbox(autoescape=True, undefined=StrictUndefined, finalize=finalize)
    environment.filters = {key: environment.filters[key] for key in _FILTERS}
    environment.globals = {}
    return environment


def _open(content: bytes, name: str) -> Any:
    from docxtpl import DocxTemplate
    from lxml import etree

    class Template(DocxTemplate):  # type: ignore[misc]
        def fix_tables(self, xml: str) -> Any:
            """Refuses what docxtpl would mend by guessing: statements that cut tables or paragraphs in two."""
            try:
                etree.fromstring(xml.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
            except etree.XMLSyntaxError as error:
                raise ValueError(f"a statement cuts the document's structure: {error.msg}") from error
            return super().fix_tables(xml)

    try:
        package = Package(content, IngestSettings(max_unpacked_bytes=MAX_UNPACKED))
        members = [member for member in sorted(package.names) if not member.endswith("/")]
        for member in members:
            if member.endswith((".xml", ".rels")):
                package.read_xml(member)
            else:
                package.read(member)
        template = Template(io.BytesIO(content))
        template.init_docx()
        template.get_xml()
    except Unreadable as error:
        raise DraftError(
            "drafts.template.file", f"{name}: {error.message}", "save it anew as DOCX in Word or LibreOffice"
        ) from error
    except (KeyError, ValueError, AttributeError, OSError, etree.XMLSyntaxError) as error:
        hint = "save it anew as DOCX in Word or LibreOffice"
        raise DraftError("drafts.template.file", f"{name} is no DOCX file: {error}", hint) from error
    return template


def _sources(template: Any) -> Iterator[str]:
    """What Jinja reads of the document: its body, headers and footers, a line a paragraph."""
    parts = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        parts += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
    for xml in parts:
        yield re.sub(r"<w:p([ >])", r"\n<w:p\1", template.patch_xml(xml))


def _holds(line: str, name: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", tag) for tag in re.findall(r"\{[{%].*?[}%]\}", line))


def _line_of(error: BaseException) -> int | None:
    """The line of the template where an error arose: the last one that Jinja put into the traceback."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _broken(name: str, code: str, what: str, source: str, line: int | None) -> DraftError:
    lines = source.splitlines()
    at = min(max((line or 1) - 1, 0), len(lines) - 1)
    paragraph = sum(1 for text in lines[: at + 1] if re.match(r"<w:p[ >]", text))
    # Statements take their paragraph with them: the text of the line is then the statement alone.
    text = " ".join(re.sub(r"<[^>]+>", " ", lines[at]).split())[:160]
    where = f"paragraph {paragraph}" if paragraph else "the beginning"
    return DraftError(
        code, f"{name}, {where}, “{text}”: {what}", "see docs/drafts.md for the placeholders and how they are written"
    )
