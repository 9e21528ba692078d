"""The register for programs: search, directives, obligations and how they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, File, Header, Path, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from nlp.errors import StaleError
from nlp.ingest.walk import Entry
from nlp.register.cascade import read_cascade
from nlp.register.hits import encode_hit
from nlp.register.listing import (
    count_overdue_by_body,
    encode_directive,
    find_body,
    list_obligations,
    show_directive,
    show_obligation,
)  # fmt: skip
from nlp.search.find import Options, Order, search
from nlp.search.models import BodyFilter, DueFilter, Facet, FacetFilter, Filter
from nlp.store.register.directives import page_directives
from nlp.store.register.evidence import decide_evidence
from nlp.store.register.models import OVERDUE
from nlp.store.register.obligations import STATUSES, ObligationFilters, read_obligation, set_status
from nlp.text.span import Span
from nlp.web.api.parameters import SLUG, one_of, parse_version, set_version
from nlp.web.api.register_models import (
    BranchRow,
    DirectiveDetail,
    DirectivePage,
    FacetValue,
    FilterRow,
    HitRow,
    ObligationDetail,
    ObligationPage,
    OverdueRow,
    SearchAnswer,
)  # fmt: skip
from nlp.web.duties import read_due
from nlp.web.errors import WebError
from nlp.web.security.access import require
from nlp.web.security.roles import REGISTER_KEEPERS, REGISTER_READERS
from nlp.web.visit import Visit

router = APIRouter(prefix="/api/v1", tags=["register"])
UPLOADS = QUEUED = ("/api/v1/directives",)
_TEXT = r"^[^\x00]*$"
_NAME_LENGTH = 200

DirectiveId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="The id of the directive.")]
ObligationId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{16}-[A-Za-z0-9_-]{1,22}$", description="The id of the obligation.")
]  # fmt: skip
Version = Annotated[
    str | None,
    Header(
        alias="If-Match", pattern=r'^"\d{1,9}"$', examples=['"0"'],
        description="The `ETag` of the obligation as it was read. 412 where somebody was quicker, 428 where it is left out.",
    ),
]  # fmt: skip


class SearchQuery(BaseModel):
    """What is searched; filters are exact values, several of one facet are joined by or."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(default="", max_length=300, pattern=_TEXT, description="A question, words or a number.")
    body: str = Field(default="", max_length=200, pattern=_TEXT, description="A body that is bound, or a place.")
    issuer: list[Annotated[str, Field(max_length=200)]] = Field(default=[], max_length=20)
    level: list[Annotated[str, Field(pattern=SLUG)]] = Field(default=[], max_length=20, examples=[["xa"]])
    place: list[Annotated[str, Field(max_length=200)]] = Field(default=[], max_length=20)
    assignee: list[Annotated[str, Field(max_length=200)]] = Field(default=[], max_length=20)
    field: list[Annotated[str, Field(pattern=SLUG)]] = Field(default=[], max_length=20)
    kind: list[Annotated[str, Field(pattern=SLUG)]] = Field(default=[], max_length=20)
    year: list[Annotated[str, Field(pattern=r"^\d{4}$")]] = Field(default=[], max_length=20)
    status: list[Annotated[str, Field(pattern=SLUG)]] = Field(default=[], max_length=20)
    cited: list[Annotated[str, Field(max_length=200)]] = Field(default=[], max_length=20)
    act: list[Annotated[str, Field(pattern=SLUG)]] = Field(default=[], max_length=20)
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    overdue: bool = Field(default=False, description="Only what is still to be done and whose day has passed.")
    words: list[Annotated[str, Field(pattern=r"^\d{1,4}-\d{1,4}$")]] = Field(
        default=[], max_length=20, description="Spans of the question that are words and set no filter: `12-23`."
    )
    meaning: bool = Field(default=True, description="Whether what is near in meaning is found as well.")
    order: Order = Order.BEST
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=1000)


class ObligationFilter(BaseModel):
    """Which obligations: those that fit every filter."""

    model_config = ConfigDict(extra="forbid")

    directive: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    status: list[Annotated[str, Field(pattern=SLUG)]] = Field(default=[], max_length=4, description="As of today; `qua_han` too.")
    body: str = Field(default="", max_length=200, pattern=_TEXT, description="A part of a body's name.")
    kind: Annotated[str, Field(pattern=SLUG)] | None = Field(default=None, description="With `place`: one body.")
    place: Annotated[str, Field(pattern=r"^\+?\d{2,8}$")] | None = Field(default=None, description="The code of its unit.")
    issuer: str = Field(default="", max_length=200, pattern=_TEXT, description="A part of an issuer's name.")
    field: Annotated[str, Field(pattern=SLUG)] | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None

    def read(self) -> ObligationFilters:
        """The filters as the store takes them; raises WebError (``web.bad_request``) for a unit that there is not."""
        bound = find_body(self.kind, self.place) if self.kind and self.place else None
        if (self.kind or self.place) and bound is None:
            raise WebError("web.bad_request", 400)
        return ObligationFilters(
            directive=self.directive, body=self.body or None, bound=bound, issuer=self.issuer or None, field=self.field,
            due_from=self.due_from, due_to=self.due_to,
        )  # fmt: skip


