"""What is said of the store: its migrations, backups and checks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nlp.interop.wording import Wording
from nlp.store.place import Place
from nlp.store.verify import Verification


def render_migration(place: Place, before: str | None, after: str, *, wording: Wording) -> str:
    """Where the store is and what became of its schema."""
    key = "store.made" if before is None else "store.current" if before == after else "store.migrated"
    return wording.say(key, place=place, before=before, after=after) + "\n"


def render_backup(path: Path, manifest: Mapping[str, Any], wording: Wording) -> str:
    """What the backup holds, and the anchor of its trail."""
    rows = {name: wording.number(table["rows"]) for name, table in manifest["tables"].items()}
    anchor = f"{manifest['trail']['seq']}:{manifest['trail']['hash']}"
    said = wording.say("store.backup", path=path, documents=rows["documents"], petitions=rows["petitions"])
    return f"{said}\n{wording.say('store.anchor', anchor=anchor)}\n"


def render_verification(found: Verification, wording: Wording) -> str:
    """Whether the store is whole, each fault on a line of its own, and the anchor of its trail."""
    key = "store.faults" if found.faults else "store.whole"
    counts = {name: wording.number(getattr(found, name)) for name in ("documents", "petitions", "links")}
    lines = [wording.say(key, faults=wording.number(len(found.faults)), **counts)]
    lines += [f"  - {wording.label('store_fault', fault.what)}: {fault.subject}" for fault in found.faults]
    return "\n".join([*lines, wording.say("store.anchor", anchor=found.anchor)]) + "\n"
