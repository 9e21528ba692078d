"""What the forms of a petition's pages send."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Path, Query

PetitionId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
#: The query of the inbox that the user came from; a page leads back to it and on to its neighbours.
QueueQuery = Annotated[str, Query(max_length=1000)]
QueueField = Annotated[str, Form(max_length=1000)]
Version = Annotated[int, Form(ge=1)]
