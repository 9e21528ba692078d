"""The grammar of syllables."""

from __future__ import annotations

import pytest

from nlp.text.syllables import Syllable, is_syllable, is_word_syllable, parse_syllable, syllable_share

VALID = """nghĩa Nguyễn khoản quyết giữa giếng gì gìn quốc ủy uỷ yêu thuế khuya khuỷu oanh ngoằn xoong được ĐƯỜNG hoà hòa quý
Lắk Kạn kỹ nghiêng ghế cuộc tuyến huyện loạt quạnh""".split()
INVALID = "ngĩa khoảt nghang ghà cê qan bcd chiJ wto quyêt1 aeo tiếnn uyêp đượcc nge kơ".split()


@pytest.mark.parametrize("word", VALID)
def test_spelling_is_accepted(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", INVALID)
def test_spelling_is_refused(word: str) -> None:
    assert not is_syllable(word)


def test_parts_of_a_syllable() -> None:
    assert parse_syllable("Quyết") == Syllable("qu", "yêt", "sac")


def test_stop_takes_only_two_tones() -> None:
    assert is_syllable("biết") and is_syllable("biệt")
    assert not is_syllable("biềt") and not is_syllable("biêt")


def test_two_tones_are_refused() -> None:
    assert not is_syllable("hòá")


def test_piece_without_onset_is_no_word() -> None:
    assert not is_word_syllable("ản")
    assert is_word_syllable("ấp")


def test_share_leaves_abbreviations_out() -> None:
    assert syllable_share("UBND huyện ban hành") == 1.0


def test_share_of_words_with_diacritics() -> None:
    assert syllable_share("wxyz ngày", marked_only=True) == 1.0


def test_share_of_nothing() -> None:
    assert syllable_share("12/2024 …") == 0.0
