"""Names by which users sign in."""

from __future__ import annotations

import re

from nlp.errors import DonthuError

# Small letters without marks: typed alike on every keyboard, and no two look the same.
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


def check_name(name: str) -> str:
    """The name as it is kept; raises DonthuError (``web.user_name``) for one that cannot be.

    >>> check_name(" Lan.Tiepdan ")
    'lan.tiepdan'
    """
    kept = name.strip().lower()
    if _NAME.fullmatch(kept):
        return kept
    raise DonthuError("web.user_name", repr(name), "give 2 to 32 letters a-z, digits and . _ -, a letter first")
