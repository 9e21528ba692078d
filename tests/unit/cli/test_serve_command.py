"""``donthu serve --demo``: it begins with the petitions and dispatches named, lets a user of every role in, and ends in order."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from nlp.store.users import Role
from tests.conftest import ROOT

_SECONDS = 300


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, serving two letters and a dispatch, and all that it said when it was ready."""
    settings = tmp_path_factory.mktemp("demo") / "donthu.toml"
    settings.write_text('[settings.petition_labels]\nmodel = "linear"\n', encoding="utf-8")
    letters = [str(ROOT / "corpora" / name) for name in ("petitions/pa001.txt", "petitions/pa007.txt", "dispatches/dp001.txt")]
    command = [sys.executable, "-m", "nlp", "--lang", "en", "serve", "--port", "0", "--config", str(settings), "--demo", *letters]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        said = ""
        for line in process.stderr or ():
            said += line
            if "password" in line:
                break
        yield process, said
        process.kill()


def test_demonstration_begins_lets_in_and_ends(demo: tuple[subprocess.Popen[str], str]) -> None:
    process, said = demo
    address, password = re.search(r"http://127\.0\.0\.1:\d+", said), re.search(r"password ([\w-]+)\.", said)
    assert address and password, said
    assert all(role.value in said for role in Role)
    with httpx.Client(base_url=address[0], follow_redirects=True, timeout=_SECONDS) as client:
        token = re.search(r'name="form_token" value="(\w+)"', client.get("/sign-in").text)
        assert token
        page = client.post("/sign-in", data={"form_token": token[1], "name": "reception", "password": password[1]})
        assert page.status_code == 200 and page.url.path == "/inbox"
        assert len(set(re.findall(r"/petitions/[0-9a-f]{16}", page.text))) == 2
        with httpx.Client(base_url=address[0], follow_redirects=True, timeout=_SECONDS) as other:
            token = re.search(r'name="form_token" value="(\w+)"', other.get("/sign-in").text)
            assert token
            other.post("/sign-in", data={"form_token": token[1], "name": "head", "password": password[1]})
            assert "812-CV/HU" in other.get("/search", params={"q": "niem yet lich tiep dan"}).text
    process.send_signal(signal.SIGINT)
    assert process.wait(_SECONDS) == 0
