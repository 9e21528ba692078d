"""Work on what strangers sent, in warm child processes with limits: a child that dies, hangs or eats memory costs its task alone.

Tasks go to a child pickled; what a child gives back is bytes and read as data, for whoever takes a child over must not reach its
parent. A child is a process with the rights of its parent: the limits keep the house running, they are no sandbox.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from nlp.errors import ConfigError, DonthuError
from nlp.pipeline.child import Answer, Task, serve
from nlp.pipeline.limits import MEBIBYTE, Limits

_MAX_ANSWER = 512 * MEBIBYTE
_SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Lost(Exception):
    """A task whose child did not live to answer: ``timeout``, ``memory`` or ``crashed``, and the last that it noted."""

    reason: str
    noted: bytes | None = None


@dataclass(eq=False)
class Containment:
    """Child processes that do tasks, at most ``workers`` at a time; may be used by several threads at once.

    ``prepare`` (picklable) gives the state that a child keeps between tasks. Children start when they are wanted and are
    replaced when they are lost. Each has a temporary folder of its own, which is empty when a task begins.
    """

    prepare: Callable[[], object]
    workers: int = 1
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._gate = threading.BoundedSemaphore(self.workers)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._children: set[_Child] = set()
        self._is_closed = False

    def run(self, task: Task) -> bytes:
        """The answer to the task; waits for a child that is free.

        Raises Lost; ConfigError where a child cannot be prepared; DonthuError (``pipeline.closed``) after ``close``.
        """
        with self._gate:
            child = self._take()
            try:
                child.wait_until_ready()
                answer, is_last = child.ask(task)
            except BaseException as error:
                self._drop(child)
                if self._is_closed and isinstance(error, Lost):
                    raise _closed() from error
                raise
            if is_last:
                self._drop(child)
            else:
                with self._lock:
                    self._idle.append(child)
            return answer

    def close(self) -> None:
        """Ends all children, whatever they are at."""
        with self._lock:
            self._is_closed = True
            children = list(self._children)
        for child in children:
            self._drop(child)

    def _take(self) -> _Child:
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is not None and not child.is_alive():
            self._drop(child)
            child = None
        if child is None:
            child = _Child(self.prepare, self.limits)
            with self._lock:
                self._children.add(child)
        if self._is_closed:
            self._drop(child)
            raise _closed()
        return child

    def _drop(self, child: _Child) -> None:
        with self._lock:
            if child not in self._children:
                return
            self._children.discard(child)
            if child in self._idle:
                self._idle.remove(child)
        child.end()


class _Child:
    """One process, its end of the line, and its temporary folder."""

    def __init__(self, prepare: Callable[[], object], limits: Limits) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="donthu-", ignore_cleanup_errors=True)
        self._line, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(
            target=serve, args=(theirs, Path(self._folder.name), prepare, limits), name="donthu-worker", daemon=True
        )
        self._process.start()
        theirs.close()
        self._is_ready = False

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def wait_until_ready(self) -> None:
        """Raises ConfigError where the child could not prepare itself."""
        if self._is_ready:
            return
        try:
            message = self._line.recv_bytes(_MAX_ANSWER)
        except (EOFError, OSError):
            message = Answer.REFUSED + b"pipeline.worker_start\0a worker process died at its start\0"
        if message[:1] != Answer.READY:
            code, what, hint = message[1:].decode("utf-8", "replace").split("\0")
            raise ConfigError(code, what, hint)
        self._is_ready = True

    def ask(self, task: Task) -> tuple[bytes, bool]:
        """The answer, and whether it is the last that this child gives. Raises Lost."""
        noted: bytes | None = None
        try:
            self._line.send(task)
            while True:
                message = self._line.recv_bytes(_MAX_ANSWER)
                kind, body = message[:1], message[1:]
                if kind in (Answer.DONE, Answer.LAST):
                    return body, kind == Answer.LAST
                if kind != Answer.NOTE:
                    raise Lost("memory" if kind == Answer.MEMORY else "crashed", noted)
                noted = body
        except (EOFError, OSError):
            raise Lost(self._cause_of_death(), noted) from None

    def end(self) -> None:
        """Kills the process with every program it runs, waits for it and removes its folder."""
        self._process.kill()
        _end_session(self._process.pid)
        self._process.join()
        self._folder.cleanup()  # the line is closed with its last reader: one may still be about to read its end

    def _cause_of_death(self) -> str:
        _end_session(self._process.pid)
        self._process.join(timeout=5)  # the line is cut a moment before the process is gone
        ended_by = -(self._process.exitcode or 0)
        if ended_by in (getattr(signal, "SIGALRM", None), getattr(signal, "SIGXCPU", None)):
            return "timeout"
        # Nobody but the system sends SIGKILL while the task runs, and it does where memory runs out.
        return "memory" if ended_by == getattr(signal, "SIGKILL", None) else "crashed"


def _closed() -> DonthuError:
    return DonthuError("pipeline.closed", "the worker processes were ended", "open them anew")


def _end_session(leader: int | None) -> None:
    """Kills what is left of a child's session: the programs that it ran. Only where ``/proc`` tells sessions (Linux)."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            session = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[3]
            if int(session) == leader and int(path.parent.name) != leader:
                os.kill(int(path.parent.name), signal.SIGKILL)
        except (OSError, IndexError, ValueError):
            continue
