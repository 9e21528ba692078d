"""How stored values are written: JSON in one way only, so that equal values have equal digests; slugs."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

# Labels, codes, ids, dates: what may stand in a column that is filtered by, and in the audit trail.
SLUG = re.compile(r"[A-Za-z0-9_.:/+-]{1,64}")


def write_canonical(value: Any) -> str:
    """``value`` as JSON: keys sorted, no blanks, letters as they are; half a surrogate pair is escaped.

    Raises ValueError for what JSON cannot hold (NaN, infinity) and TypeError for what is no JSON value.

    >>> write_canonical({"số": 1, "a": [None, "b"]})
    '{"a":[null,"b"],"số":1}'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text


def digest(value: Any) -> str:
    """The SHA-256 of the canonical JSON of ``value``, 64 hexadecimal digits."""
    return hashlib.sha256(write_canonical(value).encode()).hexdigest()


def clean_text(text: str) -> str:
    """``text`` as both engines can hold it: half a surrogate pair (a file's name may have one) and NUL are replaced."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\0", "\ufffd")
