"""Templates and static files."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nlp.store.users import Role
from nlp.triage.secrecy import may_unmask
from nlp.web.paths import STATIC


def static_folder() -> Path:
    """The folder of styles and scripts."""
    return Path(str(resources.files("nlp.web").joinpath("static")))


def render_template(template: str, /, **values: Any) -> str:
    """The page of a template; every value is escaped, a value that is missing is an error."""
    return environment().get_template(template).render(**values)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of all templates."""
    made = Environment(
        loader=PackageLoader("nlp.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    made.filters["squeeze"] = squeeze
    made.globals |= {"static": static_url, "Role": Role, "may_unmask": may_unmask}
    return made


def squeeze(text: str) -> str:
    """The text with every run of blanks and ends of lines as one blank."""
    return re.sub(r"\s+", " ", text)


@lru_cache
def static_url(name: str) -> str:
    """The path of a static file, with its digest: a browser keeps it until it changes."""
    return f"{STATIC}{name}?{hashlib.sha256((static_folder() / name).read_bytes()).hexdigest()[:12]}"
