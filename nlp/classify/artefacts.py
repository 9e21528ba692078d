"""The model's files: weights and vocabulary, named by digest in a manifest and checked before they are read.

Nothing is a pickle: the weights are a numpy archive read without pickles, the vocabulary is JSON.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from nlp.classify.model import Head, PetitionModel
from nlp.classify.vectors import Array, Block, Vectoriser
from nlp.resources.artefacts import read_checked, read_manifest, write_manifest, write_named

FORMAT = "donthu-petition/2"


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
    write_manifest(directory, manifest)


def _remove_old(directory: Path) -> None:
    for pattern in ("weights-*.npz", "vocabulary-*.json.gz"):
        for path in directory.glob(pattern):
            path.unlink()


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
