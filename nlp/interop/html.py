"""A record as one self-contained HTML page: the text with every layer highlighted and explained, and what was found.

Nothing is loaded and no script runs: layers are toggled and explanations shown by style alone, and the page says so in its
Content-Security-Policy. All text is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib import resources
from typing import Any

from nlp.document.masking import mask_record
from nlp.interop.details import (
    Rows,
    describe_assignees,
    describe_citation,
    describe_facts,
    describe_header,
    describe_time,
    fold_spaces,
    name_document,
)
from nlp.interop.hits import HIT_LAYERS, Block, Hit, Piece, cut_blocks, cut_pieces, find_hits
from nlp.interop.text import petition_rows
from nlp.interop.wording import Wording

Record = Mapping[str, Any]
_DEEPEST = 5
_SHORT = 220


def render_html(record: Record, *, wording: Wording | None = None, show_personal: bool = False) -> str:
    """The page of one document; personal data of petitioners is masked in text and values unless asked for."""
    words = wording or Wording()
    record = record if show_personal else mask_record(record)
    name = fold_spaces(name_document(record, words))
    source = record["source"]
    known = words.say("html.source", path=source["path"], media=source["media_type"], bytes=words.number(source["bytes"]))
    body = [
        f'<a class="skip" href="#text">{escape(words.say("html.skip"))}</a>',
        f'<header class="top"><h1>{escape(name)}</h1>',
        f'<p class="source">{escape(known)} · {escape(words.label("status", record["status"]))}</p>',
        _legend(record, words),
        '</header><div class="grid"><div class="summary">',
        _card(words.say("html.summary"), describe_header(record, words)),
        _petition(record, words, show_personal),
        f'</div><main id="text"><div class="doc" lang="vi">{render_text(record, words)}</div></main><div class="lists">',
        *_lists(record, words),
        "</div></div>",
    ]
    return build_page(words.say("html.title", name=name), "".join(body), words)


def render_index(pages: Sequence[tuple[str, Record]], *, wording: Wording | None = None) -> str:
    """The list of the pages of a run; each page is a file name beside the index and a record, of which the head is used."""
    words = wording or Wording()
    items = []
    for page, record in pages:
        header = record["header"]
        parts = [header["issuer"], words.day(header["date"]) if header["date"] else None, header["subject"]]
        line = " · ".join(fold_spaces(part) for part in parts if part)
        about = [words.label("family", record["family"]), words.label("status", record["status"]), record["source"]["path"]]
        items.append(
            f'<li><a href="{escape(page)}">{escape(fold_spaces(name_document(record, words)))}</a>'
            f'<span class="meta">{escape(line)}</span><span class="meta">{escape(" · ".join(map(str, about)))}</span></li>'
        )
    count = escape(words.say("html.documents", count=words.number(len(pages))))
    heading = escape(words.say("html.index"))
    return build_page(
        words.say("html.index"),
        f'<main class="index"><h1>{heading}</h1><p class="source">{count}</p><ul>{"".join(items)}</ul></main>', words,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _style() -> tuple[str, str]:
    """The style and its digest for the policy."""
    css = resources.files("nlp.resources").joinpath("page.css").read_text(encoding="utf-8")
    return css, base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


def build_page(title: str, body: str, words: Wording) -> str:
    """A page of the given body, with the style and a policy that lets nothing else in."""
    css, digest = _style()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    page = (
        f'<!DOCTYPE html>\n<html lang="{words.lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{css}</style></head>\n<body>{body}</body></html>\n"
    )
    # A path may hold surrogates, which no page can; NUL and the like are no characters of HTML.
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" or (c < " " and c not in "\t\n") else c for c in page)


def _legend(record: Record, words: Wording) -> str:
    present = {"zones"} if record["segments"] else set()
    present |= {hit.layer for hit in find_hits(record, words)}
    items = []
    for layer in ("zones", *HIT_LAYERS):
        if layer in present:
            key = f'<mark class="key {layer}">{escape(words.label("layer", layer))}</mark>'
            items.append(f'<label><input type="checkbox" id="show-{layer}" checked autocomplete="off">{key}</label>')
    if not items:
        return ""
    hint = escape(words.say("html.hint"))
    return f'<fieldset class="legend"><legend>{escape(words.say("html.legend"))}</legend>{"".join(items)}<p>{hint}</p></fieldset>'


def _card(heading: str, rows: Rows, note: str = "") -> str:
    cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(fold_spaces(value))}</dd>" for name, value in rows)
    after = f'<p class="note">{escape(note)}</p>' if note else ""
    return f'<section class="card"><h2>{escape(heading)}</h2><dl>{cells}</dl>{after}</section>'


def _petition(record: Record, words: Wording, show_personal: bool) -> str:
    if record["petition"] is None:
        return ""
    note = "" if show_personal else words.say("people_masked")
    return _card(words.say("html.petition"), petition_rows(record, words), note)


def render_text(record: Record, words: Wording, *, more: Sequence[Hit] = ()) -> str:
    """The text as HTML: blocks of zones and clauses, in them the pieces that hits cover, each with its explanation.

    ``more`` are hits beside those of the record. A mark names its hits in ``data-hits``; where a hit begins, its id is an anchor
    ``h-ID``. All text is escaped.
    """
    return "".join(_text(record, words, more))


def _text(record: Record, words: Wording, more: Sequence[Hit]) -> Iterator[str]:
    text = record["text"]
    if not text.strip():
        yield f"<p>{escape(words.say('html.empty'))}</p>"
        return
    blocks = cut_blocks(record)
    pieces = cut_pieces(0, len(text), [*find_hits(record, words), *more], [block.start for block in blocks])
    piece = next(pieces, None)
    for number, block in enumerate(blocks):
        yield _open_block(block, words, blank=not text[block.start : block.end].strip())
        while piece is not None and piece.start < block.end:
            yield _piece(piece, text, words, f"t{number}-{piece.start}")
            piece = next(pieces, None)
        yield "</div></div>"


def _open_block(block: Block, words: Wording, *, blank: bool) -> str:
    zone = f" z-{block.zone}" if block.zone else " gap" if blank else ""
    label = f' data-zone="{escape(words.label("zone", block.zone))}"' if block.zone and block.opens else ""
    level = f" l{min(block.level, _DEEPEST)}" if block.level else ""
    return f'<div class="z{zone}"{label}><div class="t{level}">'


def _piece(piece: Piece, text: str, words: Wording, anchor: str) -> str:
    shown = escape(text[piece.start : piece.end])
    if not piece.hits:
        return shown
    marks = "".join(f'<i id="h-{escape(hit.id)}"></i>' for hit in piece.starts)
    if not text[piece.start : piece.end].strip():
        return marks + shown
    classes = " ".join(dict.fromkeys(name for hit in piece.hits for name in (hit.layer, hit.variant) if name))
    tip = "".join(_explain(hit, words) for hit in piece.hits)
    ids = " ".join(dict.fromkeys(hit.id for hit in piece.hits))
    # Tab goes from hit to hit; what continues one can be tapped, but is no stop of its own.
    stop = 0 if piece.starts else -1
    return (
        f'<mark class="{escape(classes)}" tabindex="{stop}" data-hits="{escape(ids)}" aria-describedby="{anchor}">{marks}{shown}'
        f'<span class="tip" role="tooltip" id="{anchor}">{tip}</span></mark>'
    )


def _explain(hit: Hit, words: Wording) -> str:
    rows = "".join(
        f'<span class="row"><span>{escape(name)}:</span> {escape(value)}</span>'
        if name
        else f'<span class="row">{escape(value)}</span>'
        for name, value in hit.rows
    )
    source = f'<span class="by">{escape(hit.source)}</span>' if hit.source else ""
    return f'<span class="hit {hit.layer}"><b>{escape(words.label("layer", hit.layer))}</b>{rows}{source}</span>'


def _lists(record: Record, words: Wording) -> Iterator[str]:
    yield _details("findings", _findings(record, words), words, ordered=False, opened=True)
    yield _details("obligations", _obligations(record, words), words, ordered=True, opened=True)
    yield _details("citations", _citations(record, words), words, ordered=False, opened=False)
    yield _details("problems", _problems(record, words), words, ordered=False, opened=True)


def _details(layer: str, items: Iterable[str], words: Wording, *, ordered: bool, opened: bool) -> str:
    found = list(items)
    tag = "ol" if ordered else "ul"
    inner = f"<{tag}>{''.join(found)}</{tag}>" if found else f'<p class="note">{escape(words.say("html.none"))}</p>'
    state = " open" if opened and found else ""
    return (
        f'<details class="card"{state}><summary>{escape(words.label("layer", layer))} ({len(found)})</summary>{inner}</details>'
    )


def _obligations(record: Record, words: Wording) -> Iterator[str]:
    deadlines = {item["id"]: item for item in record["deadlines"]}
    for item in record["obligations"]:
        metas = [f"{words.label('part', 'assignees')}: {describe_assignees(item, words)}"]
        for key in item["deadlines"]:
            if key in deadlines:
                due = ", ".join(map(words.day, deadlines[key]["due"]))
                when = describe_time(deadlines[key], words) + (f" ({words.label('part', 'due').lower()}: {due})" if due else "")
                metas.append(f"{words.label('part', 'deadlines')}: {when}")
        yield _item(item["id"], item["text"], metas, item["modality"], words.label("modality", item["modality"]))


def _citations(record: Record, words: Wording) -> Iterator[str]:
    for item in record["citations"]:
        rows = describe_citation(item, words)
        yield _item(item["id"], item["text"], [" · ".join(f"{name}: {value}" for name, value in rows)])


def _findings(record: Record, words: Wording) -> Iterator[str]:
    linked = {hit.id for hit in find_hits(record, words) if hit.layer == "findings"}
    for item in record["findings"]:
        metas = [item["rule"]]
        if item["legal_basis"]:
            metas.append(f"{words.label('part', 'legal_basis')}: {'; '.join(item['legal_basis'])}")
        if item["facts"]:
            metas.append(f"{words.label('part', 'facts')}: {describe_facts(item['facts'], words)}")
        anchor = item["id"] if item["id"] in linked else None
        yield _item(anchor, item["message"], metas, item["verdict"], words.label("verdict", item["verdict"]), whole=True)


def _problems(record: Record, words: Wording) -> Iterator[str]:
    for item in record["problems"]:
        page = [f"{words.label('part', 'page')} {item['page']}"] if item["page"] else []
        yield _item(
            None,
            item["message"],
            [" · ".join([item["code"], *page])],
            item["severity"],
            words.label("severity", item["severity"]),
            whole=True,
        )


def _item(anchor: str | None, text: str, metas: list[str], kind: str = "", tag: str = "", *, whole: bool = False) -> str:
    shown = fold_spaces(text)
    shown = shown if whole or len(shown) <= _SHORT else shown[:_SHORT].rpartition(" ")[0] + " …"
    label = f'<span class="tag {escape(kind)}">{escape(tag)}</span>' if tag else ""
    linked = f'<a href="#h-{escape(anchor)}">{escape(shown)}</a>' if anchor else escape(shown)
    below = "".join(f'<span class="meta">{escape(meta)}</span>' for meta in metas)
    return f"<li>{label}{linked}{below}</li>"
