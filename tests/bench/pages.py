"""How long the inbox and the dashboard take over a queue of many generated petitions, asked through the application itself.

``python -m tests.bench.pages --rows 100000 [--postgresql]`` prints one line a page: median and 95th percentile of the time on the
clock, and of the time on a processor (application and database together), in milliseconds; then the memory of the process before
the first page, behind the last one, and at its highest, in MiB.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from nlp.store.engine import Store, open_store
from nlp.store.place import find_place
from nlp.store.users import Role, add_user
from nlp.web.app import create_app
from nlp.web.security.passwords import Passwords
from nlp.web.server import warm_up
from nlp.web.settings import WebSettings
from nlp.web.site import Site
from tests.bench.queue_rows import ACTIONS, AT, FIELDS, FLAGS, GIVEN, fill_queue, processor_clock
from tests.postgres import find_programs, run_server

PASSWORD = "ba con mèo ngủ trưa"
NOW = dt.datetime(2026, 11, 2, 3, 0, tzinfo=dt.UTC)


def pages() -> dict[str, Callable[[int], str]]:
    """Paths with parameters that vary with the number of the call."""
    return {
        "inbox": lambda i: "/inbox",
        "by arrival": lambda i: "/inbox?order=received",
        "by priority": lambda i: "/inbox?order=priority",
        "a page behind": lambda i: f"/inbox?after=due:2026-06-{i % 28 + 1:02d}:{i}",
        "state": lambda i: "/inbox?status=waiting",
        "overdue": lambda i: "/inbox?status=waiting&status=decided&due=late",
        "due in a week, by priority": lambda i: "/inbox?status=waiting&due=7&order=priority",
        "type and state": lambda i: f"/inbox?type={('khieu_nai', 'to_cao', 'open')[i % 3]}&status=waiting",
        "action": lambda i: f"/inbox?action={ACTIONS[i % 7]}",
        "field": lambda i: f"/inbox?field={FIELDS[i % 13]}&order=priority",
        "flag": lambda i: f"/inbox?flag={FLAGS[i % 8]}",
        "province": lambda i: f"/inbox?place={i % 34 + 1:02d}",
        "commune": lambda i: f"/inbox?place={i % 3321 + 1:05d}",
        "received in a month": lambda i: f"/inbox?received_from=2026-{i % 9 + 1:02d}-01&received_to=2026-{i % 9 + 1:02d}-28",
        "duplicates": lambda i: "/inbox?again=1",
        "mine": lambda i: "/inbox?mine=1",
        "name": lambda i: f"/inbox?text={GIVEN[i % len(GIVEN)]}+{i + 1}",
        "name of many": lambda i: "/inbox?text=Nguyễn",
        "all together": lambda i: f"/inbox?status=waiting&type=khieu_nai&field={FIELDS[i % 13]}&flag={FLAGS[i % 8]}&due=30",
        "new ones": lambda i: f"/inbox/news?after={i}",
        "dashboard, 90 days": lambda i: "/dashboard",
        "dashboard, a year": lambda i: "/dashboard?received_from=2026-01-01&received_to=2026-11-02",
    }  # fmt: skip


def sign_in(store: Store) -> TestClient:
    """A client in which a head of office is signed in."""
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    add_user(store, "head", Role.HEAD, at=AT, actor=None, password_hash=passwords.hash(PASSWORD))
    settings = WebSettings(requests_address="1000000/minute", requests_user="1000000/minute")
    site = Site(store, settings=settings, passwords=passwords, now=lambda: NOW)
    client = TestClient(create_app(site), base_url="http://localhost")
    warm_up(site)
    token = re.search(r'name="form_token" value="(\w+)"', client.get("/sign-in").text)
    client.post("/sign-in", data={"form_token": token[1] if token else "", "name": "head", "password": PASSWORD})
    return client


def measure(client: TestClient, store: Store, *, repeats: int) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """For each page its median and 95th percentile by each clock, in milliseconds."""
    clocks = time.perf_counter, processor_clock(store)
    for name, path in pages().items():
        client.get(path(0)).raise_for_status()
        times: list[list[float]] = [[] for _ in clocks]
        for number in range(1, repeats + 1):
            starts = [clock() for clock in clocks]
            client.get(path(number)).raise_for_status()
            for taken, clock, start in zip(times, clocks, starts, strict=True):
                taken.append((clock() - start) * 1000)
        yield name, [(sorted(taken)[repeats // 2], sorted(taken)[int(repeats * 0.95)]) for taken in times]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--postgresql", action="store_true", help="on the server that the tests start; by default SQLite")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = _start_postgresql(stack) if options.postgresql else None
        store = stack.enter_context(open_store(find_place(folder, url)))
        fill_queue(store, options.rows)
        client = sign_in(store)
        memory = [_resident()]
        for name, figures in measure(client, store, repeats=options.repeats):
            sys.stdout.write("".join(f"{median:8.1f} {p95:8.1f}" for median, p95 in figures) + f"  {name}\n")
            sys.stdout.flush()
        memory += [_resident(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]
    sys.stdout.write(" ".join(f"{one:.0f}" for one in memory) + " MiB\n")


def _start_postgresql(stack: ExitStack) -> str:
    """The URL of an empty database."""
    programs = find_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed")
    return stack.enter_context(run_server(programs)).create_database()


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
