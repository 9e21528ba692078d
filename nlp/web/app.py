"""The application: its pages behind the gate, its answers under the guard."""

from __future__ import annotations

from functools import cache, partial

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware import Middleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from nlp.errors import DonthuError
from nlp.web.api import API, list_routes
from nlp.web.guard import Guard, tell_error
from nlp.web.openapi import describe_api
from nlp.web.pages import PAGES, list_entries
from nlp.web.paths import STATIC
from nlp.web.security.access import find_access
from nlp.web.security.gate import Gate
from nlp.web.security.headers import SecurityHeaders
from nlp.web.site import Site
from nlp.web.templating import static_folder


def create_app(site: Site) -> FastAPI:
    """The application of a site. It holds no state but the site's, and does not close the store."""
    modules = (*PAGES, *API)
    uploads, queued = (frozenset(path for one in modules for path in getattr(one, name, ())) for name in ("UPLOADS", "QUEUED"))
    app = FastAPI(
        title="donthu", openapi_url=None, docs_url=None, redoc_url=None,
        middleware=[
            Middleware(SecurityHeaders, https=site.settings.https),
            Middleware(Guard, prefix=site.settings.prefix),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(site.settings.hosts), www_redirect=False),
            Middleware(Gate, site=site, uploads=uploads, queued=queued),
        ],
    )  # fmt: skip
    app.state.site = site
    site.entries = list_entries()
    for kind in (DonthuError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _tell)
    app.mount(STATIC.rstrip("/"), _Static(directory=static_folder()), name="static")
    for module in (*PAGES, *API):
        check_routes(module.router)
        app.router.routes.extend(module.router.routes)  # as they are: including would build each anew for every application
    # Asked for by few and costly to write: with the first request, and kept.
    app.state.describe = cache(partial(describe_api, list_routes(), version=site.version))
    return app


def check_routes(router: APIRouter) -> None:
    """Raises ValueError for a route that does not say who may use it."""
    for route in router.routes:
        if not isinstance(route, APIRoute) or find_access(route) is None:
            raise ValueError(f"{getattr(route, 'path', route)}: declare who may use it, with require(...) or anyone()")


def _tell(request: Request, error: Exception) -> Response:
    return tell_error(request, error)


class _Static(StaticFiles):
    """Files whose URL changes with them."""

    def file_response(self, *arguments: object, **values: object) -> Response:
        response = super().file_response(*arguments, **values)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
