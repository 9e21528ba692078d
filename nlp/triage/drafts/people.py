"""What a paper says of the petitioners, and how it keeps secret who denounces."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nlp.errors import DraftError
from nlp.text.fold import fold_all
from nlp.triage.drafts.grounds import find_secrecy_basis
from nlp.triage.drafts.marks import BLANK, Marked, clean
from nlp.triage.drafts.papers import Reader, load_settings

_SHORTEST = 5  # characters; what is shorter would be found in words that name nobody


@dataclass(frozen=True)
class People:
    """Names and addresses of a petition for one reader: ``denunciation`` where it may be one, ``certain`` where it is."""

    reader: Reader
    denunciation: bool
    certain: bool
    names: tuple[str, ...]
    address: str
    signatories: int
    identifying: tuple[str, ...]
    basis: str

    @property
    def secret(self) -> bool:
        """Whether names and whatever leads to them stay out of the paper."""
        return self.denunciation and self.reader is not Reader.PETITIONER

    def name(self) -> str | None:
        """The name, the term that stands for it, or None where the petition has none."""
        words = load_settings().words["secret_names"]
        if self.secret:
            return Marked(words["petitioner" if self.certain else "undecided"], self._remark("secrecy"))
        if not self.names:
            return None
        others = self.signatories - len(self.names)
        text = ", ".join(self.names) + (f" và {others} người cùng ký đơn" if others > 0 else "")
        return Marked(text, self._remark("own_copy")) if self.denunciation else text

    def sender(self) -> str | None:
        """The petitioner in a sentence, with the address."""
        if self.secret:
            words = load_settings().words["secret_names"]
            return Marked(words["sender" if self.certain else "undecided_sender"], self._remark("secrecy"))
        name = self.name()
        if name is None:
            return None
        text = f"ông (bà) {name}" + (f", địa chỉ: {self.address}" if self.address else "")
        return Marked(text, name.remark) if isinstance(name, Marked) else text

    def cited_basis(self) -> str:
        """Why it is kept secret who denounces, with the remark of papers that have to."""
        return Marked(self.basis, self._remark("secrecy")) if self.secret else self.basis

    def _remark(self, key: str) -> str:
        return load_settings().remarks[key].format(basis=self.basis)

    def hide(self, text: str) -> str:
        """The text without what tells who denounces, where the paper must not; the rest as it is."""
        if not self.secret:
            return text
        hidden = text
        for word in self.identifying:
            hidden = _as_written(word).sub("…", hidden)
        if self._is_named(hidden):
            hidden = BLANK
        return text if hidden == text else Marked(hidden, load_settings().remarks["target_masked"])

    def _is_named(self, text: str) -> bool:
        """Whether the text names one of the people, marks and case set aside."""
        folded = fold_all(text)
        return any(fold_all(word) in folded for word in self.identifying)

    def refuse(self, name: str, text: str) -> None:
        """Raises DraftError where a text that an officer gives tells who denounces and the paper must not."""
        if self.secret and self.hide(text) != text:
            raise DraftError(
                "drafts.identity",
                f"the text given for {name} names who denounces; this paper goes to others",
                "write it without names, addresses and numbers of who denounces",
            )


def read_people(record: Mapping[str, Any], reader: Reader, day: dt.date | None, *, guarded: bool, certain: bool) -> People:
    """The people of a record's petition for a paper to ``reader``; ``guarded`` where they may have denounced, ``certain`` where
    they have."""
    petition = record.get("petition") or {}
    persons = petition.get("petitioners") or []
    named = [clean(person["name"], longest=200) for person in persons if person.get("name")]
    representatives = [clean(name, longest=200) for name in petition.get("representatives") or []]
    addresses = [clean(person["address"], longest=300) for person in persons if person.get("address")]
    signature = ((record.get("header") or {}).get("signature") or {}).get("name") or ""
    numbers = [str(person[key]) for person in persons for key in ("identity_number", "phone") if person.get(key)]
    known = [*named, *representatives, clean(signature), *addresses, *map(clean, numbers)]
    return People(
        reader=reader,
        denunciation=guarded,
        certain=certain,
        names=tuple(dict.fromkeys((representatives or named)[:3])),
        address=addresses[0] if addresses and len(named) < 2 else "",
        signatories=int(petition.get("signatories") or 0),
        identifying=tuple(sorted({word for word in known if len(word) >= _SHORTEST}, key=lambda word: (-len(word), word))),
        basis=find_secrecy_basis(day),
    )


def _as_written(word: str) -> re.Pattern[str]:
    """Finds a value whatever its case and the blanks inside it."""
    return re.compile(r"\s+".join(re.escape(part) for part in word.split()), re.IGNORECASE)
