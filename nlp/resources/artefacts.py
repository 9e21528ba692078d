"""Files of the shipped models: named by digest in a manifest, and checked before they are read.

Nothing is a pickle: what is stored is JSON, or a numpy archive read without pickles.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from nlp.errors import DonthuError

MANIFEST = "manifest.json"


def find_model_directory(name: str) -> Path:
    """The folder of a shipped model: package data of an installed wheel, else ``models/NAME`` of the source tree.

    Raises DonthuError where neither is there.
    """
    package = Path(str(resources.files("nlp")))
    for candidate in (package / "models_data" / name, package.parent / "models" / name):
        if (candidate / MANIFEST).is_file():
            return candidate
    raise DonthuError("model.missing", f"no model {name} is installed", "reinstall donthu, or run: dvc repro")


def write_named(directory: Path, stem: str, suffix: str, data: bytes) -> dict[str, str]:
    """Writes a file whose name carries the beginning of its digest; gives its entry for the manifest."""
    digest = hashlib.sha256(data).hexdigest()
    name = f"{stem}-{digest[:12]}{suffix}"
    (directory / name).write_bytes(data)
    return {"name": name, "sha256": digest}


def write_manifest(directory: Path, manifest: Mapping[str, Any]) -> None:
    """Writes the manifest of a folder, keys in order: the same manifest gives the same bytes."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (directory / MANIFEST).write_text(text, encoding="utf-8")


def read_checked(directory: Path, entry: Mapping[str, str]) -> bytes:
    """The bytes of a manifest's entry; raises DonthuError where the file is missing or another one."""
    path = directory / entry["name"]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DonthuError("model.missing", f"the model's file {path} cannot be read", "reinstall donthu") from error
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise DonthuError("model.digest", f"{path} is not the file that the manifest names", "reinstall donthu, or train again")
    return data


def read_manifest(directory: Path, form: str) -> dict[str, Any]:
    """The manifest of a folder; raises DonthuError where it cannot be read or names another format than ``form``."""
    try:
        manifest: dict[str, Any] = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DonthuError("model.manifest", f"{directory / MANIFEST} cannot be read", "name a folder with a model") from error
    if manifest.get("format") != form:
        raise DonthuError("model.format", f"{directory} holds format {manifest.get('format')!r}, not {form}", "train it again")
    return manifest
