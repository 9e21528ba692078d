"""Masking of the personal data of petitioners in what is shown to people.

Basis: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Điều 8 Luật Tố cáo 25/2018/QH14 (identity of who denounces).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

Record = Mapping[str, Any]
_MASK = "•"
_KEPT_DIGITS = 3


def mask_name(text: str) -> str:
    """A name or an address with the first letter of each word left, same length; digits are masked.

    >>> mask_name("Nguyễn Thị Hoa")
    'N••••• T•• H••'
    """
    return re.sub(r"\d|(?<=\w)\w", _MASK, text)


def mask_number(text: str) -> str:
    """A number of a paper or a telephone with its last three digits left, same length.

    >>> mask_number("0912 345 678")
    '•••• ••• 678'
    """
    digits = [i for i, character in enumerate(text) if character.isdigit()]
    kept = set(digits[-_KEPT_DIGITS:]) if len(digits) > _KEPT_DIGITS else set()
    return "".join(c if i in kept or not c.isalnum() else _MASK for i, c in enumerate(text))


def mask_record(record: Record) -> Record:
    """The record with the petitioners' values, and the signature of a petition, masked in its text and in every value.

    Lengths do not change, so offsets hold; the units that an address lies in are left out. A record without petition is given
    back as it is.

    >>> mask_record({"petition": None, "text": "Nguyễn Thị Hoa"})["text"]
    'Nguyễn Thị Hoa'
    """
    if record["petition"] is None:
        return record
    patterns = _find_values(record)
    people = [{**person, "unit": None} for person in record["petition"]["petitioners"]]
    record = {**record, "petition": {**record["petition"], "petitioners": people}}
    # What names the document for machines and for its owner stays: digests, path, ids.
    return {key: value if key in ("schema", "id", "source") else _mask(value, patterns) for key, value in record.items()}


def _find_values(record: Record) -> list[tuple[str, re.Pattern[str]]]:
    """Patterns that find each value wherever it stands: line breaks and blanks inside do not hide it, nor does its case."""
    petition = record["petition"]
    named = [*petition["representatives"], (record["header"]["signature"] or {}).get("name")]
    people = [*petition["petitioners"], *({"name": name} for name in named)]
    patterns = []
    for person in people:
        for key, value in person.items():
            if isinstance(value, str) and len(value.strip()) > 1:
                words = value.split()
                # A name of one syllable is a common word in lower case.
                flags = re.I if len(words) > 1 else re.NOFLAG
                patterns.append((key, re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", flags)))
    return patterns


def _mask(value: Any, patterns: list[tuple[str, re.Pattern[str]]]) -> Any:
    if isinstance(value, str):
        for key, pattern in patterns:
            value = pattern.sub(partial(_mask_match, key), value)
        return value
    if isinstance(value, list):
        return [_mask(item, patterns) for item in value]
    if isinstance(value, dict):
        return {key: _mask(item, patterns) for key, item in value.items()}
    return value


def _mask_match(key: str, match: re.Match[str]) -> str:
    return _mask_value(key, match[0])


def _mask_value(key: str, value: str) -> str:
    return mask_number(value) if key in ("identity_number", "phone") else mask_name(value)
