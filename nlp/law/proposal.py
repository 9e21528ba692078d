"""What a reception officer is told of one petition: who is competent, and what is proposed, from the facts of the case.

Two facts are worked out where they are not given: whether the receiving office is competent, from whose act it is about; and
whether a complaint is in time, from the days of the decision and of the complaint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nlp.law.competence import Competence, find_competence, load_competence
from nlp.law.facts import Value
from nlp.law.handling import Ground, ProposedAction, load_usual, propose_action
from nlp.law.library import Library
from nlp.law.outcome import Breached, Met
from nlp.law.parameters import Confidence

_LIMITATION = frozenset({"complaint.limitation"})


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the action would be if ``assumed`` held, which is not known: of the competent office as an unsure rule has it, else as
    is usual. ``ground`` is the row that would decide.
    """

    assumed: Mapping[str, bool]
    ground: Ground


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed action, the competent office as far as it is known, and the facts that were worked out for it.

    ``competent`` is the code of the office of the instance asked for; ``competence`` the row that it comes from. ``expected`` is
    there where the facts do not decide on an action.
    """

    handling: ProposedAction
    competence: Competence | None
    competent: str | None
    derived: Mapping[str, Value]
    expected: Expectation | None = None

    @property
    def competent_name(self) -> str | None:
        """The competent office in Vietnamese."""
        return load_competence().offices[self.competent] if self.competent else None


def propose_handling(values: Mapping[str, Value], day: date | None, library: Library) -> Proposal:
    """What is proposed for a petition with these facts, received on ``day``; competence needs a day.

    What rests on an unsure competence is not derived. ``loai_don`` must be among the facts.

    >>> from nlp.law.library import load_library
    >>> facts = {"loai_don": "khieu_nai", "lan_khieu_nai": "1", "nguoi_bi_kien": "ubnd_xa", "noi_nhan_don": "chu_tich_tinh"}
    >>> found = propose_handling(facts, date(2026, 8, 3), load_library())
    >>> found.competent, found.handling.action.value
    ('chu_tich_xa', 'huong_dan')
    """
    competence = _find_competence(values, day)
    competent = _competent(competence, values)
    derived = {**_derive_competence(values, competence, competent), **_derive_time(values, day, library)}
    derived = {name: value for name, value in derived.items() if name not in values}
    handling = propose_action({**derived, **values}, day, known=library.facts)
    expected = None
    if handling.action is None:
        unsure = _compare_receiver(values, competent) if competence is not None else {}
        expected = _expect({**derived, **values}, {**load_usual(), **unsure}, day, library)
    return Proposal(handling, competence, competent, derived, expected)


def _expect(values: Mapping[str, Value], usual: Mapping[str, bool], day: date | None, library: Library) -> Expectation | None:
    open_ = {name: value for name, value in usual.items() if name not in values}
    found = propose_action({**values, **open_}, day, known=library.facts)
    if found.action is None:
        return None
    ground = found.reasons[0]
    return Expectation({name: open_[name] for name in ground.facts if name in open_}, ground)


def _find_competence(values: Mapping[str, Value], day: date | None) -> Competence | None:
    """The competence for what the petition is about."""
    against, matter = values.get("nguoi_bi_kien"), str(values.get("loai_don"))
    if values.get("tranh_chap_dat_dai") is True and values.get("tranh_chap_co_to_chuc") is False and day is not None:
        return find_competence("tranh_chap_dat_dai", "", day)
    if not isinstance(against, str) or day is None:
        return None
    if matter == "khieu_nai" and values.get("ky_luat") is True:
        matter = "ky_luat"
    return find_competence(matter, against, day)


def _competent(competence: Competence | None, values: Mapping[str, Value]) -> str | None:
    """The office of the instance that the petition is in; None for a complaint whose instance is not known."""
    if competence is None:
        return None
    if values.get("loai_don") == "khieu_nai" and "lan_khieu_nai" not in values:
        return None
    return competence.instance(str(values.get("lan_khieu_nai", "1")))


def _compare_receiver(values: Mapping[str, Value], competent: str | None) -> dict[str, bool]:
    """Whether the receiving office is the competent one, as far as both are known."""
    receiver = values.get("noi_nhan_don")
    if competent is None or not isinstance(receiver, str):
        return {}
    return {"thuoc_tham_quyen": load_competence().head_of(receiver) == competent}


def _derive_competence(values: Mapping[str, Value], competence: Competence | None, competent: str | None) -> Mapping[str, Value]:
    if competence is None or competence.confidence is Confidence.UNSURE:
        return {}
    return _compare_receiver(values, competent)


def _derive_time(values: Mapping[str, Value], day: date | None, library: Library) -> dict[str, Value]:
    if "ngay_biet_quyet_dinh" not in values or "ngay_khieu_nai" not in values or day is None:
        return {}
    outcome = library.run(values, day, only=_LIMITATION)[0].outcome
    return {"con_thoi_hieu": isinstance(outcome, Met)} if isinstance(outcome, (Met, Breached)) else {}
