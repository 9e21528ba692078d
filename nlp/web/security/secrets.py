"""Secrets that a browser or program keeps; the store has their digests only."""

from __future__ import annotations

import hashlib
import hmac
import secrets

TOKEN_PREFIX = "donthu_"


def make_secret() -> str:
    """256 random bits, as 43 letters that may stand in a URL."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The SHA-256 of a secret: enough for random ones, which nobody guesses."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """What forms of a session carry to show that they are its own; it tells nothing of the session's secret."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_token(token: str, secret: str) -> bool:
    """Whether a form belongs to the session."""
    return hmac.compare_digest(token.encode(), form_token(secret).encode())
