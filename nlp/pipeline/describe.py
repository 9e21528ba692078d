"""The pipeline as configured, for people and machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nlp.pipeline.config import RUN_ARGUMENTS, PipelineConfig
from nlp.pipeline.registry import component_defaults, load_component_class

Row = Mapping[str, Any]


def describe_pipeline(config: PipelineConfig) -> list[dict[str, Any]]:
    """One object a component, in the order in which they run: name, version, layers needed and made, settings in force."""
    rows = []
    for name in config.components:
        kind = load_component_class(name)
        defaults = {key: value for key, value in component_defaults(kind).items() if key not in RUN_ARGUMENTS}
        rows.append(
            {
                "name": name,
                "version": kind.version,
                "requires": sorted(kind.requires),
                "provides": sorted(kind.provides),
                "settings": {**defaults, **config.settings.get(name, {})},
            }
        )
    return rows


def render_pipeline(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    """A block a component; ``names`` are the words for version, requires, provides and settings."""
    lines = []
    for row in rows:
        lines.append(f"{row['name']} ({names['version']} {row['version']})")
        lines.append(f"  {names['requires']}: {', '.join(row['requires']) or '-'}")
        lines.append(f"  {names['provides']}: {', '.join(row['provides'])}")
        if row["settings"]:
            settings = ", ".join(f"{key} = {value!r}" for key, value in row["settings"].items())
            lines.append(f"  {names['settings']}: {settings}")
    return "\n".join(lines) + "\n"
