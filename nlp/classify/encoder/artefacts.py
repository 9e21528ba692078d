"""The encoder's files: weights and pieces, named by digest in a manifest and checked before they are read."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.classify.combine import Mixture
from nlp.classify.encoder.network import build_encoder
from nlp.classify.encoder.run import ATTENTION, Head, PetitionEncoder
from nlp.classify.encoder.tokens import Pieces
from nlp.errors import DonthuError
from nlp.resources.artefacts import read_checked, read_manifest, write_manifest, write_named

FORMAT = "donthu-petition-encoder/2"
MIXTURES = "mixtures.json"


def write_encoder(
    directory: Path,
    arrays: Mapping[str, NDArray[np.generic]],
    pieces: Pieces,
    *,
    sizes: Mapping[str, float],
    settings: Mapping[str, object],
) -> None:
    """Writes the encoder: the same arrays give the same bytes; files of an older manifest go.

    ``sizes`` holds ``heads``, ``epsilon`` and ``limit``.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for pattern in ("encoder-*.npz", "pieces-*.json.gz"):
        for path in directory.glob(pattern):
            path.unlink()
    packed = io.BytesIO()
    small = {name: _halve(name, values) for name, values in arrays.items()}
    np.savez_compressed(packed, **{name: small[name] for name in sorted(small)})  # type: ignore[arg-type]
    table = json.dumps(
        {"names": pieces.names, "scores": [round(score, 4) for score in pieces.scores]}, ensure_ascii=False, separators=(",", ":")
    )
    manifest = {
        "format": FORMAT,
        "files": {
            "encoder": write_named(directory, "encoder", ".npz", packed.getvalue()),
            "pieces": write_named(directory, "pieces", ".json.gz", gzip.compress(table.encode(), 9, mtime=0)),
        },
        "sizes": dict(sizes),
        "settings": dict(settings),
    }
    write_manifest(directory, manifest)


def _halve(name: str, values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Shifts and scales of the layers go to half precision; heads keep theirs, their large parts cancel out."""
    inside = name.startswith(("layer.", "norm.", "places"))
    return values.astype(np.float16) if inside and values.dtype == np.float32 else values


@lru_cache(maxsize=2)
def check_encoder(directory: Path) -> None:
    """Raises DonthuError where ``load_encoder`` would; loads nothing."""
    for entry in read_manifest(directory, FORMAT)["files"].values():
        read_checked(directory, entry)


@lru_cache(maxsize=2)
def load_encoder(directory: Path) -> PetitionEncoder:
    """The encoder of a folder, its files checked against the manifest's digests; loaded once a process.

    Raises DonthuError where a file is missing, is another one, or is of an unknown format.
    """
    manifest = read_manifest(directory, FORMAT)
    table = json.loads(gzip.decompress(read_checked(directory, manifest["files"]["pieces"])))
    with np.load(io.BytesIO(read_checked(directory, manifest["files"]["encoder"])), allow_pickle=False) as packed:
        arrays = {name: packed[name] for name in packed.files}
    sizes = manifest["sizes"]
    return PetitionEncoder(
        Pieces(table["names"], table["scores"]),
        build_encoder(arrays, heads=int(sizes["heads"]), epsilon=float(sizes["epsilon"])),
        _read_head(arrays, "attention"),
        {name: _read_head(arrays, name) for name in ATTENTION},
        int(sizes["limit"]),
    )


def _read_head(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Head:
    return Head(arrays[f"{name}.weights"].astype(np.float32), arrays[f"{name}.intercepts"].astype(np.float32))


def write_mixtures(
    directory: Path, mixtures: Mapping[str, Mapping[str, Mixture]], second_field_from: Mapping[str, float], texts: int
) -> None:
    """Writes how the encoder and the linear model are mixed.

    ``mixtures`` and ``second_field_from`` (the least probability with which a second field is named) have a value for ``encoder``
    (alone) and ``combined``; ``texts`` says from how many held-out petitions they were found.
    """
    rows = {
        way: {name: {"share": m.share, "temperature": m.temperature, "independent": m.independent} for name, m in by.items()}
        for way, by in mixtures.items()
    }
    data = {"mixtures": rows, "second_field_from": dict(second_field_from), "texts": texts}
    (directory / MIXTURES).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@lru_cache(maxsize=2)
def load_mixtures(directory: Path) -> tuple[dict[str, dict[str, Mixture]], dict[str, float]]:
    """What ``write_mixtures`` wrote; raises DonthuError where it cannot be read."""
    path = directory / MIXTURES
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        mixtures = {way: {name: Mixture(**row) for name, row in by.items()} for way, by in data["mixtures"].items()}
        return mixtures, {way: float(value) for way, value in data["second_field_from"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DonthuError("model.manifest", f"{path} cannot be read", "reinstall donthu, or run: dvc repro") from error
