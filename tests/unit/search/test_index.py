"""The index: changes, commits, readers, crashes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tantivy
from numpy.typing import NDArray

from nlp.errors import SearchError
from nlp.search.find import Options, search
from nlp.search.index.passages import PassageIndex, open_index
from nlp.search.index.schema import read_passage, write_document
from nlp.search.models import Passage
from nlp.search.rank.semantic import WIDTH
from tests.unit.search.registers import DATA, ROOT, TODAY, read_rows, small_register


def ids(index: PassageIndex, query: str) -> list[str]:
    return [hit.passage.id for hit in search(index, query, as_of=TODAY, options=Options(meaning=False)).hits]


def test_a_passage_comes_back_as_it_was_put(tmp_path: Path) -> None:
    passages = read_rows(DATA["passages"])
    index = small_register(tmp_path)
    view = index.view()
    for passage in passages:
        assert read_passage(write_document(passage, 0, view.schema)["passage"][0]) == passage


def test_an_empty_index_answers(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    assert (len(index), index.generation, ids(index, "đất đai")) == (0, 0, [])


def test_added_and_removed_at_once(tmp_path: Path) -> None:
    index = small_register(tmp_path)
    index.apply(generation=2, put=[Passage(id="moi", directive="e", text="Tiêm vắc xin cho đàn bò")], remove=["dat"])
    assert ids(index, "vắc xin") == ["moi"]
    assert "dat" not in ids(index, "đất đai")
    assert (index.generation, len(index)) == (2, len(DATA["passages"]))


def test_put_again_takes_its_place(tmp_path: Path) -> None:
    index = small_register(tmp_path)
    changed = Passage(id="dat", directive="b", text="Thu gom rác thải", status="xong")
    index.apply(generation=2, put=[changed])
    index.apply(generation=3, put=[changed])
    assert ids(index, "rác thải") == ["dat"]
    assert len(index) == len(DATA["passages"])


def test_a_rebuild_puts_all_anew(tmp_path: Path) -> None:
    index = small_register(tmp_path)
    index.rebuild([Passage(id="x", directive="x", text="Chỉ một việc")], generation=9)
    assert (len(index), index.generation, ids(index, "đất đai")) == (1, 9, [])


def test_another_reader_sees_a_commit_at_its_next_search(tmp_path: Path) -> None:
    writer, reader = small_register(tmp_path), open_index(tmp_path)
    assert ids(reader, "vắc xin") == []
    writer.apply(generation=2, put=[Passage(id="moi", directive="e", text="Tiêm vắc xin")])
    assert ids(reader, "vắc xin") == ["moi"]


def test_a_view_does_not_change_under_a_search(tmp_path: Path) -> None:
    index = small_register(tmp_path)
    view = index.view()
    index.apply(generation=2, remove=["dat"])
    assert (len(view), len(index.view())) == (len(DATA["passages"]), len(DATA["passages"]) - 1)


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    index = small_register(tmp_path)

    def broken() -> Sequence[Passage]:
        raise RuntimeError("the register is gone")

    def passages() -> object:
        yield Passage(id="moi", directive="e", text="Tiêm vắc xin")
        yield from broken()

    with pytest.raises(RuntimeError):
        index.apply(generation=2, put=passages())  # type: ignore[arg-type]
    assert (index.generation, ids(index, "vắc xin")) == (1, [])


def test_two_writers_at_once_are_refused(tmp_path: Path) -> None:
    index, other = small_register(tmp_path), open_index(tmp_path)

    def passages() -> object:
        with pytest.raises(SearchError, match="another process writes"):
            other.apply(generation=5, remove=["dat"])
        yield Passage(id="moi", directive="e", text="Tiêm vắc xin")

    index.apply(generation=2, put=passages())  # type: ignore[arg-type]
    assert index.generation == 2


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SearchError, match=r"index\.broken"):
        open_index(tmp_path)


def test_another_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_register(tmp_path)
    monkeypatch.setattr("nlp.search.index.passages.FORMAT", "donthu-search/0")
    with pytest.raises(SearchError, match=r"index\.format"):
        open_index(tmp_path)


def _by_length(texts: Sequence[str]) -> NDArray[np.int8]:
    """Vectors that tell short texts from long ones."""
    rows = np.zeros((len(texts), WIDTH), dtype=np.int8)
    rows[range(len(texts)), [min(len(text), WIDTH - 1) for text in texts]] = 127
    return rows


def test_vectors_follow_their_passages(tmp_path: Path) -> None:
    index = open_index(tmp_path, embed=_by_length)
    first, second = Passage(id="a", directive="d", text="ngắn"), Passage(id="b", directive="d", text="dài hơn một chút")
    index.rebuild([first, second], generation=1)
    index.apply(generation=2, put=[replace(first, text="nay dài hơn trước rất nhiều")])
    view = index.view()
    hits = view.searcher.search(tantivy.Query.all_query(), 10).hits
    stored = {}
    for _, address in hits:
        found = view.searcher.doc(address)
        if found["id"][0] != "@state":
            row = view.searcher.fast_field_values("row", [address])[0]
            stored[found["id"][0]] = int(np.argmax(view.vectors.rows(view.state.rows)[int(row or 0)]))
    assert stored == {"a": len("nay dài hơn trước rất nhiều"), "b": len(second.text)}


def test_passages_put_without_vectors_stand_beside_those_with(tmp_path: Path) -> None:
    open_index(tmp_path, embed=_by_length).apply(generation=1, put=[Passage(id="a", directive="d", text="một việc")])
    open_index(tmp_path).apply(generation=2, put=[Passage(id="b", directive="d", text="hai việc")])
    found = search(open_index(tmp_path, embed=_by_length), "việc", as_of=TODAY).hits
    assert {hit.passage.id for hit in found} == {"a", "b"}


def test_a_rebuild_leaves_one_file_of_vectors(tmp_path: Path) -> None:
    index = open_index(tmp_path, embed=_by_length)
    for generation in range(1, 4):
        index.rebuild([Passage(id="a", directive="d", text="một")], generation=generation)
    assert len(list(tmp_path.glob("vectors-*.i8"))) == 1


WORKER = """
import sys
from pathlib import Path
from nlp.search.index.passages import open_index
from nlp.search.models import Passage
index = open_index(Path(sys.argv[1]))
generation = index.generation
while True:
    generation += 1
    words = f"việc số {generation}"
    put = [Passage(id=f"{generation}:{number}", directive=str(generation), text=words) for number in range(3)]
    index.apply(generation=generation, put=put)
    print(generation, flush=True)
"""


@pytest.mark.slow
def test_a_killed_writer_leaves_whole_commits(tmp_path: Path) -> None:
    generator = random.Random(1)
    acknowledged = 0
    for _ in range(6):
        command = [sys.executable, "-c", WORKER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
            assert process.stdout is not None
            acknowledged = int(process.stdout.readline())
            time.sleep(generator.uniform(0.0, 0.2))
            process.send_signal(signal.SIGKILL)
            acknowledged = max([acknowledged, *map(int, process.stdout.read().split())])
        index = open_index(tmp_path)
        assert index.generation >= acknowledged
        assert len(index) == 3 * index.generation
