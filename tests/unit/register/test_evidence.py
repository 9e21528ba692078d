"""Reports proposed as evidence, and what people say of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.errors import StaleError, StoreError
from nlp.register.listing import show_obligation
from nlp.store.engine import Store, open_store
from nlp.store.place import Place
from nlp.store.register.evidence import decide_evidence, list_evidence, list_open_evidence
from nlp.store.register.obligations import list_history, read_obligation
from nlp.store.verify import verify_store
from tests.unit.register.dispatches import AT, DAY, DISTRICT, ELSEWHERE, PROVINCE, REPORT, id_of, register

#: The same report without the number of what it reports on.
UNCITED = REPORT.replace("Kế hoạch số 77/KH-UBND ngày 05/02/2024 của UBND huyện Phú Bình", "kế hoạch của UBND huyện Phú Bình")
#: A report of a department of the province on the same plan.
OF_ANOTHER = REPORT.replace("XÃ TÂN HÒA", "TỈNH NGHỆ AN").replace("UBND xã Tân Hòa, huyện Phú Bình", "UBND")


def reasons(store: Store, text: str) -> list[tuple[str, set[str]]]:
    """The obligations that a report is proposed for, by their texts, with its reasons."""
    return [
        (read_obligation(store, one.obligation).duty.text.split(" ")[0], {row["code"] for row in one.reasons})
        for one in list_evidence(store, document=id_of(text))
    ]


def test_report_is_proposed_for_what_it_answers(store: Store) -> None:
    register(store, DISTRICT, REPORT)
    [(who, why)] = reasons(store, REPORT)
    assert who == "UBND" and why == {"cites", "issuer", "addressee", "asked", "words", "in_time"}


def test_report_that_cites_nothing_is_known_by_its_addressee_and_words(store: Store) -> None:
    register(store, DISTRICT, ELSEWHERE, UNCITED)
    [(_, why)] = reasons(store, UNCITED)
    assert {"issuer", "addressee", "words"} <= why and "cites" not in why


def test_report_of_a_body_that_is_not_bound_is_not_proposed(store: Store) -> None:
    register(store, DISTRICT, OF_ANOTHER)
    assert reasons(store, OF_ANOTHER) == []


def test_order_of_adding_tells_nothing(new_place: Callable[[], Place]) -> None:
    seen = []
    for order in ((DISTRICT, PROVINCE, REPORT), (REPORT, DISTRICT, PROVINCE), (PROVINCE, REPORT, DISTRICT)):
        with open_store(new_place()) as store:
            for text in order:
                register(store, text)
            seen.append(list_open_evidence(store))
    assert seen[0] and seen[0] == seen[1] == seen[2]


def test_proposal_changes_no_status(store: Store) -> None:
    register(store, DISTRICT, REPORT)
    [proposal] = list_open_evidence(store)
    row = show_obligation(store, proposal.obligation, as_of=DAY)
    assert row["status"] == "qua_han" and row["history"] == [] and row["evidence"][0]["state"] == "de_xuat"


def test_accepted_report_is_the_evidence_of_what_is_done(store: Store) -> None:
    register(store, DISTRICT, REPORT)
    [proposal] = list_open_evidence(store)
    decided = decide_evidence(store, proposal.obligation, proposal.document, accept=True, version=0, at=AT, actor=None)
    assert decided.state == "chap_nhan" and list_open_evidence(store) == []
    [entry] = list_history(store, proposal.obligation)
    assert (entry.status, entry.evidence) == ("xong", id_of(REPORT))
    assert verify_store(store).faults == ()


def test_refused_report_is_not_proposed_again(store: Store) -> None:
    register(store, DISTRICT, REPORT)
    [proposal] = list_open_evidence(store)
    decide_evidence(store, proposal.obligation, proposal.document, accept=False, version=0, at=AT, actor=None)
    register(store, PROVINCE, ELSEWHERE)
    assert list_open_evidence(store) == [] and read_obligation(store, proposal.obligation).status == "mo"


def test_acceptance_names_the_version_that_was_seen(store: Store) -> None:
    register(store, DISTRICT, REPORT)
    [proposal] = list_open_evidence(store)
    with pytest.raises(StaleError):
        decide_evidence(store, proposal.obligation, proposal.document, accept=True, version=7, at=AT, actor=None)
    assert list_open_evidence(store) == [proposal]


def test_what_was_not_proposed_is_told(store: Store) -> None:
    register(store, DISTRICT)
    with pytest.raises(StoreError, match=r"register\.no_evidence"):
        decide_evidence(store, "x", "y", accept=True, version=0, at=AT, actor=None)
