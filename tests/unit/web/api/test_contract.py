"""The API keeps what its description says, whatever is sent: schemathesis makes requests from the description itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from nlp.store.users import Role
from nlp.web.api import list_routes
from nlp.web.openapi import describe_api


def negative_data_is_refused(ctx: Any, response: Any, case: Case) -> Any:
    """As the check of schemathesis, which does not know that what is too long may be too large as well."""
    return None if response.status_code == 413 else negative_data_rejection(ctx, response, case)


CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_is_refused, ignored_auth, missing_required_header, unsupported_method,
]  # fmt: skip
BOUNDED = settings(
    max_examples=8, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


OPERATIONS = [
    (path, method) for path, methods in describe_api(list_routes(), version="").get("paths", {}).items() for method in methods
]  # fmt: skip


def test_description_is_valid(ask: Callable[..., TestClient]) -> None:
    raw = ask().get("/api/v1/openapi.json").json()
    schemathesis.openapi.from_dict(raw).validate()
    for path, methods in raw["paths"].items():
        for operation in methods.values():
            assert operation["description"] and operation["security"], path


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=str)
def test_answers_fit_the_description(
    ask: Callable[..., TestClient], petitions: list[str], dispatch: Callable[[], tuple[str, str]], path: str, method: str,
    mode: GenerationMode,
) -> None:  # fmt: skip
    client = ask(Role.HEAD)
    raw = client.get("/api/v1/openapi.json").json()
    for parameter in raw["paths"][path][method].get("parameters", ()):
        # Petitions that there are, and one that there is not.
        if parameter["in"] == "path" and parameter["name"] in ("petition", "group") and mode is GenerationMode.POSITIVE:
            parameter["schema"] = {"type": "string", "enum": [*petitions, "0000000000000000"]}
        if parameter["in"] == "path" and parameter["name"] in ("document", "obligation") and mode is GenerationMode.POSITIVE:
            directive, obligation = dispatch()
            known = directive if parameter["name"] == "document" else obligation
            parameter["schema"] = {"type": "string", "enum": [known, known.replace(known[:16], "0000000000000000")]}
    description = schemathesis.openapi.from_dict(raw)
    description.app = client.app
    # A file may be any bytes: what schemathesis writes for one of a wrong type is one as well.
    takes_file = "multipart/form-data" in raw["paths"][path][method].get("requestBody", {}).get("content", {})
    checks = [check for check in CHECKS if not (takes_file and check is negative_data_is_refused)]
    headers = {"Authorization": client.headers["authorization"]}

    @BOUNDED
    @given(case=description[path][method].as_strategy(generation_mode=mode))
    def send(case: Case) -> None:
        case.call_and_validate(headers=headers, checks=checks)

    send()
