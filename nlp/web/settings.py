"""How the application is reached, and its limits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from nlp.errors import ConfigError

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
KIB, MIB = 1 << 10, 1 << 20


@dataclass(frozen=True)
class WebSettings:
    """Settings of the application; those of addresses come from the command line, the others hold for every office.

    ``hosts`` are the names by which browsers may call it, ``prefix`` is the path in front of all its own (empty or ``/name``).
    ``is_behind`` says that another server on this machine may stand in front, ``https`` that it ends TLS. Limits of requests and
    attempts are in the notation of the package limits (``10/minute``); several make a back-off. Of what is to be analysed,
    ``uploads_at_once`` are taken in at once and ``uploads_waiting`` wait.
    """

    hosts: tuple[str, ...] = LOCAL_HOSTS
    prefix: str = ""
    https: bool = False
    is_behind: bool = False
    session: dt.timedelta = dt.timedelta(hours=12)
    idle: dt.timedelta = dt.timedelta(minutes=30)
    invitation: dt.timedelta = dt.timedelta(days=3)
    form_bytes: int = 256 * KIB
    upload_bytes: int = 100 * MIB
    uploads_at_once: int = 6
    uploads_waiting: int = 40
    requests_address: str = "3000/minute"
    requests_user: str = "600/minute"
    requests_stranger: str = "240/minute"
    attempts_name: str = "5/minute;15/hour;40/day"
    attempts_address: str = "20/minute;100/hour"


def read_address(url: str | None, host: str) -> WebSettings:
    """The settings for an application that listens on ``host`` and that browsers reach as ``url`` (None: directly).

    Raises ConfigError (``web.url``) for what is no address of a site.

    >>> settings = read_address("https://donthu.example.gov.vn/xa", "127.0.0.1")
    >>> settings.https, settings.prefix, settings.hosts[0]
    (True, '/xa', 'donthu.example.gov.vn')
    """
    if url is None:
        own = () if host in ("", "0.0.0.0", "::") else (f"[{host}]" if ":" in host else host,)
        return WebSettings(hosts=(*own, *LOCAL_HOSTS))
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ConfigError("web.url", f"{url!r} is no address of a site", "write https://NAME or https://NAME/PATH")
    return WebSettings(
        hosts=(parts.hostname, *LOCAL_HOSTS), prefix=parts.path.rstrip("/"), https=parts.scheme == "https", is_behind=True
    )  # fmt: skip
