"""What a running application does once a day."""

from __future__ import annotations

import logging
import threading

from nlp.errors import DonthuError
from nlp.triage.due import refresh_priorities
from nlp.web.site import Site
from nlp.web.wording import today

LOG = logging.getLogger("nlp.web")
_SECONDS = 60.0


def keep_priorities(site: Site, ended: threading.Event) -> None:
    """Brings the points of what falls due to the day, at once and when the day turns in Viet Nam, until ``ended``.

    Where the store is busy it is tried again a minute later.
    """
    day = None
    while True:
        now = site.now()
        if today(now) != day:
            try:
                refresh_priorities(site.store, as_of=today(now), at=now, actor=None)
                day = today(now)
            except DonthuError as error:
                LOG.warning("priorities were not brought to the day: code=%s", error.code)
        if ended.wait(_SECONDS):
            return
