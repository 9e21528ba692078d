"""The index of passages: a folder that is fed, changed and searched, and can be thrown away and built anew at any time.

A commit is whole or not there at all, whatever happens to the process. In the same commit stands the ``generation``, a number
of the register that feeds the index: after a crash the register reads it and sends again what came later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import orjson
import tantivy

from nlp.errors import SearchError
from nlp.search.index.counts import Counts
from nlp.search.index.schema import FORMAT, SPLIT, build_schema, write_document
from nlp.search.index.vectors import Embed, VectorFile
from nlp.search.models import Passage

_STATE = "@state"  # the id of the document that holds the state
_HEAP = 120_000_000
_THREADS = 2  # of a rebuild; more make more segments, and nothing faster: the terms are made here
_BATCH = 512
_REBUILD = "delete the folder and build the index anew from the register"


@dataclass(frozen=True, slots=True)
class State:
    """What a commit says of itself: the register's number, the rows of vectors that are taken, and the number of their file."""

    format: str = FORMAT
    generation: int = 0
    rows: int = 0
    vectors: int = 0


class View:
    """One commit as a search sees it from beginning to end, whatever is committed meanwhile."""

    def __init__(self, folder: Path, schema: tantivy.Schema, searcher: tantivy.Searcher, embed: Embed | None) -> None:
        self.schema = schema
        self.searcher = searcher
        self.embed = embed
        self.state = _read_state(folder, schema, searcher)
        self.vectors = VectorFile(folder, self.state.vectors)

    @cached_property
    def counts(self) -> Counts:
        """How many passages hold a word or a pair."""
        return Counts(self.searcher)

    def __len__(self) -> int:
        return max(0, self.searcher.num_docs - 1)


class PassageIndex:
    """Passages that can be searched. One process writes at a time, any number reads; a reader sees a commit at its next search.

    ``embed`` gives the vectors of texts; without it hits are ranked by words alone.
    """

    def __init__(self, folder: Path, index: tantivy.Index, embed: Embed | None) -> None:
        self._folder = folder
        self._index = index
        self._embed = embed
        self._seen: tuple[tuple[int, ...], View] | None = None

    def view(self) -> View:
        """The last commit, of this process or another one."""
        status = (self._folder / "meta.json").stat()
        stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
        if self._seen is None or self._seen[0] != stamp:
            self._index.reload()
            self._seen = stamp, View(self._folder, self._index.schema, self._index.searcher(), self._embed)
        return self._seen[1]

    @property
    def generation(self) -> int:
        """The number that came with the last commit; 0 of an empty index."""
        return self.view().state.generation

    def __len__(self) -> int:
        return len(self.view())

    def apply(self, *, generation: int, put: Iterable[Passage] = (), remove: Iterable[str] = ()) -> None:
        """Adds passages or puts them in the place of those with their ids, removes others by id, and commits all of it.

        Raises SearchError where another process writes at the time.
        """
        writer = self._open_writer(threads=1)
        try:
            state = self.view().state  # read behind the lock: nobody else takes these rows
            for passage_id in remove:
                writer.delete_documents_by_term("id", passage_id)
            vectors = VectorFile(self._folder, state.vectors)
            self._write(writer, put, generation, vectors, first_row=state.rows)
        except BaseException:
            writer.rollback()
            raise
        writer.wait_merging_threads()

    def rebuild(self, passages: Iterable[Passage], *, generation: int) -> None:
        """Puts the passages, whose ids differ, in the place of all that there is; until the commit the old ones are found.

        Raises SearchError where another process writes at the time.
        """
        writer = self._open_writer(threads=_THREADS)
        try:
            vectors = VectorFile(self._folder, self.view().state.vectors + 1)
            vectors.clear()
            writer.delete_all_documents()
            self._write(writer, passages, generation, vectors, first_row=None)
        except BaseException:
            writer.rollback()
            raise
        writer.wait_merging_threads()
        vectors.remove_others()

    def _open_writer(self, *, threads: int) -> tantivy.IndexWriter:
        try:
            writer = self._index.writer(_HEAP, threads)
        except ValueError as error:
            raise SearchError("index.busy", f"another process writes to {self._folder}", "try again when it is done") from error
        writer.garbage_collect_files()  # what a killed writer left has the names of files that this one will write
        return writer

    def _write(
        self,
        writer: tantivy.IndexWriter,
        passages: Iterable[Passage],
        generation: int,
        vectors: VectorFile,
        *,
        first_row: int | None,
    ) -> None:
        """Writes and commits; without a first row there is nothing that a passage could replace."""
        row, schema = first_row or 0, self._index.schema
        for batch in _batches(passages):
            if self._embed is not None:
                vectors.write(row, self._embed([embedded_text(passage) for passage in batch]))
            for passage in batch:
                if first_row is not None:
                    writer.delete_documents_by_term("id", passage.id)
                writer.add_document(write_document(passage, row, schema))
                row += 1
        vectors.flush(row)
        state = State(generation=generation, rows=row, vectors=vectors.number)
        writer.delete_documents_by_term("id", _STATE)
        writer.add_document(tantivy.Document.from_dict({"id": _STATE, "passage": orjson.dumps(state)}, schema))
        writer.commit()


def embedded_text(passage: Passage) -> str:
    """What of a passage its vector stands for: its own words, and what its directive is about."""
    return f"{passage.text} {passage.subject}" if passage.subject else passage.text


def open_index(folder: Path, *, embed: Embed | None = None) -> PassageIndex:
    """The index of a folder, which is made where it is not there.

    Raises SearchError where the folder holds an index of another format or a broken one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        index = tantivy.Index(build_schema(), path=str(folder))
    except ValueError as error:
        raise SearchError("index.broken", f"{folder} cannot be opened as an index: {error}", _REBUILD) from error
    index.register_tokenizer(SPLIT, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    opened = PassageIndex(folder, index, embed)
    opened.view()
    return opened


def _read_state(folder: Path, schema: tantivy.Schema, searcher: tantivy.Searcher) -> State:
    found = searcher.search(tantivy.Query.term_query(schema, "id", _STATE, "basic"), 1).hits
    if not found:
        return State()
    state = orjson.loads(searcher.doc(found[0][1])["passage"][0])
    if state["format"] != FORMAT:
        raise SearchError("index.format", f"{folder} holds format {state['format']}, not {FORMAT}", _REBUILD)
    return State(**state)


def _batches(passages: Iterable[Passage]) -> Iterable[Sequence[Passage]]:
    batch: list[Passage] = []
    for passage in passages:
        batch.append(passage)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
