"""The measure against VNLegalText: reading of the export, its conventions, and the classes of errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.errors import DonthuError
from nlp.evaluation.references import (
    CONVENTIONS,
    Reference,
    find_sentence_references,
    main,
    parse_sentence,
    read_sentences,
    render_result,
    score_sentences,
)


def line(value: str, *marks: tuple[str, str], at: list[int] | None = None) -> str:
    """A line of the export; a mark stands where its words stand first, or at the offsets given."""
    starts = at or [value.index(words) for words, _ in marks]
    result = [
        {"value": {"start": start, "end": start + len(words), "text": words, "labels": [label]}}
        for start, (words, label) in zip(starts, marks, strict=True)
    ]
    return json.dumps({"data": {"value": value}, "annotations": [{"result": result}]}, ensure_ascii=False)


def gold(text: str) -> list[tuple[str, str]]:
    sentence = parse_sentence(text)
    return [(sentence.text[r.start : r.end], r.kind) for r in sentence.gold]


def test_joined_words_and_blanks_are_undone_and_offsets_follow() -> None:
    value = "Theo Luật Thú_y , Nghị_định số 3/2031/NĐ-CP ( nếu có ) ."
    read = line(value, ("Luật Thú_y", "L"), ("Nghị_định số 3/2031/NĐ-CP", "NĐ"))
    assert parse_sentence(read).text == "Theo Luật Thú y, Nghị định số 3/2031/NĐ-CP (nếu có)."
    assert gold(read) == [("Luật Thú y", "luat"), ("Nghị định số 3/2031/NĐ-CP", "nghi_dinh")]


def test_a_mark_laid_over_an_earlier_one_moves_to_its_own_place() -> None:
    value = "Thông_tư số 1/2031/TT-BYT ngày 02/3/2031 ( sau đây gọi là Thông_tư số 1/2031/TT-BYT )"
    read = line(value, ("Thông_tư số 1/2031/TT-BYT ngày 02/3/2031", "TT"), ("Thông_tư số 1/2031/TT-BYT", "TT"))
    moved = parse_sentence(read).gold
    assert [r.start for r in moved] == [0, moved[1].start] and moved[1].start > 40
    assert [r.start for r in parse_sentence(read, repair=False).gold] == [0, 0]


def test_an_outer_mark_ends_at_its_own_end_tag() -> None:
    value = 'Luật sửa_đổi một_số điều của <L rel="none"> Luật Thú_y ngày 02/3/2031 </L> .'
    read = line(value, ('Luật sửa_đổi một_số điều của <L rel="none"> Luật Thú_y', "L"))
    assert gold(read) == [("Luật sửa đổi một số điều của Luật Thú y ngày 02/3/2031", "luat")]


def test_what_precedes_the_first_basis_is_a_title() -> None:
    value = "Thông tư Sửa đổi Thông tư số 1/2031/TT-BYT Căn_cứ Luật Thú_y ."
    result = score_sentences([parse_sentence(line(value, ("Luật Thú_y", "L")))])
    assert (result.typed.hits, result.typed.gold, result.typed.system) == (1, 1, 1)
    result = score_sentences([parse_sentence(line(value, ("Luật Thú_y", "L")))], conventions=CONVENTIONS - {"titles"})
    assert result.typed.system == 2


@pytest.mark.parametrize(
    ("text", "convention", "with_it", "without"),
    [
        ("khoản 2 Điều 5 Luật Thú y", "provisions", ["Luật Thú y"], ["khoản 2 Điều 5 Luật Thú y"]),
        ("Công văn số 12/BYT-PC", "kinds", [], ["Công văn số 12/BYT-PC"]),
        ("theo Điều 7 Nghị định số 54.", "serials", ["Nghị định số 54"], []),
        (
            "Nghị định số 3/2031/NĐ-CP về thi hành Luật Thú y",
            "nested",
            ["Nghị định số 3/2031/NĐ-CP", "Luật Thú y"],
            ["Nghị định số 3/2031/NĐ-CP"],
        ),
    ],
)
def test_a_convention_can_be_switched_off(text: str, convention: str, with_it: list[str], without: list[str]) -> None:
    for conventions, expected in ((CONVENTIONS, with_it), (CONVENTIONS - {convention}, without)):
        assert [text[r.start : r.end] for r in find_sentence_references(text, conventions=conventions)] == expected


def test_errors_are_classified() -> None:
    rows = [
        ("Luật Thú y năm 2031", [("Luật Thú y", "L")]),  # boundary
        ("Nghị định số 3/2031/NĐ-CP", [("Nghị định số 3/2031/NĐ-CP", "TT")]),  # type
        ("Nghị định về thú y", [("Nghị định về thú y", "NĐ")]),  # missed
        ("theo Luật Thú y", []),  # wrong
    ]
    result = score_sentences([parse_sentence(line(value, *marks)) for value, marks in rows])
    assert [error.label for error in result.errors] == ["boundary", "type", "missed", "wrong"]
    assert result.typed.hits == 0 and result.spans.hits == 1
    report = render_result(result, errors=1)
    assert "all, typed" in report and "missed: 1" in report and "gold nghi_dinh [Nghị định về thú y]" in report


def test_the_command_prints_scores_and_refuses_other_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line("theo Luật Thú_y", ("Luật Thú_y", "L")) + "\n", encoding="utf-8")
    assert main([str(path), "--errors", "2"]) == 0
    assert "1.0000" in capsys.readouterr().out
    path.write_text('{"text": 1}\n', encoding="utf-8")
    assert main([str(path)]) == 2
    assert "line 1" in capsys.readouterr().err
    with pytest.raises(DonthuError):
        read_sentences(path)
    assert Reference(1, 2, "luat") < Reference(1, 3, "luat")
