"""Administration: users, tokens, the audit trail, the system. Administrators see no petition here."""

from __future__ import annotations

from nlp.store.users import Role
from nlp.web.security.access import require

# Who may use these pages.
administrator = require(Role.ADMINISTRATOR)
