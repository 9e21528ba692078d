"""Through a real Label Studio server: configuration and tasks in by its API, annotations submitted, its exports back.

The server is ``label-studio`` on the path, or the program that ``DONTHU_LABEL_STUDIO`` names (docs/annotation.md); without it the
tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from nlp.annotate.formats import FORMATS, write_files
from nlp.annotate.gold import read_gold
from nlp.annotate.label_studio.configuration import write_configuration
from nlp.annotate.label_studio.export import write_task
from nlp.annotate.task import AnnotatedSpan, Task, build_task
from nlp.interop.wording import Wording

PROGRAM = os.environ.get("DONTHU_LABEL_STUDIO") or shutil.which("label-studio")
CORPORA = Path(__file__).parents[3] / "corpora"
TOKEN = "0123456789abcdef0123456789abcdef01234567"

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Label Studio is not installed (docs/annotation.md says how)")


@dataclass(frozen=True)
class Server:
    address: str

    def call(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def export(self, project: int, kind: str) -> bytes:
        return json.dumps(self.call("GET", f"/api/projects/{project}/export?exportType={kind}")).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("label-studio")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(PROGRAM), "start", "--no-browser", "--data-dir", str(folder), "--internal-host", "127.0.0.1", "--port", str(port),
        "--username", "an@example.com", "--password", "only-of-this-test-1", "--user-token", TOKEN, "--enable-legacy-api-token",
    ]  # fmt: skip
    environment = {**os.environ, "LABEL_STUDIO_BASE_DATA_DIR": str(folder), "COLLECT_ANALYTICS": "0"}
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environment) as process:
        try:
            found = Server(f"http://127.0.0.1:{port}")
            for _ in range(240):
                try:
                    found.call("GET", "/api/projects")
                    break
                except (urllib.error.URLError, ConnectionError):
                    assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")[-2000:]
                    time.sleep(0.5)
            yield found
        finally:
            process.terminate()


def sample() -> list[Task]:
    tasks = []
    for name in ("dispatches/dp001", "dispatches/dp104", "petitions/pa001", "petitions/pa002"):
        gold = json.loads((CORPORA / f"{name}.gold.json").read_bytes())
        tasks.append(read_gold(gold, (CORPORA / f"{name}.txt").read_bytes().decode()))
    text = "👩\u200d👩\u200d👧 Giao\u00a0UBND xã 😀 báo cáo,\n\ttrước ngày 15/10. Đo\u0302\u0323"
    spans = [AnnotatedSpan("b", "bodies", "body", 11, 18), AnnotatedSpan("d", "deadlines", "date", 31, 47, {"amount": 3}, 0.25)]
    return [*tasks, build_task("emoji", text, spans=spans, labels={"family": "dispatch"})]


def submit(server: Server, tasks: list[Task]) -> int:
    """A project in which an annotator took over every prediction as it was; its number."""
    project = server.call("POST", "/api/projects", {"title": "donthu", "label_config": write_configuration(Wording())})["id"]
    path = f"/api/projects/{project}/import?return_task_ids=true"
    for number in server.call("POST", path, [write_task(task) for task in tasks])["task_ids"]:
        (prediction,) = server.call("GET", f"/api/tasks/{number}")["predictions"]
        server.call("POST", f"/api/tasks/{number}/annotations/", {"result": prediction["result"]})
    return int(project)


def test_what_was_predicted_and_submitted_comes_back_whole(server: Server, tmp_path: Path) -> None:
    tasks = sample()
    project = submit(server, tasks)
    (tmp_path / "export.json").write_bytes(server.export(project, "JSON"))
    back = list(FORMATS["label-studio"].read(tmp_path))
    assert all(isinstance(task, Task) and task.annotator for task in back)
    assert [replace(task, annotator=None) for task in back if isinstance(task, Task)] == tasks


# Marks what lies between two words, as a hand would, and lets the editor know.
MARK = """([first, last]) => {
    const root = document.querySelector('.lsf-richtext__container');
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let begun = false, node;
    while ((node = walk.nextNode())) {
        const from = node.data.indexOf(first), to = node.data.indexOf(last);
        if (from >= 0 && !begun) { range.setStart(node, from); begun = true; }
        if (to >= 0 && begun) { range.setEnd(node, to + last.length); break; }
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const box = range.getBoundingClientRect();
    root.dispatchEvent(new MouseEvent('mouseup', {bubbles: true, clientX: box.right - 1, clientY: box.top + 3}));
}"""


@pytest.mark.web
def test_what_is_marked_in_the_editor_comes_back_at_its_code_points(server: Server, tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed (.ci/system-packages chromium)")
    text = "😀 Giao UBND xã 👩\u200d👩\u200d👧 báo cáo\nSở Nội vụ  trước ngày 15/10.\nHết"
    project = server.call("POST", "/api/projects", {"title": "editor", "label_config": write_configuration(Wording())})["id"]
    (number,) = server.call(
        "POST", f"/api/projects/{project}/import?return_task_ids=true", [write_task(build_task("emoji", text))]
    )["task_ids"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        page.goto(f"{server.address}/user/login/")
        page.fill("input[name=email]", "an@example.com")
        page.fill("input[name=password]", "only-of-this-test-1")
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url)
        page.goto(f"{server.address}/projects/{project}/data?task={number}")
        page.locator(".lsf-label:has-text('Ngày cụ thể')").first.click(timeout=60_000)
        page.evaluate(MARK, ["báo cáo", "15/10"])
        page.wait_for_timeout(1500)  # the editor takes the selection a moment later
        with page.expect_response(lambda answer: "/annotations" in answer.url and answer.request.method == "POST"):
            page.locator("button:has-text('Submit')").first.click()
        browser.close()
    (tmp_path / "export.json").write_bytes(server.export(project, "JSON"))
    (task,) = FORMATS["label-studio"].read(tmp_path)
    assert isinstance(task, Task)
    marked = [(span.layer, span.label, text[span.start : span.end]) for span in task.spans]
    assert marked == [("deadlines", "date", "báo cáo\nSở Nội vụ  trước ngày 15/10")]


def test_json_min_brings_the_people_of_petitions(server: Server, tmp_path: Path) -> None:
    tasks = [task for task in sample() if task.labels["family"] == "petition"]
    project = submit(server, tasks)
    (tmp_path / "min.json").write_bytes(server.export(project, "JSON_MIN"))
    back = [task for task in FORMATS["label-studio"].read(tmp_path) if isinstance(task, Task)]
    places = [[(span.layer, span.label, span.start, span.end) for span in task.spans] for task in tasks]
    assert [[(span.layer, span.label, span.start, span.end) for span in task.spans] for task in back] == places
    assert [task.labels for task in back] == [task.labels for task in tasks]


def test_tasks_of_people_are_imported_as_their_annotations(server: Server, tmp_path: Path) -> None:
    tasks = [replace(task, annotator="an") for task in sample()]
    write_files(FORMATS["label-studio"].write(tasks), tmp_path)
    config = (tmp_path / "labels.xml").read_text(encoding="utf-8")
    project = server.call("POST", "/api/projects", {"title": "again", "label_config": config})["id"]
    server.call("POST", f"/api/projects/{project}/import", json.loads((tmp_path / "tasks.json").read_bytes()))
    (tmp_path / "tasks.json").unlink()
    (tmp_path / "export.json").write_bytes(server.export(project, "JSON"))
    back = [task for task in FORMATS["label-studio"].read(tmp_path) if isinstance(task, Task)]
    assert [replace(task, annotator="an") for task in back] == tasks
