"""Running one document through the components."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nlp.document.annotation import Annotation
from nlp.document.document import Document
from nlp.document.problem import Problem, Severity
from nlp.errors import ConfigError
from nlp.pipeline.component import Component
from nlp.pipeline.config import PipelineConfig
from nlp.pipeline.registry import component_defaults, load_component_class

log = logging.getLogger("donthu.pipeline")


@dataclass(frozen=True)
class Pipeline:
    """Components in the order in which they run."""

    components: tuple[Component, ...]

    def run(self, document: Document) -> Document:
        """The document with every layer that the components could make.

        A component that fails costs the document its layers and is a problem of the record; components that need those
        layers still run, on empty ones.
        """
        if not document.text.strip():
            return document
        for component in self.components:
            document = _run_component(component, document)
        return document


def load_pipeline(config: PipelineConfig, *, as_of: dt.date | None = None) -> Pipeline:
    """The pipeline that ``config`` describes; ``as_of`` is the evaluation date of the components that take one.

    Raises ConfigError where a component needs a layer that none before it makes.
    """
    made: set[str] = set()
    components = []
    for name in config.components:
        kind = load_component_class(name)
        if missing := sorted(kind.requires - made):
            raise ConfigError(
                "pipeline.order", f"component {name!r} needs the layers {', '.join(missing)}", "put their components before it"
            )
        made |= kind.provides
        components.append(load_component(name, config, as_of=as_of))
    return Pipeline(tuple(components))


def load_component(name: str, config: PipelineConfig, *, as_of: dt.date | None = None) -> Component:
    """One component as ``config`` sets it up, for use by itself; KeyError for a name that is not in ``COMPONENTS``."""
    kind = load_component_class(name)
    arguments: dict[str, Any] = dict(config.settings.get(name, {}))
    given = {"as_of": as_of, "law_folder": config.law_folder, "facts": config.facts}
    arguments |= {key: value for key, value in given.items() if key in component_defaults(kind)}
    return kind(**arguments)


def _run_component(component: Component, document: Document) -> Document:
    layers: dict[str, list[Annotation]] = {layer: [] for layer in component.provides}
    problems: list[Problem] = []
    try:
        _sort_out(component.annotate(document), layers, problems)
    except Exception as error:  # the boundary: one component's failure is the document's problem, not the run's
        # The message may hold text of the document, so only the kind of error and the place go into log and record.
        log.error("component %s failed on document %s: %s", component.name, document.source.sha256[:16], place_of(error))
        layers = {layer: [] for layer in component.provides}
        problems = [
            Problem(
                f"{component.name}.failed",
                Severity.ERROR,
                component.name,
                f"Thành phần “{component.name}” gặp lỗi ({place_of(error)}); lớp kết quả này bị bỏ trống.",
            )
        ]
    return document.with_layers(layers).with_problems(problems)


def _sort_out(items: Iterable[Annotation | Problem], layers: dict[str, list[Annotation]], problems: list[Problem]) -> None:
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            layers[item.LAYER].append(item)


def place_of(error: BaseException) -> str:
    """The kind of an error and where in the code it was raised; never its message, which may hold text of a document."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__}, {where}"
