"""The model's files: weights and vocabulary, named by digest in a manifest and checked before they are read.

Nothing is a pickle: the weights are a numpy archive read without pickles, the vocabulary is JSON.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from nlp.classify.model import Head, PetitionModel
from nlp.classify.vectors import Array, Block, Vectoriser
from nlp.errors import DonthuError

FORMAT = "donthu-petition/2"
MANIFEST = "manifest.json"


def find_model_directory(name: str = "petition") -> Path:
    """The folder of a shipped model: package data of an installed wheel, else ``models/NAME`` of the source tree.

    Raises DonthuError where neither is there.
    """
    package = Path(str(resources.files("nlp")))
    for candidate in (package / "models_data" / name, package.parent / "models" / name):
        if (candidate / MANIFEST).is_file():
            return candidate
    raise DonthuError("model.missing", f"no model {name} is installed", "reinstall donthu, or run: dvc repro")


def write_model(model: PetitionModel, directory: Path, settings: Mapping[str, object]) -> None:
    """Writes the model: the same model gives the same bytes; files of an older manifest go."""
    directory.mkdir(parents=True, exist_ok=True)
    _remove_old(directory)
    vocabulary = {name: list(block.index) for name, block in model.vectoriser.blocks.items()}
    arrays: dict[str, Array] = {f"idf.{name}": block.weights for name, block in model.vectoriser.blocks.items()}
    heads = {}
    for name, head in model.heads.items():
        arrays |= {f"{name}.intercepts": head.intercepts, f"{name}.offsets": head.offsets}
        arrays |= {f"{name}.{block}": matrix.astype(np.float16) for block, matrix in head.weights.items()}
        heads[name] = {
            "classes": list(head.classes),
            "blocks": list(head.weights),
            "temperature": head.temperature,
            "independent": head.independent,
        }
    packed = io.BytesIO()
    np.savez_compressed(packed, **{key: arrays[key] for key in sorted(arrays)})  # type: ignore[arg-type]
    words = json.dumps(vocabulary, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    files = {
        "weights": write_named(directory, "weights", ".npz", packed.getvalue()),
        "vocabulary": write_named(directory, "vocabulary", ".json.gz", gzip.compress(words, 9, mtime=0)),
    }
    manifest = {
        "format": FORMAT,
        "files": files,
        "heads": heads,
        "second_field_from": model.second_field_from,
        "settings": dict(settings),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (directory / MANIFEST).write_text(text, encoding="utf-8")


def write_named(directory: Path, stem: str, suffix: str, data: bytes) -> dict[str, str]:
    """Writes a file whose name carries the beginning of its digest; gives its entry for the manifest."""
    digest = hashlib.sha256(data).hexdigest()
    name = f"{stem}-{digest[:12]}{suffix}"
    (directory / name).write_bytes(data)
    return {"name": name, "sha256": digest}


def _remove_old(directory: Path) -> None:
    for pattern in ("weights-*.npz", "vocabulary-*.json.gz"):
        for path in directory.glob(pattern):
            path.unlink()


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
        raise DonthuError(
            "model.manifest", f"{directory / MANIFEST} cannot be read", "name a folder with a petition model"
        ) from error
    if manifest.get("format") != form:
        raise DonthuError("model.format", f"{directory} holds format {manifest.get('format')!r}, not {form}", "train it again")
    return manifest


@lru_cache(maxsize=4)
def load_model(directory: Path) -> PetitionModel:
    """The model of a folder, its files checked against the manifest's digests; loaded once a process.

    Raises DonthuError where a file is missing, is another one, or is of an unknown format.
    """
    manifest = read_manifest(directory, FORMAT)
    vocabulary = json.loads(gzip.decompress(read_checked(directory, manifest["files"]["vocabulary"])))
    with np.load(io.BytesIO(read_checked(directory, manifest["files"]["weights"])), allow_pickle=False) as packed:
        arrays = {key: packed[key].astype(np.float32) for key in packed.files}
    blocks = {name: Block({t: i for i, t in enumerate(terms)}, arrays[f"idf.{name}"]) for name, terms in vocabulary.items()}
    heads = {
        name: Head(
            classes=tuple(head["classes"]),
            weights={block: arrays[f"{name}.{block}"] for block in head["blocks"]},
            intercepts=arrays[f"{name}.intercepts"],
            offsets=arrays[f"{name}.offsets"],
            temperature=float(head["temperature"]),
            independent=bool(head["independent"]),
        )
        for name, head in manifest["heads"].items()
    }
    return PetitionModel(Vectoriser(blocks), heads, float(manifest["second_field_from"]))
