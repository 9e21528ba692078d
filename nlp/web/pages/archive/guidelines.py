"""The annotation guidelines, for those who annotate."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from nlp.annotate.guidelines import load_guidelines
from nlp.web.pages.archive.desk import render_markdown, render_section
from nlp.web.security.access import require
from nlp.web.security.roles import ARCHIVE_READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/guidelines")


@router.get("")
def show_guidelines(visit: Annotated[Visit, require(*ARCHIVE_READERS)]) -> Response:
    """The guidelines in the visitor's language, a section a layer."""
    guidelines = load_guidelines(visit.wording.lang)
    return visit.render(
        "archive/guidelines.html", guidelines=guidelines, preface=render_markdown(guidelines.preface),
        lessons=[render_section(section) for section in guidelines.sections],
    )  # fmt: skip
