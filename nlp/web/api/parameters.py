"""What requests of programs name: a petition, its version, filters, a place in the queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from nlp.classify.labels import PetitionField, PetitionType
from nlp.errors import StaleError
from nlp.store.queue import Filters, Order
from nlp.triage.secrecy import load_policy, unsearched_types
from nlp.triage.settings import load_settings
from nlp.web.errors import WebError
from nlp.web.visit import Visit

SLUG = r"^[a-z_]{1,64}$"
#: Stands for a type that is open.
OPEN = "open"
#: The actions that may be decided, the reasons for which personal data may be shown, and those for which secrecy is lifted.
ACTIONS, REASONS = tuple(load_settings().outcomes), tuple(load_policy().reasons)
LIFTING = tuple(load_policy().lifting)

PetitionId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="The id of the petition.", examples=["0844438153942a36"])]
Version = Annotated[
    str | None,
    Header(
        alias="If-Match", pattern=r'^"\d{1,9}"$', examples=['"3"'],
        description="The `ETag` of the petition as it was read. 412 where somebody was quicker, 428 where it is left out.",
    ),
]  # fmt: skip
Reason = Annotated[
    str | None,
    Query(
        json_schema_extra={"enum": list(REASONS)},
        description="Why personal data is to be shown; the audit trail keeps it. Without it the answer is masked.",
    ),
]  # fmt: skip


class QueueFilter(BaseModel):
    """Which petitions: those that fit every filter, and one of its values where it takes several."""

    model_config = ConfigDict(extra="forbid")

    status: list[Annotated[str, Field(pattern=SLUG)]] = Field(default=[], max_length=20, examples=[["waiting"]])
    type: list[PetitionType | Literal["open"]] = Field(default=[], max_length=20, description="`open`: not known.")
    action: list[Annotated[str, Field(pattern=SLUG)]] = Field(default=[], max_length=20, examples=[["thu_ly"]])
    field: PetitionField | None = None
    flag: Annotated[str, Field(pattern=SLUG)] | None = None
    place: Annotated[str, Field(pattern=r"^\d{2,8}$")] | None = Field(
        default=None, description="The code of an administrative unit."
    )
    group: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    due_before: dt.date | None = Field(default=None, description="Leaves that day out, and what has no due date.")
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    text: str = Field(
        default="", max_length=100,
        description="A part of the id, of the file's name or of the names; where names are masked, of the id alone.",
    )  # fmt: skip

    def read(self, visit: Visit) -> Filters:
        """The filters as the store takes them from the user of the visit."""
        types = tuple(None if value == OPEN else str(value) for value in self.type)
        return Filters(
            status=tuple(self.status), type=types, action=tuple(self.action), field=self.field, flag=self.flag, place=self.place,
            group=self.group, due_before=self.due_before, received_from=self.received_from, received_to=self.received_to,
            text=self.text, hidden=unsearched_types(visit.user.role),
        )  # fmt: skip


class QueueQuery(QueueFilter):
    """The filters, and which page of what fits."""

    order: Order = Field(default=Order.DUE, description="What comes first: earliest due, newest, highest priority.")
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = Field(
        default=None, pattern=r"^(due|received|priority):(-?\d{1,9}|\d{4}-\d\d-\d\d):\d{1,15}$",
        description="`next` of the page before, with the same `order`.",
    )  # fmt: skip


def parse_version(value: str | None) -> int:
    """The number of a version; raises WebError (``web.version_missing``) where none was named."""
    if value is None:
        raise WebError("web.version_missing", 428)
    return int(value.strip('"'))


def set_version(response: Response, version: int) -> None:
    """Names the version of the petition that an answer tells of."""
    response.headers["ETag"] = f'"{version}"'


@contextmanager
def told_as_precondition() -> Iterator[None]:
    """Another version than the one that ``If-Match`` names is a precondition that failed."""
    try:
        yield
    except StaleError as error:
        raise WebError(error.code, 412) from error


def one_of(values: tuple[str, ...], **more: Any) -> Any:
    """A text that is one of the values, as the schema shows it."""
    return Field(json_schema_extra={"enum": list(values)}, **more)
