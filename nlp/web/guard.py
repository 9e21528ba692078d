"""What goes wrong: told to the visitor with a number and no details, to the log with the number and no personal data."""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from urllib.parse import quote

from fastapi import Request
from fastapi.exceptions import HTTPException as FastAPIException
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nlp.errors import DonthuError
from nlp.web.errors import SignInNeeded, WebError, find_status
from nlp.web.paths import is_api, read_route, route_path, safe_next
from nlp.web.problem import find_faults, write_problem
from nlp.web.security.visitors import Visitor
from nlp.web.visit import Visit

LOG = logging.getLogger("nlp.web")


class Guard:
    """Numbers each request, logs it, and answers for whatever is raised inside."""

    def __init__(self, app: ASGIApp, *, prefix: str) -> None:
        self.app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and never raises."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, began, status = secrets.token_hex(4), time.monotonic(), 0
        scope.setdefault("state", {})["number"] = number
        scope["root_path"] = self._prefix

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message.get("headers", []), (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except Exception as error:
            if status == 0:
                await tell_error(Request(scope), error)(scope, receive, send_noted)
            else:
                log_error(number, error)
        visitor: Visitor | None = scope["state"].get("visitor")
        user = visitor.user.id if visitor and visitor.user else "-"
        milliseconds = round((time.monotonic() - began) * 1000)
        LOG.info("%s %s %s %s ms user=%s request=%s", scope["method"], read_route(scope), status, milliseconds, user, number)


def tell_error(request: Request, error: Exception) -> Response:
    """The answer to a request that failed: a page, or problem details under ``/api``."""
    number = str(request.state.number)
    status, code, wait = _read(error)
    if status >= 500:
        log_error(number, error)
    visit = Visit(request, getattr(request.state, "visitor", Visitor()))
    headers = {"Retry-After": str(wait)} if wait is not None else {}
    if isinstance(error, HTTPException) and status == 405:
        headers |= error.headers or {}  # the methods that are allowed
    path = route_path(request.scope)
    if is_api(path):
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        headers["Content-Language"] = visit.wording.lang
        detail = say_error(visit, code, status, wait)
        return write_problem(code=code, status=status, detail=detail, number=number, headers=headers, faults=find_faults(error))
    if isinstance(error, SignInNeeded):
        query = f"?{request.url.query}" if request.url.query else ""
        wanted = safe_next(path + query) if request.method == "GET" else None
        onward = f"?next={quote(wanted)}" if wanted and wanted != "/" else ""
        return RedirectResponse(visit.site.url("/sign-in") + onward, 303)
    message = say_error(visit, code, status, wait)
    response = visit.render("error.html", status=status, error_status=status, number=number, message=message)
    response.headers.update(headers)
    return response


def say_error(visit: Visit, code: str, status: int, wait: int | None) -> str:
    """What a visitor reads of an error: what its code means where there are words for it, else what its status does."""
    wording = visit.wording
    key = next((key for key in (f"error.{code}", f"error.status.{status}") if wording.has(key)), "error.status.500")
    return wording.say(key, minutes=wording.number(-(-(wait or 60) // 60)))


def log_error(number: str, error: Exception) -> None:
    """Logs where an error arose and of what kind it is; its message may quote a document, and stays out."""
    code = error.code if isinstance(error, DonthuError) else "-"
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    cause = f" from {type(error.__cause__).__name__}" if error.__cause__ else ""
    LOG.error("request=%s %s%s code=%s at %s", number, type(error).__name__, cause, code, where)


def _read(error: Exception) -> tuple[int, str, int | None]:
    if isinstance(error, WebError):
        return error.status, error.code, error.wait
    if isinstance(error, DonthuError):
        return find_status(error), error.code, None
    if isinstance(error, RequestValidationError):
        return 400, "web.bad_request", None
    if isinstance(error, (HTTPException, FastAPIException)):
        return error.status_code, f"web.status.{error.status_code}", None
    return 500, "web.failed", None
