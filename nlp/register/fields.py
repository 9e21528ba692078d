"""The field of a dispatch by its words; none where they do not show it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from nlp.register.settings import plain
from nlp.resources.load import any_of, load_resource

# A word in the subject tells more than one in the tasks; strong words more than weak ones.
_SUBJECT, _TASKS = 3, 1
_WEIGHTS = {"strong": 3, "weak": 1}
_LEAST = 6  # points of a field that is told
_SECOND = 0.6  # of the first one's points: a further field


def find_fields(subject: str | None, tasks: Iterable[str]) -> tuple[str, ...]:
    """The fields of a dispatch, the main one first; empty where nothing shows one.

    >>> find_fields("V/v giải phóng mặt bằng dự án đường tránh", ["Hoàn thành chi trả bồi thường cho các hộ"])[0]
    'giai_phong_mat_bang'
    """
    points: dict[str, int] = {}
    for text, factor in ((subject or "", _SUBJECT), (" ".join(tasks), _TASKS)):
        lower = plain(text)
        for field, weight, pattern in _patterns():
            found = {" ".join(match[0].split()) for match in pattern.finditer(lower)}
            points[field] = points.get(field, 0) + len(found) * _WEIGHTS[weight] * factor
    best = max(points.values(), default=0)
    if best < _LEAST:
        return ()
    told = [field for field, score in points.items() if score >= max(_LEAST, best * _SECOND)]
    return tuple(sorted(told, key=lambda field: (-points[field], field)))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    fields = load_resource("petition_fields.yaml")["fields"]
    return tuple(
        (field, weight, re.compile(rf"(?<!\w)(?:{any_of(words)})(?!\w)"))
        for field, weights in fields.items()
        for weight, words in weights.items()
        if words
    )
