"""The office that issues papers: how it calls itself, who signs, where it files, where its own templates are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from nlp.errors import ConfigError
from nlp.triage.drafts.marks import clean


@dataclass(frozen=True)
class Office:
    """Settings of an office; what is empty stays a blank in papers.

    ``letterhead`` is the name line by line, where it is long.
    ``symbol`` stands in the number of titled papers (``TB-UBND``), with ``unit_symbol`` in that of letters (``UBND-TCD``).
    ``head`` is who decides; ``signature`` are the lines above the name of who signs (``KT. CHỦ TỊCH``, ``PHÓ CHỦ TỊCH``);
    ``archive`` is where a copy is kept beside the office of records. ``templates`` is a folder of templates that go before the
    shipped ones.
    """

    name: str = ""
    letterhead: tuple[str, ...] = ()
    parent: str = ""
    symbol: str = ""
    unit_symbol: str = ""
    place: str = ""
    head: str = ""
    signature: tuple[str, ...] = ()
    signer: str = ""
    archive: str = ""
    address: str = ""
    templates: Path | None = None


def read_office(values: Mapping[str, Any], *, where: str = "office") -> Office:
    """The office of a table of settings. Raises ConfigError for a key that does not exist or a value of the wrong type.

    >>> read_office({"name": "Ủy ban nhân dân xã An Hòa", "symbol": "UBND"}).symbol
    'UBND'
    """
    known = {field.name for field in fields(Office)}
    read: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise ConfigError("config.unknown_key", f"{where}: no setting {key!r}", f"known: {', '.join(sorted(known))}")
        if key in ("signature", "letterhead"):
            if not isinstance(value, (list, tuple)) or not all(isinstance(line, str) for line in value):
                raise ConfigError("config.type", f"{where}.{key} is no list of lines", 'as in ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]')
            read[key] = tuple(clean(line) for line in value)
        elif not isinstance(value, str):
            raise ConfigError("config.type", f"{where}.{key} is {value!r}, no text", "put it in quotation marks")
        elif key == "templates":
            read[key] = Path(value) if value else None
        else:
            read[key] = clean(value)
    return Office(**read)


def load_office(path: Path) -> Office:
    """The table ``office`` of a TOML file of settings; a folder of templates is found from where the file is.

    Raises ConfigError for a file that cannot be read, and as ``read_office`` does.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError("config.unreadable", f"{path}: {error.strerror}", "name a TOML file that exists") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("config.syntax", f"{path}: {error}", "mend the TOML") from error
    table = values.get("office", {})
    if not isinstance(table, dict):
        raise ConfigError("config.type", f"{path}: office is no table", "write [office]")
    office = read_office(table, where=f"{path}: office")
    return office if office.templates is None else replace(office, templates=path.parent / office.templates)
