"""Words laid upon the text again."""

from __future__ import annotations

import pytest

from nlp.errors import MissingExtra
from nlp.text.span import Span
from nlp.text.words import AlignmentError, find_words, load_tokeniser

TEXT = "Căn cứ Nghị định  số 15/2020/NĐ-CP\ncủa Chính phủ"


def cut(*words: str):  # type: ignore[no-untyped-def]
    def tokenise(text: str, **options: object) -> list[str]:
        return list(words)

    return tokenise


def test_words_of_several_syllables_keep_their_offsets() -> None:
    tokenise = cut("Căn cứ", "Nghị định", "số", "15/2020/NĐ-CP", "của", "Chính phủ")
    found = [span.of(TEXT) for span in find_words(TEXT, Span(0, len(TEXT)), tokenise=tokenise)]
    assert found == ["Căn cứ", "Nghị định", "số", "15/2020/NĐ-CP", "của", "Chính phủ"]


def test_a_word_over_a_line_end_is_one_span() -> None:
    text = "Chính\nphủ họp"
    assert find_words(text, Span(0, len(text)), tokenise=cut("Chính phủ", "họp"))[0] == Span(0, 9)


def test_numbers_go_escaped_to_the_segmenter() -> None:
    seen: list[object] = []

    def tokenise(text: str, **options: object) -> list[str]:
        seen.append(options)
        return text.split()

    find_words(TEXT, Span(0, len(TEXT)), tokenise=tokenise)
    assert seen == [{"fixed_words": [r"15/2020/NĐ\-CP"], "use_token_normalize": False}]


@pytest.mark.parametrize("words", [("Căn cứ", "Nghị quyết"), ("Căn cứ",), ()])
def test_words_that_do_not_fit_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(AlignmentError):
        find_words(TEXT, Span(0, len(TEXT)), tokenise=cut(*words))


def test_missing_package_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "underthesea", None)
    load_tokeniser.cache_clear()
    with pytest.raises(MissingExtra, match="pip install"):
        load_tokeniser()
    load_tokeniser.cache_clear()


def test_underthesea_keeps_numbers_whole() -> None:
    pytest.importorskip("underthesea")
    found = [span.of(TEXT) for span in find_words(TEXT, Span(0, len(TEXT)))]
    assert "15/2020/NĐ-CP" in found
    assert "".join(found).replace(" ", "") == TEXT.replace(" ", "").replace("\n", "")
