"""The files of the spaCy pipeline, configuration and weights, named by digest in a manifest and checked before they are read.

The weights are spaCy's own bytes (msgpack) without the vocabulary: no text of the corpus is in them, and nothing is unpickled.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.errors import MissingExtra
from nlp.resources.artefacts import read_checked, read_manifest, write_manifest, write_named

if TYPE_CHECKING:
    from spacy.language import Language

FORMAT = "donthu-petition-entities/1"
_VOCABULARY = ["vocab"]


def write_entities(pipeline: Language, directory: Path, settings: Mapping[str, object]) -> None:
    """Writes the pipeline: the same pipeline gives the same bytes; files of an older manifest go."""
    directory.mkdir(parents=True, exist_ok=True)
    for path in directory.glob("pipeline-*"):
        path.unlink()
    config = pipeline.config.copy()
    recognizer: Any = pipeline.get_pipe("ner")
    own = type(config)({"nlp": config["nlp"], "components": config["components"]}).to_str().encode()
    manifest = {
        "format": FORMAT,
        "files": {
            "config": write_named(directory, "pipeline", ".cfg", own),
            "weights": write_named(directory, "pipeline", ".msgpack", pipeline.to_bytes(exclude=_VOCABULARY)),
        },
        "labels": sorted(recognizer.labels),
        "settings": dict(settings),
    }
    write_manifest(directory, manifest)


@lru_cache(maxsize=2)
def load_entities(directory: Path) -> Language:
    """The pipeline of a folder, its files checked against the manifest's digests; loaded once a process.

    Raises MissingExtra without spaCy; DonthuError where a file is missing, is another one, or is of an unknown format.
    """
    manifest = read_manifest(directory, FORMAT)
    config, weights = (read_checked(directory, manifest["files"][name]) for name in ("config", "weights"))
    try:
        import_module("nlp.extract.parties.entities.syllables")  # registers the tokenizer
        from spacy.util import load_config_from_str, load_model_from_config
    except ImportError as error:
        raise MissingExtra("interop.spacy.missing", "spaCy is not installed", "pip install 'donthu[spacy]'") from error
    pipeline: Language = load_model_from_config(load_config_from_str(config.decode()), auto_fill=True)
    return pipeline.from_bytes(weights, exclude=_VOCABULARY)
