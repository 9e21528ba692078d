"""A PostgreSQL server of the test run: Debian's programs, a free port, a temporary folder, an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Server:
    """A running server; ``create_database`` gives the URL of a new database on it, empty or as ``template`` is."""

    process: subprocess.Popen[bytes]
    port: int
    user: str

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(host="127.0.0.1", port=self.port, user=self.user, dbname="postgres", autocommit=True)

    def create_database(self, template: str | None = None) -> str:
        name = f"store{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}".encode())
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{name}"


def find_programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``; Debian keeps it off the path."""
    folders = [Path(found).parent for found in [shutil.which("initdb")] if found]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name.zfill(3), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@contextmanager
def run_server(programs: Path) -> Iterator[Server]:
    """A server for as long as the block runs. PostgreSQL refuses to run as root: then Debian's user ``postgres`` runs it."""
    account = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="donthu-pg-"))
    try:
        if as_user:
            shutil.chown(folder, account)
        data = folder / "data"
        setup = [programs / "initdb", "-D", data, "-U", account, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(setup, cwd=folder, check=True, capture_output=True, **as_user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        # The system outlives the test, only processes are killed: what they wrote need not be on the disk itself.
        command = [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-c", "fsync=off"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **as_user)
        try:
            server = Server(process, port, account)
            _wait(server, folder / "log")
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing of it is wanted any more
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server, log: Path) -> None:
    for _ in range(300):
        if server.process.poll() is not None:
            break
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
