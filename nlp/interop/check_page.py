"""The report of a check as one self-contained HTML page: how many findings each document has, and every finding with its basis,
its quotes and its facts. It filters by style alone; nothing is loaded and no script runs.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from html import escape

from nlp.interop.details import describe_fact_rows, fold_spaces
from nlp.interop.findings import GROUPS, Checked, Row, count_groups, group_of
from nlp.interop.html import build_page
from nlp.interop.wording import Wording

_QUOTED = 240


def render_check(documents: Sequence[Checked], *, as_of: str, wording: Wording | None = None) -> str:
    """The page; ``as_of`` is the evaluation date as ISO."""
    words = wording or Wording()
    title = words.say("check.title")
    about = words.say("check.about", count=words.number(len(documents)), date=words.day(as_of))
    body = [
        f'<main class="check"><h1>{escape(title)}</h1><p class="source">{escape(about)}</p>',
        _filters(documents, words),
        _overview(documents, words),
        *(_section(number, document, words) for number, document in enumerate(documents, start=1)),
        "</main>",
    ]
    return build_page(title, "".join(body), words)


def _filters(documents: Sequence[Checked], words: Wording) -> str:
    counts = count_groups([row for document in documents for row in document.rows])
    items = "".join(
        f'<label><input type="checkbox" id="show-{group}" autocomplete="off"{"" if group == "satisfied" else " checked"}>'
        f'<span class="tag {group}">{escape(words.label("finding_group", group))}</span>{words.number(counts[group])}</label>'
        for group in GROUPS
    )
    return f'<fieldset class="legend"><legend>{escape(words.say("check.show"))}</legend>{items}</fieldset>'


def _overview(documents: Sequence[Checked], words: Wording) -> str:
    heads = "".join(f'<th scope="col" class="n">{escape(words.label("finding_group", group))}</th>' for group in GROUPS)
    rows = []
    for number, document in enumerate(documents, start=1):
        counts = count_groups(document.rows)
        cells = "".join(
            f'<td class="n {group if counts[group] else "zero"}">{words.number(counts[group])}</td>' for group in GROUPS
        )
        name = f'<a href="#d{number}">{escape(document.name)}</a><span class="meta">{escape(document.path)}</span>'
        rows.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    head = f'<tr><th scope="col">{escape(words.say("check.document"))}</th>{heads}</tr>'
    return f'<div class="card wide"><table><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'


def _section(number: int, document: Checked, words: Wording) -> str:
    items = "".join(_finding(row, words) for row in document.rows)
    only_good = all(group_of(row) == "satisfied" for row in document.rows)
    note = words.say("check.clean" if document.rows else "check.none") if only_good else ""
    none = f'<p class="note">{escape(note)}</p>' if note else ""
    status = "" if document.status == "ok" else f" · {words.label('status', document.status)}"
    return (
        f'<section class="card" id="d{number}"><h2>{escape(document.name)}</h2>'
        f'<p class="source">{escape(document.path + status)}</p>{none}{f"<ul>{items}</ul>" if items else ""}</section>'
    )


def _finding(row: Row, words: Wording) -> str:
    group = group_of(row)
    due = f'<p class="due">{escape(words.label("part", "due"))}: {escape(words.day(row["due"]))}</p>' if row["due"] else ""
    bases = f"{words.label('part', 'legal_basis')}: {'; '.join(row['legal_basis'])}"
    basis = f'<p class="basis">{escape(bases)}</p>' if row["legal_basis"] else ""
    tag = f'<span class="tag {group}">{escape(words.label("finding_group", group))}</span>'
    quotes = "" if group == "satisfied" else "".join(_quotes(row))
    return f'<li class="f {group}"><p>{tag}{escape(row["message"])}</p>{due}{basis}{quotes}{_facts(row, words)}</li>'


def _quotes(row: Row) -> Iterator[str]:
    for quote in dict.fromkeys(fold_spaces(text) for text in row["quotes"]):
        if quote:
            yield f'<blockquote lang="vi">{escape(textwrap.shorten(quote, _QUOTED, placeholder=" …"))}</blockquote>'


def _facts(row: Row, words: Wording) -> str:
    rows = [(words.label("part", "rule"), row["rule"]), *describe_fact_rows(row["facts"], words)]
    cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(fold_spaces(value))}</dd>" for name, value in rows)
    return f"<details><summary>{escape(words.label('part', 'facts'))}</summary><dl>{cells}</dl></details>"
