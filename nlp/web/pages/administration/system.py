"""The system: versions, the size of the store, the last backup."""

from __future__ import annotations

import platform
from typing import Annotated

from fastapi import APIRouter, Response

from nlp.pipeline.registry import load_component_class
from nlp.store.audit import last_times
from nlp.store.size import measure_store
from nlp.web.pages.administration import administrator
from nlp.web.visit import Visit

router = APIRouter(prefix="/administration/system")


@router.get("")
def show_system(visit: Annotated[Visit, administrator]) -> Response:
    """What runs here, and how the store stands."""
    with visit.store.read() as session:
        backups = last_times(session, "store.backup")
    components = [(name, load_component_class(name).version) for name in visit.site.config.components]
    return visit.render(
        "administration/system.html", version=visit.site.version, python=platform.python_version(), components=components,
        size=measure_store(visit.store), backup=max(backups.values(), default=None),
    )  # fmt: skip
