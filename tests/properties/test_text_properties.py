"""What holds for every text: alignments, canonical form, views."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from nlp.compliance.case import _DIGIT_SHAPE
from nlp.segment.restoration import _READ, _READ_SHAPES
from nlp.text.alignment import concatenate, replace_spans
from nlp.text.canonical import canonicalise
from nlp.text.fold import encode_letters, fold_all, fold_case, fold_diacritics, fold_tone, fold_views
from nlp.text.span import Span

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
LETTERS = VIETNAMESE + VIETNAMESE.upper()
ODD = "\r\n\u00a0\u200b\ufeff\u2028\t\x00\x0c\u00d0\u0300\u0301\u0302\u0323\u031b 0123456789.,;:/-–“”()"
#: Pieces of what a recogniser leaves, and what may stand around them.
READ = [*"sô vê tê điêu Điêu quyêt thưc bâc l O I 1 20 § ´ gi4ii x _ / . h".split(), " ", "\n"]
DIGITS = re.compile(r"[0-9](?=[^\W\d_]{2})")
texts = st.text(alphabet=LETTERS + ODD, max_size=80)


def spelled(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from([text, unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text)])


@st.composite
def replacements(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = [(a, b, draw(st.text(alphabet=LETTERS, max_size=4))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    kept, last = [], -1
    for a, b, new in pairs:
        if a > last:
            kept.append((a, b, new))
            last = b
    return text, kept


@given(replacements())
def test_what_was_not_edited_is_found_again(case: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, edits = case
    target, alignment = replace_spans(text, edits)
    assert alignment.source_length == len(text)
    assert alignment.target_length == len(target)
    touched = [(e.target_start, e.target_end) for e in alignment.edits]
    for offset, character in enumerate(target):
        if not any(a <= offset < b for a, b in touched):
            source = alignment.to_source(Span(offset, offset + 1))
            assert source.of(text) == character
            assert alignment.to_target(source) == Span(offset, offset + 1)


@given(replacements(), st.data())
def test_alignments_are_monotone(case: tuple[str, list[tuple[int, int, str]]], data: st.DataObject) -> None:
    text, edits = case
    target, alignment = replace_spans(text, edits)
    a, b, c = sorted(data.draw(st.integers(0, len(target))) for _ in range(3))
    left, right = alignment.to_source(Span(a, b)), alignment.to_source(Span(b, c))
    assert left.start <= right.start
    assert left.end <= right.end


@given(replacements(), st.data())
def test_two_steps_are_one_alignment(case: tuple[str, list[tuple[int, int, str]]], data: st.DataObject) -> None:
    text, edits = case
    middle, first = replace_spans(text, edits)
    position = data.draw(st.integers(0, len(middle)))
    end = data.draw(st.integers(position, len(middle)))
    target, second = replace_spans(middle, [(position, end, "xy")])
    both = first.then(second)
    assert (both.source_length, both.target_length) == (len(text), len(target))
    edited = [(e.target_start, e.target_end) for e in both.edits]
    for offset, character in enumerate(target):
        if not any(a <= offset < b for a, b in edited):
            assert both.to_source(Span(offset, offset + 1)).of(text) == character


@given(st.lists(replacements(), max_size=4))
def test_parts_put_together_keep_their_alignment(cases: list[tuple[str, list[tuple[int, int, str]]]]) -> None:
    sources = "".join(text for text, _ in cases)
    target, alignment = concatenate(replace_spans(text, edits) for text, edits in cases)
    edited = [(e.target_start, e.target_end) for e in alignment.edits]
    for offset, character in enumerate(target):
        if not any(a <= offset < b for a, b in edited):
            assert alignment.to_source(Span(offset, offset + 1)).of(sources) == character


@given(texts)
def test_the_canonical_form_is_canonical(raw: str) -> None:
    text, alignment = canonicalise(raw)
    assert unicodedata.is_normalized("NFC", text)
    assert canonicalise(text) == (text, canonicalise(text)[1])
    assert canonicalise(text)[0] == text
    assert alignment.source_length == len(raw)
    assert alignment.target_length == len(text)


@given(st.text(alphabet=LETTERS + " .,;", max_size=80))
def test_both_normal_forms_give_one_text(text: str) -> None:
    assert canonicalise(unicodedata.normalize("NFD", text))[0] == canonicalise(text)[0]


@given(texts, texts)
def test_each_letter_is_found_in_the_decomposed_source(first: str, second: str) -> None:
    raw = unicodedata.normalize("NFD", first + second)
    text, alignment = canonicalise(raw)
    for offset, character in enumerate(text):
        source = alignment.to_source(Span(offset, offset + 1)).of(raw)
        assert character in canonicalise(source)[0]


@given(st.text(max_size=60))
def test_views_keep_the_length(text: str) -> None:
    canonical = canonicalise(text)[0]
    for view in (fold_tone, fold_case, fold_diacritics, fold_all):
        assert len(view(canonical)) == len(canonical)


@given(st.text(alphabet=LETTERS + " ", max_size=60))
def test_folding_tones_twice_changes_nothing(text: str) -> None:
    assert fold_tone(fold_tone(text)) == fold_tone(text)


@given(st.text(alphabet=LETTERS + ODD + "_´§", max_size=80))
def test_views_read_from_one_encoding_are_those_of_the_text(text: str) -> None:
    tone = fold_tone(text)
    lower = fold_case(tone)
    assert fold_views(text, encode_letters(text)) == (tone, lower, fold_diacritics(lower))


@given(st.lists(st.sampled_from(READ), max_size=12).map("".join))
def test_marks_of_a_recogniser_stand_nowhere_without_one_of_their_shapes(text: str) -> None:
    code = encode_letters(text)
    assert code is not None
    assert any(shapes.may_stand_in(code) for shapes in _READ_SHAPES) or not _READ.search(text)
    assert _DIGIT_SHAPE.may_stand_in(code) or not any(text[m.start() - 1 : m.start()].isalpha() for m in DIGITS.finditer(text))
