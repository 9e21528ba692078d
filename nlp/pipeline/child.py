"""The child's side of containment: it shuts itself off, sets its limits, and does one task after another."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from nlp.errors import DonthuError
from nlp.pipeline.limits import MEBIBYTE, Limits
from nlp.pipeline.runner import place_of

# A child that holds on to this share of its memory after a task is replaced, so that the next one has the whole of it.
_HELD = 0.25


class Task(Protocol):
    """Something for a child to do; picklable."""

    def run(self, state: Any, note: Callable[[bytes], None]) -> bytes:
        """The answer. ``state`` is what the child prepared; what ``note`` is given reaches the parent even if the child dies."""
        ...


class Answer:
    """The first byte of a message of a child."""

    READY, REFUSED, NOTE, DONE, LAST, MEMORY, FAILED = (bytes([code]) for code in b"rxndlmf")


def serve(line: Connection, folder: Path, prepare: Callable[[], object], limits: Limits) -> None:
    """Does the tasks that come down ``line`` until it ends; runs in a process of its own."""
    _shut_off(folder)
    try:
        state = prepare()
    except DonthuError as error:
        line.send_bytes(Answer.REFUSED + "\0".join((error.code, error.message, error.hint)).encode("utf-8", "replace"))
        return
    except Exception as error:
        line.send_bytes(Answer.REFUSED + f"pipeline.worker_start\0{place_of(error)}\0".encode())
        return
    fence = _Fence(limits)
    line.send_bytes(Answer.READY)
    is_last = False
    while not is_last:
        try:
            task = _receive(line)
            if task is None:
                return
            fence.raise_()
            answer = task.run(state, lambda note: line.send_bytes(Answer.NOTE + note))
            fence.lower()
        except MemoryError:
            task = None
            line.send_bytes(Answer.MEMORY)
            return
        except Exception:
            line.send_bytes(Answer.FAILED)
            return
        _empty(folder)
        is_last = fence.held() > _HELD * limits.memory * MEBIBYTE
        line.send_bytes((Answer.LAST if is_last else Answer.DONE) + answer)


def _receive(line: Connection) -> Task | None:
    try:
        task: Task = line.recv()
    except (EOFError, OSError):  # the parent is gone, or wants nothing more
        return None
    return task


def _shut_off(folder: Path) -> None:
    """No terminal, no interrupt, no core dump, a temporary folder of its own, and an end when the parent ends."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.close(nothing)
    # An interrupt is for the process that was asked to run; it ends its children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)))
    tempfile.tempdir = str(folder)
    if sys.platform != "win32":
        os.umask(0o077)
        os.setsid()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        _end_with_parent()


def _end_with_parent() -> None:
    """Has the system end this process when its parent is gone, even inside a library that never comes back."""
    import fcntl

    parent = parent_process()
    if parent is None or not hasattr(fcntl, "F_SETOWN"):
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, os.O_ASYNC)


def _empty(folder: Path) -> None:
    for item in folder.iterdir():
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item, ignore_errors=True)
        else:
            item.unlink(missing_ok=True)


class _Fence:
    """The limits, kept by the system: one that is passed ends the process, or is a MemoryError or OSError in it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._start = _address_space()
        if sys.platform == "win32":
            return
        import resource

        _set(resource.RLIMIT_CORE, 0)
        _set(resource.RLIMIT_FSIZE, limits.file_size * MEBIBYTE)
        _set(resource.RLIMIT_NOFILE, limits.files)
        if self._start:
            _set(resource.RLIMIT_AS, self._start + limits.memory * MEBIBYTE)

    def raise_(self) -> None:
        """A task begins: its time is counted from here."""
        if sys.platform == "win32":
            return
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(used.ru_utime + used.ru_stime) + self._limits.cpu_seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))
        signal.setitimer(signal.ITIMER_REAL, self._limits.seconds)

    def lower(self) -> None:
        """The task is done."""
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, 0)

    def held(self) -> int:
        """Bytes of address space beyond those at the start."""
        return _address_space() - self._start


def _set(which: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(which)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _address_space() -> int:
    """Bytes of address space of this process; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
