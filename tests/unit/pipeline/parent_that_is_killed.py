"""Starts a child that never comes back, says which, and waits for it."""

from __future__ import annotations

import os

from nlp.pipeline.containment import Containment
from tests.unit.pipeline import hostile
from tests.unit.pipeline.hostile import Do

if __name__ == "__main__":
    containment = Containment(hostile.load_nothing)
    print(containment.run(Do(os.getpid)).decode(), flush=True)
    containment.run(Do(hostile.loop_in_a_library))
