"""Serving the application until somebody ends it."""

from __future__ import annotations

import gc
import logging
import socket
import threading
from collections.abc import Callable

import uvicorn

from nlp.errors import DonthuError
from nlp.gazetteer.units import load_gazetteer
from nlp.store.queue import look_at
from nlp.store.users import has_administrator
from nlp.web.app import create_app
from nlp.web.daily import keep_priorities
from nlp.web.site import Site

_GRACE_SECONDS = 10


def serve(site: Site, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serves the site on ``host`` and ``port`` (0: any free one) until it is interrupted; requests under way are finished.

    ``ready`` is told the address once connections are taken. Raises DonthuError: ``web.no_administrator`` where nobody could add
    users, ``web.address`` where the port cannot be had.
    """
    if not has_administrator(site.store):
        raise DonthuError(
            "web.no_administrator", "nobody administers the store", "run: donthu user add NAME --role administrator"
        )  # fmt: skip
    config = uvicorn.Config(
        create_app(site), host=host, port=port, log_config=None, access_log=False, server_header=False, date_header=True,
        lifespan="off", ws="none", timeout_graceful_shutdown=_GRACE_SECONDS, timeout_keep_alive=30,
        # Only a server in front of it, on this machine, is believed when it says for whom it asks.
        proxy_headers=site.settings.is_behind, forwarded_allow_ips="127.0.0.1",
    )  # fmt: skip
    logging.getLogger("nlp.web").setLevel(logging.INFO)
    warm_up(site)
    listening = _listen(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}{site.settings.prefix}/"
    ended = threading.Event()
    daily = threading.Thread(target=keep_priorities, args=(site, ended), name="donthu-daily")
    daily.start()
    try:
        _Server(config, lambda: ready(address)).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # the server has ended already, and says once more why
    finally:
        listening.close()
        ended.set()
        daily.join()
        site.close()


def warm_up(site: Site) -> None:
    """Loads what all pages read, and has the garbage collector pass over it from then on: a look at all of it takes a tenth of a
    second, in which nobody is answered.
    """
    load_gazetteer()
    with look_at(site.store):
        gc.collect()
        gc.freeze()


class _Server(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to listen, then says so."""
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=128)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DonthuError("web.address", f"{host}:{port}: {reason}", "name another --host or --port") from error
