"""The model's files: weights and the values they belong to, named by digest in a manifest and checked before they are read."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from nlp.extract.parties.tagging.crf import ConditionalRandomField
from nlp.extract.parties.tagging.tagger import Tagger
from nlp.resources.artefacts import read_checked, read_manifest, write_manifest, write_named

FORMAT = "donthu-petition-people/1"


def write_tagger(tagger: Tagger, directory: Path, settings: Mapping[str, object]) -> None:
    """Writes the model: the same model gives the same bytes; files of an older manifest go."""
    directory.mkdir(parents=True, exist_ok=True)
    for pattern in ("weights-*.npz", "values-*.json.gz"):
        for path in directory.glob(pattern):
            path.unlink()
    field = tagger.field
    values = {name: sorted(rows) for name, rows in sorted(field.rows.items())}
    order = [field.rows[name][value] for name, known in values.items() for value in known]
    packed = io.BytesIO()
    weights = field.weights[[*order, len(field.weights) - 1]]  # the last row is that of unknown values
    np.savez_compressed(packed, transitions=field.transitions, weights=weights.astype(np.float16))
    table = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    manifest = {
        "format": FORMAT,
        "files": {
            "weights": write_named(directory, "weights", ".npz", packed.getvalue()),
            "values": write_named(directory, "values", ".json.gz", gzip.compress(table, 9, mtime=0)),
        },
        "labels": list(field.labels),
        "favours": dict(tagger.favours),
        "settings": dict(settings),
    }
    write_manifest(directory, manifest)


@lru_cache(maxsize=2)
def load_tagger(directory: Path) -> Tagger:
    """The model of a folder, its files checked against the manifest's digests; loaded once a process.

    Raises DonthuError where a file is missing, is another one, or is of an unknown format.
    """
    manifest = read_manifest(directory, FORMAT)
    values = json.loads(gzip.decompress(read_checked(directory, manifest["files"]["values"])))
    with np.load(io.BytesIO(read_checked(directory, manifest["files"]["weights"])), allow_pickle=False) as packed:
        weights, transitions = packed["weights"].astype(np.float32), packed["transitions"].astype(np.float32)
    rows, start = {}, 0
    for name, known in values.items():
        rows[name] = {value: start + place for place, value in enumerate(known)}
        start += len(known)
    field = ConditionalRandomField(tuple(manifest["labels"]), rows, weights, transitions)
    return Tagger(field, {name: float(value) for name, value in manifest["favours"].items()})
