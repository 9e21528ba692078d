"""What a check puts out, record by record: text for people, one JSON object a finding, or an HTML page at the end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from nlp.compliance.implementation import check_implementation, check_implementations
from nlp.compliance.tasks import TaskedDocument, read_tasked
from nlp.interop.check_page import render_check
from nlp.interop.findings import Checked, Row, count_groups, encode_comparison, encode_findings, read_checked, sort_findings
from nlp.interop.text import render_comparison, render_findings
from nlp.interop.wording import Wording

Record = dict[str, Any]
FORMS = ("text", "jsonl", "html")


class CheckOutput:
    """Takes the records of a check and gives what is to be shown of them to ``write``.

    Each document is laid beside ``against``; without it, beside the document of the same check that it bases itself on.
    ``as_of`` is the evaluation date as ISO. ``counts`` are the findings so far by group.
    """

    def __init__(
        self, write: Callable[[str], object], *, form: str, wording: Wording, as_of: str, against: TaskedDocument | None = None
    ) -> None:
        self._write, self._form, self._wording, self._as_of, self._against = write, form, wording, as_of, against
        self._tasked: list[TaskedDocument] = []
        self._checked: list[Checked] = []
        self.counts: Counter[str] = Counter()

    def add(self, record: Record) -> None:
        """Shows the findings of one document."""
        self.counts.update(count_groups(record["findings"]))
        self._tasked.append(read_tasked(record))
        if self._form == "html":
            self._checked.append(read_checked(record, self._wording))
        elif self._form == "jsonl":
            self._write_rows(encode_findings(record))
        else:
            self._write(render_findings(record, wording=self._wording))

    def finish(self) -> None:
        """Shows what the documents say beside one another, and the page where one was asked for."""
        for document, rows in self._compare():
            self.counts.update(count_groups(rows))
            if self._form == "html":
                self._add_to_page(document, rows)
            elif self._form == "jsonl":
                self._write_rows(encode_comparison(document, rows))
            else:
                self._write(render_comparison(document, rows, wording=self._wording))
        if self._form == "html":
            self._write(render_check(self._checked, as_of=self._as_of, wording=self._wording))

    def _compare(self) -> Iterator[tuple[TaskedDocument, list[dict[str, Any]]]]:
        if self._against is None:
            yield from check_implementations(self._tasked)
            return
        for document in self._tasked:
            if document.id != self._against.id:
                yield document, check_implementation(document, self._against)

    def _add_to_page(self, document: TaskedDocument, rows: list[dict[str, Any]]) -> None:
        number = next(n for n, checked in enumerate(self._checked) if checked.path == document.path)
        known = self._checked[number]
        self._checked[number] = Checked(known.name, known.path, known.status, tuple(sort_findings([*known.rows, *rows])))

    def _write_rows(self, rows: Iterator[Row]) -> None:
        for row in rows:
            self._write(json.dumps(row, ensure_ascii=False) + "\n")
