"""The gate before the routes: who it is, how often, how much, whose turn it is; only then is a body read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nlp.web.errors import WebError
from nlp.web.paths import STATIC, is_api, route_path
from nlp.web.security.addresses import find_address
from nlp.web.security.attempts import Requests
from nlp.web.security.visitors import identify
from nlp.web.site import Site

_BUSY_SECONDS = 15


class Gate:
    """Identifies the visitor, counts the request, and holds bodies to their limits.

    Whoever is signed in may send large bodies to the paths of ``uploads``; all others are told 413 before more than the limit of
    forms was taken in. What is sent to the paths of ``queued`` waits for its turn.
    """

    def __init__(self, app: ASGIApp, *, site: Site, uploads: frozenset[str], queued: frozenset[str]) -> None:
        self.app = app
        self._site = site
        self._uploads = uploads
        self._queued = queued
        self._turns = Turns(site.settings.uploads_at_once, waiting=site.settings.uploads_waiting)
        self._addresses = Requests(site.settings.requests_address)
        self._users = Requests(site.settings.requests_user)
        self._strangers = Requests(site.settings.requests_stranger)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; raises WebError where it does not."""
        path = route_path(scope)
        if scope["type"] != "http" or path.startswith(STATIC):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        address = find_address(request)
        # Before the store is asked, so that a flood of false tokens and sessions costs little; an office may share an address.
        self._addresses.admit(address)
        visitor = await run_in_threadpool(identify, request, self._site, path)
        if visitor.user is None:
            self._strangers.admit(address)
        else:
            self._users.admit(str(visitor.user.id))
            if is_api(path):
                send = _telling(send, self._users.tell(str(visitor.user.id)))
        scope.setdefault("state", {})["visitor"] = visitor
        is_upload = path in self._uploads and visitor.user is not None
        settings = self._site.settings
        limited = _Limited(settings.upload_bytes if is_upload else settings.form_bytes)
        if path in self._queued and request.method == "POST" and visitor.user is not None:
            async with self._turns.take():
                await limited.run(self.app, scope, receive, send)
        else:
            await limited.run(self.app, scope, receive, send)


class Turns:
    """Lets so many requests pass at once and some more wait; all others are told to come again.

    Each that passes may hold a thread until its document is analysed, and pages need threads as well; each that waits holds
    neither a thread nor more than the beginning of its body.
    """

    def __init__(self, at_once: int, *, waiting: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._left = at_once + waiting

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """A turn, for as long as the block runs; raises WebError (``web.busy``) where too many wait already."""
        if not self._left:
            raise WebError("web.busy", 503, wait=_BUSY_SECONDS)
        self._left -= 1
        try:
            async with self._free:
                yield
        finally:
            self._left += 1


def _telling(send: Send, told: dict[str, str]) -> Send:
    """Sends answers with further headers."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(told)
        await send(message)

    return send_with_headers


class _Limited:
    """One request, whose body is cut off behind the limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken = 0
        self._is_over = False

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; raises WebError (``web.too_large``) in place of whatever was answered to a body cut off."""
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self._limit:
            raise WebError("web.too_large", 413)

        async def receive_counted() -> Message:
            message = await receive()
            self._taken += len(message.get("body", b""))
            if self._taken > self._limit:
                self._is_over = True
                raise WebError("web.too_large", 413)
            return message

        async def send_unless_over(message: Message) -> None:
            if not self._is_over:
                await send(message)

        await app(scope, receive_counted, send_unless_over)
        if self._is_over:
            raise WebError("web.too_large", 413)
