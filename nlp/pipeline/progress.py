"""How far a long run has come, in a form that a terminal or a log can show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

BAR_WIDTH = 24
_TERMINAL_PAUSE = 0.1
_LOG_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Documents done, of how many (None where unknown), how many failed, seconds since the start."""

    done: int
    total: int | None
    failed: int
    seconds: float

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at this rate; None where it cannot be told."""
        if self.total is None or self.rate <= 0:
            return None
        return max(0, self.total - self.done) / self.rate


class Progress:
    """Tells ``show`` how far the run is: a bar drawn in place on a terminal, else a line every five seconds.

    ``now`` gives seconds, ``describe`` puts a standing into words.
    """

    def __init__(
        self, total: int | None, *, now: Callable[[], float], show: Callable[[str], object], describe: Callable[[Standing], str],
        terminal: bool,
    ) -> None:  # fmt: skip
        self._total, self._now, self._show, self._describe, self._terminal = total, now, show, describe, terminal
        self._start = self._last = now()
        self._done = self._failed = self._width = 0

    def advance(self, *, failed: bool) -> None:
        """One more document is done."""
        self._done += 1
        self._failed += failed
        moment = self._now()
        if moment - self._last >= (_TERMINAL_PAUSE if self._terminal else _LOG_PAUSE):
            self._last = moment
            self._draw()

    def close(self) -> float:
        """Wipes the bar off the terminal; gives the seconds that the run took."""
        if self._width:
            self._show("\r" + " " * self._width + "\r")
            self._width = 0
        return self._now() - self._start

    def standing(self) -> Standing:
        """How far the run is now."""
        return Standing(self._done, self._total, self._failed, self._now() - self._start)

    def _draw(self) -> None:
        standing = self.standing()
        line = self._describe(standing)
        if not self._terminal:
            self._show(line + "\n")
            return
        if standing.total:
            filled = BAR_WIDTH * standing.done // standing.total
            line = f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {line}"
        self._show("\r" + line.ljust(self._width))
        self._width = len(line)
