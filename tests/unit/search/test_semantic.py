"""The shipped vectors of terms, and ranking by words and meaning together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlp.errors import DonthuError
from nlp.search.find import Options, search
from nlp.search.index.passages import open_index
from nlp.search.models import Facet, FacetFilter, Passage
from nlp.search.rank.semantic import WIDTH, fold, likeness, load_term_vectors, write_term_vectors
from tests.unit.search.registers import TODAY

PASSAGES = [
    Passage(id="thu_hoi", directive="a", kind="ke_hoach", text="Chi trả bồi thường, hỗ trợ cho các hộ bị thu hồi đất"),
    Passage(id="tiep", directive="a", kind="ke_hoach", text="Bí thư cấp ủy tiếp công dân định kỳ hằng tháng"),
    Passage(id="rac", directive="b", kind="chi_thi", text="Thu gom, vận chuyển chất thải rắn sinh hoạt đúng giờ"),
    Passage(id="hoc", directive="b", kind="chi_thi", text="Nhà trường phối hợp với cha mẹ học sinh phòng ngừa bạo lực"),
]


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("giải phóng mặt bằng", "thu_hoi", "hoc"),
        ("tiếp dân", "tiep", "rac"),
        ("môi trường", "rac", "tiep"),
        ("giáo viên", "hoc", "thu_hoi"),
    ],
)
def test_what_is_alike_lies_near(query: str, near: str, far: str) -> None:
    embed = load_term_vectors().embed
    found = likeness(embed([query]), embed([passage.text for passage in PASSAGES]))
    by_id = dict(zip([passage.id for passage in PASSAGES], found.tolist(), strict=True))
    assert by_id[near] > by_id[far]


def test_a_text_is_most_like_itself() -> None:
    embed = load_term_vectors().embed
    rows = embed([passage.text for passage in PASSAGES])
    assert [int(likeness(row, rows).argmax()) for row in rows] == list(range(len(rows)))
    assert likeness(rows[0], rows)[0] == pytest.approx(1.0, abs=0.02)


def test_unknown_words_have_no_vector() -> None:
    assert not load_term_vectors().embed(["qwxz 12345 ###", ""]).any()


def test_meaning_finds_what_no_word_of_the_query_is_in(tmp_path: Path) -> None:
    index = open_index(tmp_path, embed=load_term_vectors().embed)
    index.rebuild(PASSAGES, generation=1)
    hits = search(index, "giáo viên", as_of=TODAY).hits
    assert hits[0].passage.id == "hoc" and hits[0].lexical == 0.0 and hits[0].meaning is not None
    assert search(index, "giáo viên", as_of=TODAY, options=Options(meaning=False)).hits == ()


def test_meaning_brings_nothing_that_a_filter_keeps_out(tmp_path: Path) -> None:
    index = open_index(tmp_path, embed=load_term_vectors().embed)
    index.rebuild(PASSAGES, generation=1)
    chosen = [FacetFilter(Facet.KIND, ("chi_thi",))]
    assert {hit.passage.kind for hit in search(index, "đền bù đất", as_of=TODAY, filters=chosen).hits} == {"chi_thi"}


def test_what_has_the_words_stands_before_what_is_only_alike(tmp_path: Path) -> None:
    index = open_index(tmp_path, embed=load_term_vectors().embed)
    index.rebuild(PASSAGES, generation=1)
    assert search(index, "thu hồi đất", as_of=TODAY).hits[0].passage.id == "thu_hoi"


def test_vectors_are_read_as_they_were_written(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(3, WIDTH)).astype(np.float32)
    write_term_vectors(tmp_path, ["đất", "đai", "đất_đai"], vectors, {})
    first = {path.name for path in tmp_path.iterdir()}
    loaded = load_term_vectors(tmp_path)
    expected = fold((vectors[0] + vectors[1] + vectors[2])[None, :])
    assert np.abs(loaded.embed(["đất đai"]).astype(int) - expected.astype(int)).max() <= 2
    write_term_vectors(tmp_path, ["đất", "đai", "đất_đai"], vectors, {})
    assert {path.name for path in tmp_path.iterdir()} == first


def test_another_file_is_refused(tmp_path: Path) -> None:
    write_term_vectors(tmp_path, ["đất"], np.ones((1, WIDTH), dtype=np.float32), {})
    (file,) = tmp_path.glob("terms-*.json.gz")
    file.write_bytes(b"other")
    with pytest.raises(DonthuError, match=r"model\.digest"):
        load_term_vectors(tmp_path)
