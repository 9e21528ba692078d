"""Archives and their progress, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from nlp.annotate.agreement_text import render_agreement
from nlp.annotate.archive.models import Archive, Progress
from nlp.interop.wording import Wording

_STATES = ("open", "accepted", "rejected", "changed")
_WORKS = ("given", "begun", "submitted")


def encode_archive(archive: Archive) -> dict[str, Any]:
    """The archive as JSON; times in ISO 8601."""
    times = {"opened_at": archive.opened_at.isoformat(), "closed_at": archive.closed_at and archive.closed_at.isoformat()}
    return {**asdict(archive), **times}


def render_archives(archives: Iterable[Archive], wording: Wording) -> str:
    """A line for each archive: name, documents, spans found, state, title."""
    lines = []
    for one in archives:
        state = wording.say("archive.open" if one.closed_at is None else "archive.closed")
        counts = wording.say("archive.counts", documents=wording.number(one.documents), hits=wording.number(one.hits))
        lines.append(f"{one.name:<24}  {counts:<36}  {state:<10}  {one.title}\n")
    return "".join(lines) or wording.say("archive.nothing") + "\n"


def render_progress(progress: Progress, wording: Wording) -> str:
    """The counts of documents, a table of layers, one of annotators, and the agreement."""
    names = ("documents", "given", "begun", "submitted", "disputed", "adjudicated", "answered")
    lines = [f"{wording.say(f'archive.progress.{name}'):<32}{wording.number(getattr(progress, name)):>10}" for name in names]
    lines += [
        "",
        *_table("archive.layer", _STATES, ((wording.label("layer", one.layer), one) for one in progress.layers), wording),
    ]
    lines += ["", *_table("archive.annotator", _WORKS, ((one.name, one) for one in progress.people), wording)]
    agreement = [""] if progress.agreement is None else ["", render_agreement(progress.agreement, wording=wording)]
    return "\n".join([*lines, *agreement])


def _table(head: str, names: Iterable[str], rows: Iterable[tuple[str, Any]], wording: Wording) -> Iterator[str]:
    names = list(names)
    yield f"{wording.say(head):<28}" + "".join(f"{wording.say(f'archive.state.{name}'):>14}" for name in names)
    for said, row in rows:
        yield f"{said:<28}" + "".join(f"{wording.number(getattr(row, name)):>14}" for name in names)
