"""The description of the API for people who write programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from nlp.web.security.access import signed_in
from nlp.web.visit import Visit

router = APIRouter(prefix="/api-reference")


@router.get("")
def show_reference(visit: Annotated[Visit, signed_in()], request: Request) -> Response:
    """All operations by what they are for, then the forms of what is sent and answered."""
    description: dict[str, Any] = request.app.state.describe()
    operations: dict[str, list[dict[str, Any]]] = {row["name"]: [] for row in description["tags"]}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            operations[operation["tags"][0]].append({"path": path, "method": method.upper(), **operation})
    return visit.render("reference.html", description=description, operations=operations)
