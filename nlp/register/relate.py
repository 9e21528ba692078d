"""What is done in the transaction that adds directives: links, ends of directives, reports that answer obligations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from nlp.register.evidence import relate_evidence
from nlp.register.links import relate_links
from nlp.store.audit import Trail


def relate(session: Session, trail: Trail, directives: Sequence[str]) -> None:
    """Joins new directives with those of the register, whatever the order in which they come."""
    relate_evidence(session, directives, relate_links(session, directives))
