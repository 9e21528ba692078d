"""The description of the API for programs: OpenAPI 3.1."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request

from nlp.web.security.access import signed_in
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1", include_in_schema=False)


@router.get("/openapi.json")
def read_schema(visit: Annotated[Visit, signed_in()], request: Request) -> dict[str, Any]:
    """The description of all that programs may ask for."""
    description: dict[str, Any] = request.app.state.describe()
    return description | {"servers": [{"url": visit.site.settings.prefix or "/"}]}
