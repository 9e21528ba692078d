"""Paths of requests and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from starlette.types import Scope

STATIC, API = "/static/", "/api/"


def route_path(scope: Scope) -> str:
    """The path inside the application, whether or not the server in front took the prefix off."""
    path, prefix = str(scope.get("path", "")), str(scope.get("root_path", ""))
    return path[len(prefix) :] or "/" if prefix and (path + "/").startswith(prefix + "/") else path


def is_api(path: str) -> bool:
    """Whether a path of the application is for programs."""
    return path.startswith(API)


def read_route(scope: Mapping[str, Any]) -> str:
    """The route's pattern, for logs: a path that no route knows may hold anything, and says nothing."""
    return str(getattr(scope.get("route"), "path", "-"))


def safe_next(path: str | None) -> str | None:
    """A path of the application to go on to; None for what leads elsewhere.

    >>> safe_next("/inbox?page=2"), safe_next("//evil.example"), safe_next("https://evil.example")
    ('/inbox?page=2', None, None)
    """
    if not path or not path.startswith("/") or len(path) > 500:
        return None
    plain = unquote(path)
    if plain.startswith(("//", "/\\")) or "\\" in plain or any(ord(letter) < 32 for letter in plain):
        return None
    return path
