"""Children that loop, hang, eat memory, crash and litter: each costs its own task, and nothing is left behind."""

from __future__ import annotations

import multiprocessing
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nlp.errors import ConfigError, DonthuError
from nlp.pipeline.child import Task
from nlp.pipeline.containment import Containment, Lost
from nlp.pipeline.limits import Limits
from tests.unit.pipeline import hostile
from tests.unit.pipeline.hostile import Do

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the limits are those of Linux")


@pytest.fixture
def contain() -> Iterator[Callable[..., Containment]]:
    opened: list[Containment] = []

    def make(*, workers: int = 1, **limits: int) -> Containment:
        opened.append(Containment(hostile.load_nothing, workers, Limits(**limits)))
        return opened[-1]

    yield make
    for containment in opened:
        containment.close()


def lose(containment: Containment, task: Task) -> tuple[str, int]:
    """The reason for which the task is lost, and the process that it was done in."""
    with pytest.raises(Lost) as raised:
        containment.run(task)
    return raised.value.reason, int(raised.value.noted or b"0")


def is_there(pid: int) -> bool:
    """Whether a process runs or has not been reaped."""
    return Path(f"/proc/{pid}").exists()


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


@pytest.mark.parametrize(
    ("function", "limits", "reason"),
    [
        pytest.param(hostile.loop_in_a_library, {"seconds": 1}, "timeout", id="loop"),
        pytest.param(hostile.loop_in_a_library, {"seconds": 60, "cpu_seconds": 1}, "timeout", id="processor"),
        pytest.param(hostile.wait_for_ever, {"seconds": 1}, "timeout", id="hang"),
        pytest.param(hostile.eat_memory, {"memory": 256}, "memory", id="memory"),
        pytest.param(hostile.crash, {}, "crashed", id="segfault"),
        pytest.param(hostile.write_much, {"file_size": 1}, "crashed", id="file"),
        pytest.param(hostile.open_many, {"files": 64}, "crashed", id="files"),
    ],
)
def test_a_task_past_a_limit_is_lost_alone(
    contain: Callable[..., Containment], function: Callable[[], object], limits: dict[str, int], reason: str
) -> None:
    containment = contain(**limits)
    lost, pid = lose(containment, Do(function))
    assert (lost, is_there(pid)) == (reason, False)
    assert int(containment.run(Do(os.getpid))) != pid


def test_a_child_that_was_killed_while_idle_is_replaced_and_costs_nothing(contain: Callable[..., Containment]) -> None:
    containment = contain()
    pid = int(containment.run(Do(os.getpid)))
    os.kill(pid, 9)
    assert wait_until(lambda: " Z " in Path(f"/proc/{pid}/stat").read_text())
    assert int(containment.run(Do(os.getpid))) != pid


def test_a_child_has_no_file_of_its_parent_open(contain: Callable[..., Containment], tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        opened = contain().run(Do(hostile.list_open_files)).decode()
    assert set(re.findall(r"'(/dev/null|pipe|socket)", opened)) == {"/dev/null", "pipe", "socket"}
    assert "secret" not in opened and "/dev/pts" not in opened


def test_each_task_finds_an_empty_folder_that_goes_with_the_child(contain: Callable[..., Containment]) -> None:
    containment = contain()
    first, second = (containment.run(Do(hostile.fill_folder)).decode() for _ in range(2))
    assert first == second and first.startswith("[] ")
    containment.close()
    assert not Path(first.removeprefix("[] ")).exists() and Path("/usr").exists()


def test_programs_of_a_lost_child_end_with_it(contain: Callable[..., Containment]) -> None:
    def programs() -> list[Path]:
        return [path for path in Path("/proc").glob("[0-9]*/cmdline") if read(path) == b"sleep\x0086399\x00"]

    assert lose(contain(seconds=1), Do(hostile.run_a_program_that_stays))[0] == "timeout"
    assert wait_until(lambda: not programs())


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_a_child_that_holds_on_to_memory_is_replaced(contain: Callable[..., Containment]) -> None:
    containment = contain(memory=512)
    assert containment.run(Do(hostile.keep_memory)) != containment.run(Do(hostile.keep_memory))


def test_closing_ends_a_busy_child_and_its_caller_is_told(contain: Callable[..., Containment]) -> None:
    containment = contain()
    pid = int(containment.run(Do(os.getpid)))
    told: list[str] = []

    def call() -> None:
        try:
            containment.run(Do(hostile.wait_for_ever))
        except DonthuError as error:
            told.append(error.code)

    caller = threading.Thread(target=call)
    caller.start()
    time.sleep(0.3)
    containment.close()
    caller.join(timeout=10)
    assert told == ["pipeline.closed"] and not is_there(pid)
    with pytest.raises(DonthuError, match="were ended"):
        containment.run(Do(os.getpid))


def test_more_callers_than_children_wait_their_turn(contain: Callable[..., Containment]) -> None:
    containment = contain(workers=2)
    found: list[bytes] = []
    callers = [threading.Thread(target=lambda: found.append(containment.run(Do(os.getpid)))) for _ in range(12)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(timeout=30)
    assert len(found) == 12 and len(set(found)) <= 2


def test_a_child_that_cannot_prepare_itself_says_why() -> None:
    others = multiprocessing.active_children()
    containment = Containment(hostile.refuse_to_start)
    with pytest.raises(ConfigError, match="no such office"):
        containment.run(Do(os.getpid))
    assert set(multiprocessing.active_children()) <= set(others)


def test_children_end_when_their_parent_is_killed() -> None:
    command = [sys.executable, "-m", "tests.unit.pipeline.parent_that_is_killed"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.3)  # the child is inside its endless call
        parent.kill()
    assert wait_until(lambda: read(Path(f"/proc/{child}/stat")).rpartition(b")")[2][:2] in (b"", b" Z"))
