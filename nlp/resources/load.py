"""Loading of the reviewed data."""
from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources
from typing import Any

import yaml


def load_resource(name: str) -> Any:
    """A YAML file of ``nlp/resources``, parsed; KeyError and the like are left to the caller, who knows the form."""
    text = resources.files("nlp.resources").joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first, with any white space between their parts."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in ordered)
