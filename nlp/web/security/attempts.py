"""Attempts to sign in: after some that failed, a name and an address have to wait, longer after more."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse, parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from nlp.web.errors import WebError

# No name of a user is longer.
_LONGEST = 64
_TOLD = parse("1/minute")


class Attempts:
    """Counts attempts at a name, from anywhere, and attempts that failed from an address, at any name.

    Names that do not exist count as well. An office may share an address: who signs in rightly uses nothing of it up.
    """

    def __init__(self, by_name: str, by_address: str) -> None:
        self._limits = {"name": parse_many(by_name), "address": parse_many(by_address)}
        self._counter = MovingWindowRateLimiter(MemoryStorage())

    def admit(self, *, name: str, address: str) -> None:
        """Counts an attempt before it is made; raises WebError (``web.too_many_attempts``) with the seconds to wait."""
        name = name[:_LONGEST]
        over = [
            ("address", address, limit) for limit in self._limits["address"] if not self._counter.test(limit, "address", address)
        ]  # fmt: skip
        if not over:  # an address that is out of attempts can neither lock names nor fill the memory with them
            over = [("name", name, limit) for limit in self._limits["name"] if not self._counter.hit(limit, "name", name)]
        if over:
            raise WebError("web.too_many_attempts", 429, wait=max(_wait(self._counter, limit, *key) for *key, limit in over))

    def is_told(self, subject: str) -> bool:
        """Whether a refusal that concerns the subject was noted within the minute; if not, this one is."""
        return not self._counter.hit(_TOLD, "told", subject)

    def fail(self, *, address: str) -> None:
        """Counts an attempt that failed."""
        for limit in self._limits["address"]:
            self._counter.hit(limit, "address", address)

    def succeed(self, *, name: str) -> None:
        """Starts anew for a name whose password was right. The address stays counted, for other names may be tried from it."""
        for limit in self._limits["name"]:
            self._counter.clear(limit, "name", name[:_LONGEST])


class Requests:
    """Counts requests of a visitor."""

    def __init__(self, limit: str) -> None:
        self._limits = parse_many(limit)
        self._counter = FixedWindowRateLimiter(MemoryStorage())

    def tell(self, visitor: str) -> dict[str, str]:
        """The headers that say what is left of the tightest limit (draft-ietf-httpapi-ratelimit-headers)."""
        left = {limit: self._counter.get_window_stats(limit, visitor) for limit in self._limits}
        limit = min(left, key=lambda one: left[one].remaining)
        name, seconds = f"{limit.multiples}{limit.GRANULARITY.name}", max(0, math.ceil(left[limit].reset_time - time.time()))
        return {
            "RateLimit-Policy": f'"{name}";q={limit.amount};w={limit.get_expiry()}',
            "RateLimit": f'"{name}";r={left[limit].remaining};t={seconds}',
        }

    def admit(self, visitor: str) -> None:
        """Counts a request; raises WebError (``web.too_many_requests``) with the seconds to wait."""
        for limit in self._limits:
            if not self._counter.hit(limit, visitor):
                raise WebError("web.too_many_requests", 429, wait=_wait(self._counter, limit, visitor))


def _wait(counter: FixedWindowRateLimiter | MovingWindowRateLimiter, limit: RateLimitItem, *key: str) -> int:
    return max(1, math.ceil(counter.get_window_stats(limit, *key).reset_time - time.time()))
