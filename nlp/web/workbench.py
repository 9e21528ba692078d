"""The workbench as an address names it: ``layer=citations&by=shape&state=open&group=…``, by the names of ``Selection``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from nlp.annotate.archive.models import Selection

#: What hits are grouped by.
WAYS = ("shape", "rule", "label", "value", "confidence")
STATES = ("open", "accepted", "rejected", "changed")
#: Confidences rounded down to tenths.
BUCKETS = tuple(f"{tenth / 10:.1f}" for tenth in range(10, -1, -1))
#: All filters in the order in which they are told.
FILTERS = ("text", "label", "rule", "shape", "value", "confidence", "table", "state")
#: Stands in an address for a key that hits do not have; an empty one is a field of the form that was left empty.
_NONE = "∅"
_NAMES = ("layer", "by", *FILTERS, "group", "page")
_TABLE = {"yes": True, "no": False}
_FIELDS, _LONGEST, _MOST_PAGES = 40, 1000, 100_000


@dataclass(frozen=True)
class BenchView:
    """Which hits of a layer, in groups by what, and the group that is open; ``page`` is None where samples of it are shown, else
    the page of all its hits.
    """

    selection: Selection
    by: str = "shape"
    group: str | None = None
    page: int | None = None

    @property
    def chosen(self) -> Selection:
        """The hits of the group that is open; ValueError where none is."""
        if self.group is None:
            raise ValueError("no group is open")
        key: dict[str, Any] = {self.by: self.group}
        return replace(self.selection, **key)

    def change(self, **changes: str | int | None) -> str:
        """The query of the view with some values changed; None takes one away. Another layer, way or filter closes the group.

        >>> read_bench("by=rule&state=open&group=a", ["citations"]).change(state=None)
        'layer=citations&by=rule'
        """
        values: dict[str, str | int | None] = {"layer": self.selection.layer, "by": self.by, **read_values(self.selection)}
        if not changes.keys() - {"group", "page"}:
            values |= {"group": self.group}
        if not changes:
            values |= {"page": self.page}
        values |= changes
        return urlencode([(name, str(values[name]) or _NONE) for name in _NAMES if values.get(name) is not None])


def read_values(selection: Selection) -> dict[str, str]:
    """The filters that are set, by their names and as an address has them.

    >>> read_values(Selection("citations", rule="r1", in_table=False))
    {'rule': 'r1', 'table': 'no'}
    """
    named = {name: getattr(selection, name) for name in FILTERS if name != "table"}
    named["table"] = None if selection.in_table is None else "yes" if selection.in_table else "no"
    return {name: named[name] for name in FILTERS if named[name] is not None}


def read_bench(query: str, layers: Sequence[str]) -> BenchView:
    """The view that a query names of an archive with these layers; names that are none of its own are passed over.

    The first layer is shown where none is named. Raises ValueError for a value that is none.

    >>> read_values(read_bench("by=value&table=no&rule=&group=∅", ["citations", "deadlines"]).chosen)
    {'value': '', 'table': 'no'}
    """
    sent = {name: texts[0][:_LONGEST] for name, texts in parse_qs(query, max_num_fields=_FIELDS).items()}
    read = {name: "" if text == _NONE else text for name, text in sent.items()}
    if any("\0" in text for text in read.values()):
        raise ValueError("\\0")  # which no text of PostgreSQL holds
    values = {name: read[name] for name in FILTERS if name in read}
    layer, by = read.get("layer", layers[0]), read.get("by", "shape")
    known = {"layer": layers, "by": WAYS, "state": STATES, "table": _TABLE, "confidence": (*BUCKETS, "")}
    for name, value in {**values, "layer": layer, "by": by}.items():
        if name in known and value not in known[name]:
            raise ValueError(name)
    page = int(read["page"]) if "page" in read else None
    if page is not None and not 0 < page <= _MOST_PAGES:
        raise ValueError("page")
    selection = Selection(
        layer, label=values.get("label"), rule=values.get("rule"), shape=values.get("shape"), value=values.get("value"),
        confidence=values.get("confidence"), in_table=_TABLE.get(values.get("table", "")), state=values.get("state"),
        text=values.get("text"),
    )  # fmt: skip
    return BenchView(selection, by, read.get("group"), page)
