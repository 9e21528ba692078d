"""The API, a module each under ``/api/v1``: ``router`` with its routes, ``UPLOADS`` of large bodies, ``QUEUED`` that analyse."""

from __future__ import annotations

from types import ModuleType

from fastapi.routing import APIRoute

from nlp.web.api import corrections, decisions, drafts, exports, feeds, identity, intake, petitions, records, register, schema

API: tuple[ModuleType, ...] = (
    identity, petitions, records, intake, decisions, corrections, drafts, exports, register, feeds, schema,
)  # fmt: skip


def list_routes() -> list[APIRoute]:
    """The routes of all modules."""
    return [route for module in API for route in module.router.routes if isinstance(route, APIRoute)]
