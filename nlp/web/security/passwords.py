"""Passwords: Argon2id (RFC 9106, second recommended option), and which ones are too easy to guess."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from nlp.resources.load import load_resource
from nlp.text.fold import fold_all
from nlp.web.security.secrets import make_secret

MIN_LENGTH, MAX_LENGTH = 12, 200
_MIN_DIFFERENT = 5
_AT_ONCE = 2  # each takes 64 MiB


class Passwords:
    """Makes and compares hashes, a few at once so that memory is bounded. ``hasher`` gives the parameters."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
        self._free = BoundedSemaphore(_AT_ONCE)
        self._nobody = self._hasher.hash(make_secret())

    def hash(self, password: str) -> str:
        """The encoded hash of a password."""
        with self._free:
            return self._hasher.hash(_normalise(password))

    def fits(self, password: str, encoded: str | None) -> bool:
        """Whether the password is that of the hash. For None, of whoever does not exist, it takes as long and says no."""
        with self._free:
            try:
                return self._hasher.verify(encoded or self._nobody, _normalise(password)[:MAX_LENGTH]) and encoded is not None
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, encoded: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(encoded)


def find_weakness(password: str, name: str) -> str | None:
    """Why nobody should use the password: ``short``, ``long``, ``uniform``, ``sequence``, ``name``, ``common``; None: it will do.

    >>> find_weakness("matkhau@123456", "lan"), find_weakness("ba con mèo ngủ trưa", "lan")
    ('common', None)
    """
    text = _normalise(password)
    folded = fold_all(text).replace(" ", "")
    letters = re.sub(r"[^a-z]", "", folded)
    if len(text) < MIN_LENGTH:
        return "short"
    if len(text) > MAX_LENGTH:
        return "long"
    if len(set(folded)) < _MIN_DIFFERENT:
        return "uniform"
    if _is_sequence(folded):
        return "sequence"
    own = re.sub(r"[^a-z]", "", fold_all(name))
    if len(own) > 2 and own in letters and len(letters) - len(own) < _MIN_DIFFERENT:
        return "name"
    return "common" if not letters or letters in _words() else None


def _normalise(password: str) -> str:
    """Marked letters are typed composed on one machine and decomposed on another; both are one password."""
    return unicodedata.normalize("NFKC", password)


def _is_sequence(text: str) -> bool:
    """Whether nearly every character is the neighbour of the one before it (``abcdef123456``)."""
    steps = [ord(after) - ord(before) for before, after in zip(text, text[1:], strict=False)]
    return sum(abs(step) <= 1 for step in steps) >= 0.8 * len(steps)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(load_resource("weak_passwords.yaml")["words"].split())
