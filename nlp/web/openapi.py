"""OpenAPI 3.1 of the routes for programs, with what holds for all of them: tokens, problems, limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from nlp.web.problem import MEDIA_TYPE, Problem
from nlp.web.security.access import SAFE, find_access

_ABOUT = """Petitions of the queue and the register of obligations, for programs. Sign requests with a token
(`Authorization: Bearer donthu_...`), which users make on the page of their account: `read` may ask, `write` may change, and
neither may more than its user, nor show personal data unless it was made to. `Accept-Language` (`vi`, `en`) chooses the language
of messages. Answers that fail are problem details (RFC 9457); `code` stays the same in every language. `RateLimit` says how many
requests are left and for how many seconds; 429 comes with `Retry-After`."""
_TAGS = {
    "identity": "Who a token belongs to.",
    "queue": "Petitions with their assessment. Nothing here needs a reason, for what is personal is masked.",
    "content": "What a petition says. Masked by role and type (docs/secrecy.md); `reason` shows it as it is and is recorded.",
    "intake": "Petitions come in. A document is known by its bytes: to send one twice does no harm.",
    "decisions": "Decisions and facts, on the version that was seen.",
    "corrections": "What officers know better than the analysis, who works on it, secrecy that is lifted.",
    "drafts": "Papers that follow, as Word files.",
    "register": "Directives and their obligations: search, how they stand, what is overdue, what implements what.",
    "exports": "The queue as files.",
}
_FAILURES = {
    "400": "The request does not fit.",
    "401": "No token, or one that is wrong, over or revoked.",
    "403": "The role or the token's scope does not allow it, or what is asked for is masked.",
    "404": "There is no such thing.",
    "409": "It does not fit where the petition stands.",
    "412": "Somebody was quicker: read the petition again.",
    "413": "Too large.",
    "428": "`If-Match` is missing.",
    "429": "Too many requests; `Retry-After` says how long to wait.",
    "503": "The store is busy, or many documents are being taken in (then with `Retry-After`): try again.",
}
_HEADERS = {
    "RateLimit": {"description": "What is left: `r` requests for `t` seconds.", "schema": {"type": "string"}},
    "X-Request-Id": {"description": "The number of the request in the log.", "schema": {"type": "string"}},
}


def describe_api(routes: Iterable[APIRoute], *, version: str) -> dict[str, Any]:
    """The description of the routes. Who may use one stands in its description."""
    routes = [route for route in routes if route.include_in_schema]
    tags: list[dict[str, Any]] = [{"name": name, "description": text} for name, text in _TAGS.items()]
    described = get_openapi(
        title="donthu", version=version or "0", description=_ABOUT, routes=routes, tags=tags, openapi_version="3.1.0"
    )
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for route in routes:
        for method in route.methods or ():
            _complete(described["paths"][route.path_format][method.lower()], route, method)
    return described


def _complete(operation: dict[str, Any], route: APIRoute, method: str) -> None:
    access = find_access(route)
    if access is not None and access.roles is not None:
        operation["security"] = [{"token": []}]
        roles = ", ".join(sorted(role.value for role in access.roles))
        scope = "read" if method in SAFE else "write"
        unmasks = " With `reason`, of a token that may unmask." if _takes_reason(operation) else ""
        operation["description"] = f"{operation.get('description', '')}\n\nRoles: {roles}. Scope: {scope}.{unmasks}".strip()
    operation["operationId"] = route.name
    parameters = {row["name"]: row for row in operation.get("parameters", ())}
    for name, row in parameters.items():
        # A parameter is left out, it is never null.
        if kinds := [kind for kind in row["schema"].pop("anyOf", ()) if kind != {"type": "null"}]:
            row["schema"] |= kinds[0]
        row["required"] |= name == "If-Match"
    answers = operation["responses"]
    answers.pop("422", None)
    for status in _find_failures(method, set(parameters), has_path="{" in route.path_format):
        answers[status] = {
            "description": _FAILURES[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    for answer in answers.values():
        answer.setdefault("headers", {}).update(_HEADERS)


def _takes_reason(operation: dict[str, Any]) -> bool:
    return any(row["name"] == "reason" for row in operation.get("parameters", ()))


def _find_failures(method: str, parameters: set[str], *, has_path: bool) -> list[str]:
    found = ["400", "401", "403", "429", "503"]
    found += ["404"] * has_path
    found += ["409", "413"] * (method not in SAFE)
    found += ["412", "428"] * ("If-Match" in parameters)
    return sorted(found)
