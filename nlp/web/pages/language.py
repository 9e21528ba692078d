"""The language of the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response

from nlp.interop.wording import LANGUAGES
from nlp.web.paths import safe_next
from nlp.web.security.access import anyone
from nlp.web.security.visitors import cookie_names, set_cookie
from nlp.web.visit import Visit

router = APIRouter()
_YEAR = 365 * 24 * 3600


@router.post("/language")
def choose_language(
    visit: Annotated[Visit, anyone()], lang: Annotated[str, Form()], next: Annotated[str, Form()] = "/"
) -> Response:
    """Keeps the language in a cookie and leads back."""
    response = visit.redirect(safe_next(next) or "/")
    if lang in LANGUAGES:
        set_cookie(response, visit.site, cookie_names(visit.site).lang, lang, seconds=_YEAR)
    return response
