"""What a visitor is told when something cannot be done: a status, a message, and no more."""

from __future__ import annotations

from nlp.errors import DonthuError

# Errors that are the visitor's, not the server's; all others are told as 500.
_STATUS = {
    "store.no_petition": 404, "store.no_document": 404, "store.no_user": 404, "store.no_token": 404, "store.no_invitation": 404,
    "register.no_directive": 404, "register.no_obligation": 404, "register.no_evidence": 404, "register.no_feed": 404,
    "register.status": 400,
    "index.busy": 503,
    "store.no_export": 404, "store.unconfirmed": 403, "store.second_person": 403,
    "store.stale": 409, "store.user_exists": 409, "store.last_administrator": 409, "store.cursor": 400, "store.value": 400,
    "store.too_large": 413, "store.busy": 503,
    "secrecy.not_allowed": 403, "secrecy.handwriting": 403, "secrecy.no_boxes": 403, "secrecy.no_reason": 400,
    "secrecy.not_kept": 409,
    "triage.action": 400, "triage.label": 400, "triage.part": 400, "triage.no_group": 409, "triage.no_record": 409,
    "archive.none": 404, "archive.no_document": 404, "archive.no_decision": 404, "archive.not_given": 404,
    "archive.name": 400, "archive.layer": 400, "archive.each": 400, "archive.person": 400, "archive.empty": 400,
    "archive.record": 400, "archive.key": 400, "archive.action": 400,
    "archive.name_taken": 409, "archive.closed": 409, "archive.no_hit": 409, "archive.undone": 409, "archive.overlaid": 409,
    "archive.submitted": 409, "archive.not_submitted": 409, "archive.adjudicated": 409,
    "annotate.label": 400, "annotate.span": 400, "annotate.relation": 400, "annotate.value": 400, "annotate.head": 400,
    "annotate.edits": 400, "annotate.text_changed": 409,
    "law.unknown_fact": 400, "law.fact_kind": 400, "drafts.kind": 409, "drafts.no_record": 409,
}  # fmt: skip


class WebError(DonthuError):
    """A request that is not served; ``status`` is the HTTP status, ``wait`` the seconds after which another try may do."""

    def __init__(self, code: str, status: int, *, wait: int | None = None) -> None:
        super().__init__(code, code)
        self.status = status
        self.wait = wait


class SignInNeeded(WebError):
    """A page that wants to know who visits it."""

    def __init__(self) -> None:
        super().__init__("web.sign_in_needed", 401)


def find_status(error: DonthuError) -> int:
    """The HTTP status that tells an error."""
    return error.status if isinstance(error, WebError) else _STATUS.get(error.code, 500)
