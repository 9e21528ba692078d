"""The API, a module each under ``/api/v1``: ``router`` with its routes, ``UPLOADS`` that take large bodies."""

from __future__ import annotations

from types import ModuleType

from nlp.web.api import identity

API: tuple[ModuleType, ...] = (identity,)
