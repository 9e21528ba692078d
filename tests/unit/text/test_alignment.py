from __future__ import annotations

import pytest

from nlp.text.alignment import Alignment, replace_spans
from nlp.text.span import Span, trimmed


def test_a_span_that_starts_behind_a_deletion_leaves_it_out() -> None:
    _, alignment = replace_spans("**Số: 5**", [(0, 2, ""), (7, 9, "")])
    assert alignment.to_source(Span(0, 5)) == Span(2, 7)


def test_a_span_inside_a_replacement_gives_the_whole_replacement() -> None:
    text, alignment = replace_spans("a&amp;b", [(1, 6, "&")])
    assert text == "a&b"
    assert alignment.to_source(Span(1, 2)) == Span(1, 6)


def test_replacements_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="not sorted"):
        replace_spans("abcdef", [(3, 4, "x"), (1, 2, "y")])


def test_alignments_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ValueError, match="do not meet"):
        Alignment.identity(3).then(Alignment.identity(4))


def test_a_replacement_by_the_same_text_is_no_edit() -> None:
    assert replace_spans("abc", [(1, 2, "b")])[1].edits == ()


def test_a_span_must_run_forward() -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(3, 2)


def test_trimming_what_is_only_blanks_leaves_an_empty_span() -> None:
    assert len(trimmed("a   b", 1, 4)) == 0
