from __future__ import annotations

from nlp.pipeline.progress import Progress, Standing


def test_log_gets_a_line_every_five_seconds_only() -> None:
    moments = iter([0.0, 1.0, 4.9, 5.0, 5.0, 6.0, 10.1, 10.1])
    shown: list[str] = []
    progress = Progress(
        9, now=lambda: next(moments), show=shown.append, describe=lambda s: f"{s.done} {s.failed}", terminal=False
    )
    for failed in (True, False, False, False, False):
        progress.advance(failed=failed)
    assert shown == ["3 1\n", "5 1\n"]


def test_terminal_gets_a_bar_that_is_wiped() -> None:
    moments = iter([0.0, 1.0, 1.0, 2.0])
    shown: list[str] = []
    progress = Progress(2, now=lambda: next(moments), show=shown.append, describe=lambda s: "half", terminal=True)
    progress.advance(failed=False)
    assert shown == ["\r[" + "#" * 12 + "." * 12 + "] half"]
    assert progress.close() == 2.0
    assert shown[-1] == "\r" + " " * 31 + "\r"


def test_short_run_shows_nothing_in_a_log() -> None:
    moments = iter([0.0, 0.5, 1.0, 1.0])
    shown: list[str] = []
    progress = Progress(2, now=lambda: next(moments), show=shown.append, describe=str, terminal=False)
    progress.advance(failed=False)
    progress.advance(failed=False)
    progress.close()
    assert shown == []


def test_time_left_needs_a_total_and_a_rate() -> None:
    assert Standing(10, 30, 0, 5.0).seconds_left == 10.0
    assert Standing(10, None, 0, 5.0).seconds_left is None
    assert Standing(0, 30, 0, 5.0).seconds_left is None
    assert Standing(0, 30, 0, 0.0).rate == 0.0