class ObligationQuery(ObligationFilter):
    """The filters, and which page of what fits."""

    limit: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class StatusIn(BaseModel):
    """How an obligation stands."""

    model_config = ConfigDict(extra="forbid")

    status: str = one_of(STATUSES, examples=["xong"])
    due: dt.date | None = Field(default=None, description="The day of a recurring duty that is meant; null: all of it.")
    evidence: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = Field(default=None, description="The id of a document.")
    note: str = Field(default="", max_length=4000)


class EvidenceIn(BaseModel):
    """What is said of a report that was proposed."""

    model_config = ConfigDict(extra="forbid")

    accept: bool
    due: dt.date | None = Field(default=None, description="The day of a recurring duty that the report is of.")
    note: str = Field(default="", max_length=4000)


class AddedIn(BaseModel):
    """What became of a dispatch."""

    id: str
    outcome: str = Field(description="`added` or `known`.", examples=["added"])
    number: str | None
    issuer: str | None
    obligations: int


@router.get("/search")
def find(visit: Annotated[Visit, require(*REGISTER_READERS)], query: Annotated[SearchQuery, Query()]) -> SearchAnswer:
    """Obligations for a question, with what was understood of it. Times, bodies and acts in its words set filters."""
    filters: list[Filter] = [
        FacetFilter(facet, tuple(values)) for facet in Facet if (values := getattr(query, facet.value, None))
    ]  # fmt: skip
    filters += [BodyFilter(query.body)] if query.body else []
    if query.overdue:
        filters.append(DueFilter(None, visit.today - dt.timedelta(days=1), overdue=True))
    if query.due_from or query.due_to:
        filters.append(DueFilter(query.due_from, query.due_to))
    spans = [(int(first), int(last)) for first, _, last in (one.partition("-") for one in query.words)]
    words = [Span(first, last) for first, last in spans if first <= last]
    options = Options(limit=query.limit, offset=query.offset, meaning=query.meaning, order=query.order)
    results = search(
        visit.site.index.open(visit.today), query.q, as_of=visit.today, filters=filters, words_only=words, options=options
    )
    return SearchAnswer(
        total=results.total, more=results.more, corrected=results.query.corrected,
        filters=[_encode_filter(one) for one in results.filters], dropped=[_encode_filter(one) for one in results.dropped],
        facets={
            facet.value: [FacetValue(value=value, count=count) for value, count in values]
            for facet, values in results.facets.items()
        },
        hits=[HitRow.model_validate(encode_hit(hit, as_of=visit.today)) for hit in results.hits],
    )  # fmt: skip


@router.get("/directives")
def list_directives(
    visit: Annotated[Visit, require(*REGISTER_READERS)], limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[int | None, Query(ge=1, le=2**31, description="`next` of the page before.")] = None,
) -> DirectivePage:  # fmt: skip
    """The directives of the register, those that came last first."""
    page = page_directives(visit.store, limit=limit, before=cursor)
    last = page[-1].arrival if len(page) == limit else None
    return DirectivePage.model_validate({"directives": [encode_directive(one) for one in page], "next": last})


@router.post("/directives", status_code=201, responses={200: {"model": AddedIn, "description": "The register had it already."}})
def add_directive(
    visit: Annotated[Visit, require(*REGISTER_KEEPERS)], response: Response,
    file: Annotated[UploadFile, File(description="One dispatch: PDF, picture, Word, text, HTML; up to 100 MiB.")],
) -> AddedIn:  # fmt: skip
    """Adds a dispatch: 201 once it is stored and can be searched. The same bytes again are added once.

    What is no dispatch, or cannot be read, is refused with 400 and not kept.
    """
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2][:_NAME_LENGTH] or "van-ban"
    with visit.site.register_intake.lend(visit.today) as intake:
        [told] = intake.add_many(
            [Entry(name, file.file.read)], received=visit.today, now=visit.site.now, actor=visit.user.id
        )  # fmt: skip
    if told.id is None or told.outcome not in ("added", "known"):
        raise WebError(f"web.no_dispatch.{told.outcome}", 400)
    response.status_code = 201 if told.outcome == "added" else 200
    response.headers["Location"] = visit.site.url(f"/api/v1/directives/{told.id}")
    return AddedIn(
        id=told.id, outcome=told.outcome, number=told.number, issuer=told.issuer, obligations=told.obligations
    )  # fmt: skip


