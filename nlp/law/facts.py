"""Facts that rules read: typed, recorded, and never defaulted.

A fact may be known, unknown (absent), or, for events, known not to have happened (None). Reading an unknown fact raises
``MissingFact``, which the engine turns into ``Undetermined``; no rule needs an ``if`` for it.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType

from nlp.errors import LawError
from nlp.law.loader import Node, load_node

Value = date | bool | str | int | tuple[date, ...] | None
_YEARS = (1900, 2199)
YES = ("true", "có", "co", "1", "yes")
NO = ("false", "không", "khong", "0", "no")
KINDS = ("event", "flag", "text", "number", "days")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "event": (date, type(None)),
    "flag": (bool,),
    "text": (str,),
    "number": (int,),
    "days": (tuple,),
}
_FORMS = {
    "event": "ngày YYYY-MM-DD, hoặc không",
    "flag": "true hoặc false",
    "number": "số nguyên",
    "days": "các ngày YYYY-MM-DD cách nhau bằng dấu phẩy",
}


@cache
def load_facts() -> Mapping[str, tuple[str, str]]:
    """The kind and the Vietnamese description of every fact in ``parameters/facts.yaml``, by name."""
    return read_facts(load_node("parameters/facts.yaml"))


def read_facts(node: Node) -> Mapping[str, tuple[str, str]]:
    """Kind and description by name, from YAML; a name given twice raises ``LawError``."""
    found: dict[str, tuple[str, str]] = {}
    for item in node.keys(required=("facts",))["facts"].items():
        keys = item.keys(required=("name", "kind", "about"))
        name = keys["name"].text()
        if name in found:
            raise item.error(f"fact {name!r} is described twice")
        found[name] = (keys["kind"].choice(KINDS), keys["about"].text())
    return MappingProxyType(found)


FACTS = load_facts()


class MissingFact(LawError):
    """A rule asked for a fact that is not known; ``name`` says which."""

    def __init__(self, name: str, about: str = "") -> None:
        super().__init__("law.missing_fact", f"chưa biết: {about or FACTS[name][1]} ({name})")
        self.name = name


@dataclass
class Facts:
    """The facts of one case; ``read`` collects, in order, the names that a rule asked for, known or not.

    >>> Facts({"ngay_nhan": date(2024, 1, 2)}).event("ngay_nhan")
    datetime.date(2024, 1, 2)
    """

    values: Mapping[str, Value]
    read: dict[str, Value] = field(default_factory=dict)
    known: Mapping[str, tuple[str, str]] = field(default_factory=load_facts)

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            self._check(name, value)

    def fresh(self) -> Facts:
        """The same facts with nothing read yet; they are not checked again."""
        facts = Facts({}, known=self.known)
        facts.values = self.values
        return facts

    def assume(self, name: str, value: Value) -> Facts:
        """The same facts with one more taken as known, to see whether it matters."""
        return Facts({**self.values, name: value}, known=self.known)

    def about(self, name: str) -> str:
        """What the fact is, in Vietnamese."""
        return self.known[name][1]

    def kind(self, name: str) -> str:
        """The kind of the fact; an unknown name is a wrong call."""
        if name not in self.known:
            near = ", ".join(difflib.get_close_matches(name, self.known, n=3)) or f"{len(self.known)} facts are known"
            raise LawError("law.unknown_fact", f"no fact {name!r}", f"near: {near}")
        return self.known[name][0]

    def knows(self, name: str) -> bool:
        """Whether the fact is known; asking is not reading."""
        self.kind(name)
        return name in self.values

    def event(self, name: str) -> date | None:
        """The day an event happened, None where it is known not to have happened."""
        value = self._get(name, "event")
        return value if isinstance(value, date) else None

    def day(self, name: str) -> date:
        """The day of an event that must have happened; one that has not is missing too."""
        value = self.event(name)
        if value is None:
            raise MissingFact(name, self.about(name))
        return value

    def flag(self, name: str) -> bool:
        """Whether a circumstance holds."""
        return self._get(name, "flag") is True

    def text(self, name: str) -> str:
        """A label or number as text."""
        return str(self._get(name, "text"))

    def number(self, name: str) -> int:
        """A whole number."""
        value = self._get(name, "number")
        return value if isinstance(value, int) else 0

    def days(self, name: str) -> tuple[date, ...]:
        """A list of days, oldest first."""
        value = self._get(name, "days")
        return tuple(sorted(value)) if isinstance(value, tuple) else ()

    def value(self, name: str) -> Value:
        """The fact as it stands, whatever its kind; recorded."""
        return self._get(name, self.kind(name))

    def _get(self, name: str, kind: str) -> Value:
        if self.kind(name) != kind:
            raise LawError("law.fact_kind", f"fact {name!r} is of kind {self.kind(name)}, not {kind}")
        if name not in self.values:
            raise MissingFact(name, self.about(name))
        self.read[name] = self.values[name]
        return self.values[name]

    def _check(self, name: str, value: Value) -> None:
        kind = self.kind(name)
        if not isinstance(value, _TYPES[kind]) or (kind == "number" and isinstance(value, bool)):
            raise LawError("law.fact_kind", f"fact {name!r} is of kind {kind}, found {value!r}")


def parse_facts(pairs: Mapping[str, str], known: Mapping[str, tuple[str, str]] | None = None) -> dict[str, Value]:
    """Facts given as text, as on the command line: days as YYYY-MM-DD (``không`` for an event that has not happened), flags as
    true or false, several days with commas between. Raises ``LawError`` for an unknown name or a value of the wrong kind.

    >>> parse_facts({"ngay_nhan": "2024-01-02", "phuc_tap": "true", "ngay_giai_quyet": "không"})
    {'ngay_nhan': datetime.date(2024, 1, 2), 'phuc_tap': True, 'ngay_giai_quyet': None}
    """
    names = Facts({}, known=known or FACTS)
    return {name: _parse(name, names.kind(name), text.strip()) for name, text in pairs.items()}


def _parse(name: str, kind: str, text: str) -> Value:
    lower = text.lower()
    try:
        match kind:
            case "event":
                return None if lower in NO else _parse_day(text)
            case "days":
                return tuple(_parse_day(item.strip()) for item in text.split(",") if item.strip())
            case "number":
                return int(text)
            case "flag" if lower in (*YES, *NO):
                return lower in YES
            case "text":
                return text
    except ValueError:
        pass
    raise LawError("law.fact_kind", f"{name}={text!r}: không phải {_FORMS[kind]}", f"viết {_FORMS[kind]}")


def _parse_day(text: str) -> date:
    """The day; ValueError for what is none, or so far away that counting from it leaves the calendar."""
    day = date.fromisoformat(text)
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError(day)
    return day
