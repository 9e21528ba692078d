"""The queue of petitions as text for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nlp.interop.wording import Wording
from nlp.triage.assess import describe_row
from nlp.triage.intake import Taken

_WIDTH = 100
Row = Mapping[str, Any]


def render_taken(taken: Taken, wording: Wording) -> str:
    """What became of a document, on one line."""
    action = wording.label("action", taken.action)
    said = wording.say(f"inbox.{taken.outcome}", name=taken.name, id=taken.id, problem=taken.problem, action=action)
    kind = (
        wording.label("petition_type", taken.type) if taken.status == "waiting" else wording.label("queue_status", taken.status)
    )
    more = wording.say("inbox.placed", type=kind, action=action, priority=taken.priority)
    group = wording.say("inbox.grouped", group=taken.group) if taken.group else ""
    return f"{said}{more if taken.outcome in ('added', 'kept') else ''}{group}\n"


def render_row(row: Row, wording: Wording) -> str:
    """A petition on one line: id, day of receipt, priority, earliest due date, type, action, status, flags."""
    due = min((item["date"] for item in row["due"]), default=None)
    flags = ", ".join(wording.label("flag", flag) for flag in row["flags"])
    group = wording.say("inbox.group", group=row["group"]) if row["group"] else ""
    columns = [
        row["id"], wording.day(row["received"]), f"{row['priority']:>3}", wording.day(due) if due else "-" * 10,
        f"{wording.label('petition_type', row['type']):<15}", f"{wording.label('action', row['action']):<22}",
        f"{wording.label('queue_status', row['status']):<14}", flags, group,
    ]  # fmt: skip
    return "  ".join(columns).rstrip() + "\n"


def render_petition(shown: Row, people: Iterable[Row], users: Mapping[int | None, str], wording: Wording) -> str:
    """A petition with its reasons, due dates, missing facts, duplicates and history; ``people`` are shown as they are given."""
    return "\n".join(_write_petition(shown, people, users, wording)) + "\n"


def _write_petition(shown: Row, people: Iterable[Row], users: Mapping[int | None, str], wording: Wording) -> Iterator[str]:
    details = shown["details"]
    say, lang = wording.say, wording.lang
    yield f"{shown['id']}  {wording.label('queue_status', shown['status'])}  (v{shown['version']})"
    fields = ", ".join(wording.label("field", code) for code in shown["fields"])
    yield from _row("inbox.type", f"{wording.label('petition_type', shown['type'])}{'; ' + fields if fields else ''}", wording)
    yield from _row("inbox.received", ", ".join(wording.day(one["received"]) for one in shown["receipts"]), wording)
    for person in people:
        values = [person[key] for key in ("name", "address", "identity_number", "phone") if person[key]]
        yield from _row("inbox.petitioner", "; ".join(values), wording)
    if flags := ", ".join(wording.label("flag", flag) for flag in shown["flags"]):
        yield from _row("inbox.flags", flags, wording)
    if competent := shown["competent"]:
        yield from _row(
            "inbox.competent", _with_basis(competent["name"] or competent["note"] or say("unknown"), competent), wording
        )
    if eligible := details.get("eligible"):
        yield from _row("inbox.eligible", wording.label("eligible", eligible["verdict"]), wording)
    yield from _row("inbox.action", wording.label("action", shown["action"]), wording)
    for row in shown["reasons"]:
        given = say("inbox.given", facts=", ".join(row["given"])) if row["given"] else ""
        yield from _item(_with_basis(describe_row(row, lang=lang), row) + given)
    yield from _row("inbox.priority", str(shown["priority"]), wording)
    for row in details.get("priority_reasons", ()):
        yield from _item(f"+{row['points']}: {_with_basis(describe_row(row, lang=lang), row)}")
    if shown["due"]:
        yield from _row("inbox.due", "", wording)
        for row in details["due"]:
            yield from _item(row["message"])
            for step in row["steps"]:
                yield from _item(step, depth=2)
    for row in details.get("facts", ()):
        entered = say("inbox.entered", user=users.get(row["user"], row["user"]), at=row["at"])
        yield from _row("inbox.fact", f"{row['name']} = {row['value']} ({entered})", wording)
    if expected := details.get("expected"):
        assumed = "; ".join(f"{row['about']} – {wording.yes_no(row['value'])}" for row in expected["assumed"])
        yield from _row("inbox.expected", f"{wording.label('action', expected['action'])} ({assumed})", wording)
    if missing := [row for row in details.get("missing", ()) if row["would"]]:
        yield from _row("inbox.missing", "", wording)
        for row in missing:
            would = "; ".join(
                f"{wording.yes_no(value == 'true')} → {wording.label('action', action)}" for value, action in row["would"].items()
            )
            yield from _item(f"{row['about']} ({row['fact']}): {would}")
    for row in shown["links"]:
        yield from _row(
            "inbox.link", f"{row['id']} ({wording.label('duplicate', row['kind'])}, {row['similarity']:.0%})", wording
        )
    for row in shown["decisions"]:
        who = say("inbox.entered", user=users.get(row["user"], row["user"]), at=row["at"])
        note = f": {row['note']}" if row["note"] else ""
        yield from _row("inbox.decision", f"{wording.label('action', row['action'])} ({who}){note}", wording)


def _row(key: str, value: str, wording: Wording) -> Iterator[str]:
    yield from textwrap.wrap(f"{wording.say(key)}: {value}", _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _item(text: str, *, depth: int = 1) -> Iterator[str]:
    indent = "  " + "  " * depth
    yield from textwrap.wrap(text, _WIDTH, initial_indent=f"{indent}- ", subsequent_indent=f"{indent}  ")


def _with_basis(text: str, row: Row) -> str:
    return f"{text} ({'; '.join(row['legal_basis'])})" if row["legal_basis"] else text
