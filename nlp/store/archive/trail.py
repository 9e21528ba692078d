"""What the audit trail noted of archives, held against what is in the store."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from nlp.store.archive.archives import digest_papers
from nlp.store.archive.hits import digest_settlement
from nlp.store.archive.tables import AdjudicationRow, ArchiveDecisionRow, ArchiveRow, HitRow, OverruledRow, WorkRow
from nlp.store.canonical import digest


def fits_archive(session: Session, action: str, subject: str, details: Mapping[str, str | int]) -> bool:
    """Whether what a link noted (``archive.open``, ``fill``, ``decide``, ``undo``, ``submit``, ``adjudicate``) is still so.

    Answers that were saved again since count by their version alone. A decision that holds has all its hits but those that later
    ones that hold took from it.
    """
    name, _, document = subject.removeprefix("archive/").partition("/")
    row = session.scalars(select(ArchiveRow).where(ArchiveRow.name == name)).first()
    if row is None:
        return False
    match action:
        case "archive.open":
            return True
        case "archive.fill":
            same = row.documents == details["documents"] and digest_papers(session, row.number) == details["sha256"]
            return same and details.get("denunciations") == (None if row.denunciations is None else digest(row.denunciations))
        case "archive.decide":
            made = session.get(ArchiveDecisionRow, (row.number, details["number"]))
            return made is not None and digest_settlement(made) == details["sha256"] and _holds(session, made)
        case "archive.undo":
            made = session.get(ArchiveDecisionRow, (row.number, details["number"]))
            return made is not None and made.undone_at is not None
        case "archive.submit":
            answer: WorkRow | AdjudicationRow | None = session.get(WorkRow, (row.number, int(document), details["user"]))
        case _:
            answer = session.get(AdjudicationRow, (row.number, int(document)))
    if answer is None or answer.version < int(details["version"]):
        return False
    return answer.version > int(details["version"]) or digest(answer.task) == details["sha256"]


def _holds(session: Session, made: ArchiveDecisionRow) -> bool:
    """Whether a decision has as many hits as are left to it: none when it was undone."""
    own = select(func.count()).where(HitRow.archive == made.archive, HitRow.decision == made.number)
    later = and_(ArchiveDecisionRow.archive == OverruledRow.archive, ArchiveDecisionRow.number == OverruledRow.decision)
    taken = select(func.count()).select_from(OverruledRow).join(ArchiveDecisionRow, later)
    taken = taken.where(OverruledRow.archive == made.archive, OverruledRow.before == made.number)
    taken = taken.where(ArchiveDecisionRow.undone_at.is_(None))
    found = (session.scalar(own) or 0) + (session.scalar(taken) or 0)
    return found == (made.count if made.undone_at is None else 0)
