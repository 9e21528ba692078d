"""What programs are told of a request that failed: problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"
_MOST_FAULTS = 20


class Fault(BaseModel):
    """A value of the request that does not fit."""

    where: str = Field(description="Where it stands: `query.limit`, `body.action`.", examples=["query.limit"])
    kind: str = Field(description="What is wrong with it.", examples=["less_than_equal"])


class Problem(BaseModel):
    """Why a request failed (RFC 9457)."""

    type: str = Field(description="The code as a URI.", examples=["urn:donthu:store.stale"])
    title: str = Field(description="The name of the status.", examples=["Precondition Failed"])
    status: int = Field(examples=[412])
    detail: str = Field(description="What is wrong, in Vietnamese or English by `Accept-Language`.")
    code: str = Field(description="The code; it stays the same in every language.", examples=["store.stale"])
    request: str = Field(description="The number of the request, by which an administrator finds it in the log.")
    faults: list[Fault] | None = Field(default=None, description="The values that do not fit, where some do not.")


class ProblemResponse(JSONResponse):
    """Problem details as an answer."""

    media_type = MEDIA_TYPE


def write_problem(
    *, code: str, status: int, detail: str, number: str, headers: Mapping[str, str], faults: Sequence[Fault] = ()
) -> ProblemResponse:
    """The answer that tells a problem; ``number`` is that of the request."""
    problem = Problem(
        type=f"urn:donthu:{code}", title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, request=number,
        faults=list(faults) or None,
    )  # fmt: skip
    return ProblemResponse(problem.model_dump(exclude_none=True), status, dict(headers))


def find_faults(error: Exception) -> list[Fault]:
    """What of a request does not fit; the values themselves, which may be personal data, are not repeated."""
    if not isinstance(error, RequestValidationError):
        return []
    rows: Sequence[Mapping[str, Any]] = error.errors()
    return [Fault(where=_name(row["loc"]), kind=str(row["type"])) for row in rows[:_MOST_FAULTS]]


def _name(place: Sequence[str | int]) -> str:
    # A key that the client made up may hold half a surrogate pair.
    return ".".join(str(part)[:80] for part in place).encode("utf-8", "replace").decode()
