"""A task as a JSON object, for pages that edit it and for the store; its text goes beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlp.annotate.task import Task
from nlp.document.annotation import Json


def encode_task(task: Task) -> dict[str, Json]:
    """The task without its text: ``document``, ``sha256`` of the text, ``layers``, ``labels``, ``annotator``, ``guidelines``,
    ``spans`` (``id``, ``layer``, ``label``, ``start``, ``end``, ``values``, ``confidence``, ``source``) and ``relations``
    (``kind``, ``head``, ``tail``)."""
    raise NotImplementedError


def decode_task(row: Mapping[str, Any], text: str) -> Task:
    """The task of such an object over its text; ``decode_task(encode_task(task), task.text) == task``.

    Raises DonthuError: ``annotate.head`` (a part lacks or is of another type), ``annotate.text_changed``, ``annotate.value`` (a
    field that the layer does not have, a value that does not fit it), and what ``build_task`` raises.
    """
    raise NotImplementedError
