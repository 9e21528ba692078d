"""Making tokens: what a form must say, and the secret that is shown once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from nlp.store.tokens import Scope, add_token
from nlp.web.security.secrets import TOKEN_PREFIX, digest, make_secret
from nlp.web.visit import Visit
from nlp.web.wording import PageWording

DAYS = (7, 30, 90, 365)
_NAME_LENGTH = 60


@dataclass(frozen=True)
class TokenForm:
    """What was filled in, and what is wrong with it by field."""

    name: str
    scope: Scope
    unmasks: bool
    days: int
    errors: dict[str, str]


def read_token_form(wording: PageWording, name: str, scope: str, unmasks: str, days: str) -> TokenForm:
    """The form as it may be used where it has no errors."""
    errors = {}
    name = name.strip()
    if not 0 < len(name) <= _NAME_LENGTH:
        errors["token_name"] = wording.say("token.name_missing", length=_NAME_LENGTH)
    if scope not in list(Scope):
        errors["token_scope"] = wording.say("form.choose")
    if unmasks not in ("", "0", "1"):
        errors["token_unmasks"] = wording.say("form.choose")
    if days not in map(str, DAYS):
        errors["token_days"] = wording.say("form.choose")
    if errors:
        return TokenForm(name, Scope.READ, False, DAYS[0], errors)
    return TokenForm(name, Scope(scope), unmasks == "1", int(days), {})


def make_token(visit: Visit, user: int, form: TokenForm) -> str:
    """The secret of a new token for the user; it can be read here and never again."""
    secret = TOKEN_PREFIX + make_secret()
    ends = visit.now + dt.timedelta(days=form.days)
    add_token(
        visit.store, user, digest(secret), name=form.name, scope=form.scope, at=visit.now, ends=ends, actor=visit.user.id,
        unmasks=form.unmasks,
    )  # fmt: skip
    return secret
