"""The command in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.store.engine import Store
from nlp.store.users import Role, change_user
from nlp.web.security.passwords import Passwords
from tests.unit.web.browsing import AT

ROOT = Path(__file__).parents[3]


def start(data: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "nlp", "serve", "--port", "0", "--data", str(data), "--lang", "en"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=data, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def served(store: Store, new_user: object, passwords: Passwords) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running application with an administrator, and its address."""
    new_user("chi", Role.ADMINISTRATOR)  # type: ignore[operator]
    process = start(store.place.data)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.match(r"The application runs at (http://127\.0\.0\.1:\d+/) ", line)
    assert found, line + process.stderr.read()
    yield process, found[1]
    process.kill()
    process.wait()
    process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_it_is_ended(served: tuple[subprocess.Popen[str], str], number: signal.Signals) -> None:
    process, address = served
    with urllib.request.urlopen(address + "sign-in", timeout=20) as answer:
        assert answer.status == 200 and "server" not in {name.lower() for name in answer.headers}
    process.send_signal(number)
    assert process.wait(20) == 0
    assert process.stderr is not None
    log = process.stderr.read()
    assert "GET /sign-in 200" in log and log.endswith("The application has ended.\n") and "Traceback" not in log


def test_port_that_is_taken_is_told(served: tuple[subprocess.Popen[str], str], store: Store) -> None:
    port = re.findall(r"\d+", served[1])[-1]
    command = [sys.executable, "-m", "nlp", "serve", "--port", port, "--data", str(store.place.data)]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 2 and "[web.address]" in second.stderr


def test_refuses_without_a_store(tmp_path: Path) -> None:
    process = start(tmp_path)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 2 and "donthu store migrate" in told and "donthu user add" in told


def test_refuses_without_an_administrator(store: Store, new_user: object) -> None:
    user = new_user("lan", Role.HEAD)  # type: ignore[operator]
    change_user(store, user.id, at=AT, actor=None, active=True)
    process = start(store.place.data)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 2 and "donthu user add NAME --role administrator" in told