@router.get("/directives/{document}")
def read_directive(visit: Annotated[Visit, require(*REGISTER_READERS)], document: DirectiveId) -> DirectiveDetail:
    """One directive with its obligations and links."""
    return DirectiveDetail.model_validate(show_directive(visit.store, document, as_of=visit.today))


@router.get("/directives/{document}/cascade")
def show_cascade(visit: Annotated[Visit, require(*REGISTER_READERS)], document: DirectiveId) -> list[BranchRow]:
    """The trees, from the top down, of the directives that implement one another and hold this one."""
    return [BranchRow.model_validate(row) for row in read_cascade(visit.store, document, as_of=visit.today)]


@router.get("/obligations")
def list_all(visit: Annotated[Visit, require(*REGISTER_READERS)], query: Annotated[ObligationQuery, Query()]) -> ObligationPage:
    """Obligations as they stand today, by directive in the order of their arrival; those that are overdue alone by their day."""
    rows = list_rows(visit, query)
    page = list(islice(rows, query.offset, query.offset + query.limit + 1))
    following = query.offset + query.limit if len(page) > query.limit else None
    return ObligationPage.model_validate({"obligations": page[: query.limit], "next": following})


@router.get("/obligations/{obligation}")
def read_one_obligation(
    visit: Annotated[Visit, require(*REGISTER_READERS)], obligation: ObligationId, response: Response
) -> ObligationDetail:
    """One obligation with its history and the reports that seem to answer it."""
    answer = ObligationDetail.model_validate(show_obligation(visit.store, obligation, as_of=visit.today))
    set_version(response, answer.version)
    return answer


@router.post("/obligations/{obligation}/status")
def change_status(
    visit: Annotated[Visit, require(*REGISTER_KEEPERS)], obligation: ObligationId, body: StatusIn, response: Response,
    version: Version = None,
) -> ObligationDetail:  # fmt: skip
    """Says how an obligation stands. Being overdue follows from its days and cannot be set."""
    seen = parse_version(version)
    due = read_due(read_obligation(visit.store, obligation), body.due)
    with _told_as_precondition():
        set_status(
            visit.store, obligation, body.status, version=seen, at=visit.now, actor=visit.user.id, due=due,
            evidence=body.evidence, note=body.note,
        )  # fmt: skip
    return read_one_obligation(visit, obligation, response)


@router.post("/obligations/{obligation}/evidence/{document}")
def answer_evidence(
    visit: Annotated[Visit, require(*REGISTER_KEEPERS)], obligation: ObligationId, document: DirectiveId, body: EvidenceIn,
    response: Response, version: Version = None,
) -> ObligationDetail:  # fmt: skip
    """Accepts a report as evidence, which sets the obligation to done, or refuses it."""
    seen = parse_version(version)
    due = read_due(read_obligation(visit.store, obligation), body.due)
    with _told_as_precondition():
        decide_evidence(
            visit.store, obligation, document, accept=body.accept, version=seen, at=visit.now, actor=visit.user.id, due=due,
            note=body.note,
        )  # fmt: skip
    return read_one_obligation(visit, obligation, response)


@router.get("/overdue")
def count_overdue(visit: Annotated[Visit, require(*REGISTER_READERS)]) -> list[OverdueRow]:
    """How many obligations are overdue for each body, the most first. A collective counts for itself."""
    return [OverdueRow.model_validate(row) for row in count_overdue_by_body(visit.store, as_of=visit.today)]


def list_rows(visit: Visit, query: ObligationFilter) -> Iterator[dict[str, Any]]:
    """The obligations that fit, as they stand today."""
    only_late = query.status == [OVERDUE]
    rows = list_obligations(visit.store, query.read(), as_of=visit.today, overdue=only_late)
    return (row for row in rows if not query.status or row["status"] in query.status)


def _encode_filter(one: Filter) -> FilterRow:
    return FilterRow(
        facet=one.facet.value if isinstance(one, FacetFilter) else None,
        values=list(one.values) if isinstance(one, FacetFilter) else [],
        body=one.name if isinstance(one, BodyFilter) else None,
        due_from=one.first if isinstance(one, DueFilter) else None,
        due_to=one.last if isinstance(one, DueFilter) else None,
        overdue=isinstance(one, DueFilter) and one.overdue, span=(one.span.start, one.span.end) if one.span else None,
    )  # fmt: skip


@contextmanager
def _told_as_precondition() -> Iterator[None]:
    """Another version than the one that ``If-Match`` names is a precondition that failed."""
    try:
        yield
    except StaleError as error:
        raise WebError(error.code, 412) from error
