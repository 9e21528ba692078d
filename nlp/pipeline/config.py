"""Strict configuration of the pipeline: TOML in, checked settings out."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any

from nlp.errors import ConfigError
from nlp.ingest.settings import IngestSettings
from nlp.pipeline.limits import Limits
from nlp.pipeline.registry import COMPONENTS, component_defaults, load_component_class

# Arguments that the caller gives for a run, not the configuration.
RUN_ARGUMENTS = frozenset({"as_of", "law_folder", "facts"})


@dataclass(frozen=True)
class PipelineConfig:
    """Components in order, the settings of each, the settings of the readers, and the limits of worker processes.

    ``law_folder`` is a user's own folder of parameters and rules, ``facts`` are facts of petitions that the caller gives.
    """

    components: tuple[str, ...]
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ingest: IngestSettings = field(default_factory=IngestSettings)
    limits: Limits = field(default_factory=Limits)
    law_folder: Path | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def load_config(path: Path | None = None) -> PipelineConfig:
    """The shipped configuration with what ``path`` changes of it.

    Raises ConfigError for a file that cannot be read, an unknown key or component, or a value of the wrong type.
    """
    shipped = resources.files("nlp.pipeline").joinpath("default.toml").read_text(encoding="utf-8")
    values = tomllib.loads(shipped)
    if path is not None:
        for key, value in _read_toml(path).items():
            values[key] = {**values[key], **value} if isinstance(value, dict) and key in values else value
    config = _check_config(values, str(path or "default.toml"))
    if path is None or config.law_folder is None:
        return config
    return replace(config, law_folder=path.parent / config.law_folder)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError("config.unreadable", f"{path}: {error.strerror}", "name a TOML file that exists") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("config.syntax", f"{path}: {error}", "mend the TOML") from error


def _check_config(values: dict[str, Any], where: str) -> PipelineConfig:
    # The table `office` is read by nlp.triage.drafts.office: an office has one file of settings.
    _check_keys(values, {"components", "ingest", "law", "limits", "office", "settings"}, where, "")
    names = values.get("components", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError("config.type", f"{where}: components is not a list of names", "see `donthu components`")
    _check_keys(names, set(COMPONENTS), where, "component ")
    ingest = values.get("ingest", {})
    _check_keys(ingest, {f.name for f in fields(IngestSettings)}, where, "ingest.")
    limits = values.get("limits", {})
    _check_keys(limits, {f.name for f in fields(Limits)}, where, "limits.")
    law = values.get("law", {})
    _check_keys(law, {"folder"}, where, "law.")
    folder = law.get("folder", "")
    if not isinstance(folder, str):
        raise ConfigError("config.type", f"{where}: law.folder is {folder!r}", "give the path of a folder, or leave it empty")
    settings = values.get("settings", {})
    _check_keys(settings, set(COMPONENTS), where, "settings.")
    for name, given in settings.items():
        defaults = component_defaults(load_component_class(name))
        _check_keys(given, set(defaults) - RUN_ARGUMENTS, where, f"settings.{name}.")
        for key, value in given.items():
            default = defaults[key]
            if default is not None and not isinstance(value, type(default)):
                raise ConfigError(
                    "config.type", f"{where}: settings.{name}.{key} is {value!r}", f"give a {type(default).__name__}"
                )
    try:
        readers = IngestSettings(**ingest)
    except (TypeError, ValueError) as error:
        raise ConfigError("config.type", f"{where}: ingest: {error}", "see default.toml") from error
    try:
        fence = Limits(**limits)
    except (TypeError, ValueError) as error:
        raise ConfigError("config.type", f"{where}: limits: {error}", "see default.toml") from error
    return PipelineConfig(tuple(names), settings, readers, fence, Path(folder) if folder else None)


def _check_keys(given: Iterable[str], known: set[str], where: str, prefix: str) -> None:
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known)) or 'none'}"
            raise ConfigError("config.unknown_key", f"{where}: unknown {prefix}{key!r}", hint)
