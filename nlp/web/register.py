"""The search's index of the running application: opened once, brought up to date whenever somebody asks."""

from __future__ import annotations

import datetime as dt
import threading

from nlp.register.sync import open_register_index, sync_index
from nlp.search.index.passages import PassageIndex
from nlp.store.engine import Store
from nlp.store.register.generation import move_due_window


class IndexKeeper:
    """Gives the index of the store's register as the register stands, whichever process changed it last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._index: PassageIndex | None = None

    def open(self, day: dt.date) -> PassageIndex:
        """The index; ``day`` is that of the request, in whose month the days of recurring duties begin."""
        with self._lock:
            if self._index is None:
                self._index = open_register_index(self._store, as_of=day)
            else:
                move_due_window(self._store, day)
                sync_index(self._store, self._index)
            return self._index
