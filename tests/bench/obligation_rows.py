"""A large register of generated obligations, and how long its search takes.

``python -m tests.bench.obligation_rows --rows 1000000 [--meaning]`` builds an index and prints one line a kind of query: median
and 95th percentile of the time on the clock, and of the time on a processor, in milliseconds. On a machine that does other work
as well the second says what the query costs.

They are drawn from those of the train split of ``corpora/dispatches`` with a fixed seed: bodies, places, numbers and dates are
changed, some words are left out, and each directive gets a number, an issuer and a day of its own; nothing is of real persons.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path

import numpy as np
import tantivy

from nlp.evaluation.passages import read_passages
from nlp.gazetteer.units import load_gazetteer
from nlp.search.find import Options, search
from nlp.search.index.passages import PassageIndex, open_index
from nlp.search.index.schema import ROW_NAME, name_row, read_passage
from nlp.search.models import BodyFilter, DueFilter, Facet, FacetFilter, Filter, Passage
from nlp.search.rank.semantic import load_term_vectors
from nlp.text.fold import fold_diacritics

CORPUS = Path(__file__).resolve().parents[2] / "corpora/dispatches"
_PLACE = re.compile(r"(?P<kind>(?:xã|phường|huyện|tỉnh) )[A-ZĐ]\w+(?: [A-ZĐ]\w+){0,2}")
_FIGURE = re.compile(r"\d+")
_DEPARTMENTS = ("Nội vụ|Tư pháp|Tài chính|Xây dựng|Y tế|Công Thương|Nông nghiệp và Môi trường|Giáo dục và Đào tạo").split("|")
_FIELDS = "dat_dai giai_phong_mat_bang moi_truong xay_dung chinh_sach_xa_hoi can_bo tham_nhung tu_phap an_ninh_trat_tu".split()
_LEVELS = {
    "tinh": ("Tỉnh ủy", "UBND tỉnh", "TU", "UBND"),
    "huyen": ("Huyện ủy", "UBND huyện", "HU", "UBND"),
    "xa": ("Đảng ủy xã", "UBND xã", "ĐU", "UBND"),
}
_CODES = {"cong_van": "CV", "chi_thi": "CT", "ke_hoach": "KH", "ket_luan": "KL", "thong_bao": "TB", "quyet_dinh": "QĐ"}
_STATUSES = "mo mo mo mo xong xong xong mo khong_ap_dung".split()


def generate_passages(count: int, *, seed: int = 1) -> Iterator[Passage]:
    """``count`` passages, by directive."""
    generator = random.Random(seed)
    sources = [list(group) for _, group in groupby(read_passages(CORPUS, split="train"), key=lambda p: p.directive)]
    names = sorted({row.name for row in load_gazetteer() if not row.name.isdecimal()})
    made = number = 0
    while made < count:
        directive = _vary_directive(generator, generator.choice(sources), names, number)
        number += 1
        for passage in directive[: count - made]:
            yield passage
            made += 1


def _vary_directive(generator: random.Random, source: list[Passage], names: list[str], number: int) -> list[Passage]:
    level = generator.choice(list(_LEVELS))
    party, state, party_code, state_code = _LEVELS[level]
    place, province = generator.choice(names), generator.choice(names)
    is_party = generator.random() < 0.5
    kind = generator.choice(list(_CODES))
    issued = dt.date(2016, 1, 1) + dt.timedelta(days=generator.randrange(3900))
    figure = generator.randrange(1, 6000)
    sign = f"{figure}-{_CODES[kind]}/{party_code}" if is_party else f"{figure}/{_CODES[kind]}-{state_code}"
    issuer = f"{party if is_party else state} {place}"
    varied = []
    for position, passage in enumerate(source):
        text = _FIGURE.sub(lambda found: _figure(generator, found[0]), passage.text)
        text = _PLACE.sub(lambda found: found["kind"] + generator.choice(names), text)
        words = text.split(" ")
        if len(words) > 12:
            del words[generator.randrange(len(words))]
        assignees = tuple(_vary_body(generator, body, place) for body in passage.assignees)
        due = tuple(issued + dt.timedelta(days=generator.randrange(5, 400)) for _ in passage.due)
        varied.append(
            replace(
                passage,
                id=f"g{number}:{position}",
                directive=f"g{number}",
                text=" ".join(words),
                assignees=assignees,
                number=sign,
                issuer=issuer,
                kind=kind,
                fields=(generator.choice(_FIELDS),),
                level=level,
                places=(place, province),
                status=generator.choice(_STATUSES),
                issued=issued,
                due=due,
            )
        )
    return varied


def _figure(generator: random.Random, written: str) -> str:
    """Another figure of as many digits; small ones stay days and months."""
    if len(written) <= 2:
        return str(generator.randrange(1, 13)).zfill(len(written))
    return (
        str(generator.randrange(10 ** (len(written) - 1), 10 ** len(written)))
        if len(written) < 4
        else str(generator.randrange(2016, 2027))
    )


def _vary_body(generator: random.Random, body: str, place: str) -> str:
    choice = generator.random()
    if choice < 0.2:
        return f"Sở {generator.choice(_DEPARTMENTS)}"
    return f"{body} {place}" if choice < 0.4 and len(body) < 40 else body


def draw_queries(index: PassageIndex, count: int) -> dict[str, list[str]]:
    """Queries by kind, from passages of the index."""
    generator = random.Random(2)
    view = index.view()
    found: dict[str, list[str]] = {}
    while len(found.get("one word", ())) < count:
        row = generator.randrange(view.state.rows)
        hits = view.searcher.search(tantivy.Query.term_query(view.schema, ROW_NAME, name_row(row), "basic"), 1).hits
        passage = read_passage(view.searcher.doc(hits[0][1])["passage"][0])
        words = passage.text.split()
        if len(words) < 22:
            continue
        at = generator.randrange(len(words) - 20)
        made = {
            "one word": words[at],
            "two words": " ".join(words[at : at + 2]),
            "four words": " ".join(words[at : at + 4]),
            "eight words": " ".join(words[at : at + 8]),
            "a sentence of twenty": " ".join(words[at : at + 20]),
            "four without marks": fold_diacritics(" ".join(words[at : at + 4])),
            "four with a slip": _slip(generator, words[at : at + 4]),
            "a phrase of three": f'"{" ".join(words[at : at + 3])}"',
            "a number": passage.number or "",
            "a question": f"{passage.issuer} phải báo cáo {words[at]} {words[at + 1]} trước 20/11/2020",
        }
        for kind, query in made.items():
            found.setdefault(kind, []).append(query)
    return found


def _slip(generator: random.Random, words: list[str]) -> str:
    """The words with two letters of one exchanged."""
    at = generator.randrange(len(words))
    word = words[at]
    place = generator.randrange(max(1, len(word) - 1))
    changed = word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]
    return " ".join([*words[:at], changed, *words[at + 1 :]])


FILTERS: dict[str, list[Filter]] = {
    "": [],
    "level and year": [FacetFilter(Facet.LEVEL, ("huyen",)), FacetFilter(Facet.YEAR, ("2020",))],
    "due in a quarter": [DueFilter(dt.date(2021, 1, 1), dt.date(2021, 3, 31))],
    "body": [BodyFilter("UBND xã")],
}


def measure(index: PassageIndex, queries: dict[str, list[str]], *, meaning: bool, rounds: int) -> Iterator[str]:
    """A line a kind of query and filter, without filters also with facets.

    A query's time is the median of those in ``rounds`` rounds through all queries, each in an order of its own, so that a minute
    in which the machine is slow counts for no kind alone, and none is asked while its last answer is still in the processor's
    caches.
    """
    generator = random.Random(3)
    clocks = (time.perf_counter, time.thread_time)
    ways = [(kind, name, facets) for kind in queries for name, facets in [("", True), *((name, False) for name in FILTERS)]]
    times: dict[tuple[str, str, bool], list[list[tuple[float, ...]]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for kind, name, facets in generator.sample(ways, len(ways)):
            options = Options(meaning=meaning, facets=facets)
            took: list[tuple[float, ...]] = []
            for query in queries[kind]:
                starts = [clock() for clock in clocks]
                search(index, query, as_of=dt.date(2021, 1, 15), filters=FILTERS[name], options=options)
                took.append(tuple((clock() - start) * 1000 for clock, start in zip(clocks, starts, strict=True)))
            times[kind, name, facets].append(took)
    for (kind, name, facets), rows in times.items():
        figures = np.sort(np.median(np.array(rows), axis=0), axis=0)
        shown = "".join(f"{column[len(column) // 2]:8.1f} {column[int(len(column) * 0.95)]:8.1f}" for column in figures.T)
        yield f"{shown}  {kind}{', ' + name if name else ''}{', facets' if facets else ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=60, help="of each kind")
    parser.add_argument("--rounds", type=int, default=3, help="through all queries; the median of a query's times counts")
    parser.add_argument("--meaning", action="store_true", help="with vectors")
    parser.add_argument("--folder", type=Path, help="where the index is kept; one that is there is used as it is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        index = open_index(folder, embed=load_term_vectors().embed if options.meaning else None)
        if not len(index):
            starts = time.perf_counter(), time.process_time()
            index.rebuild(generate_passages(options.rows), generation=1)
            took = [clock() - start for clock, start in zip((time.perf_counter, time.process_time), starts, strict=True)]
            size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
            sys.stdout.write(f"built in {took[0]:.0f} s, {took[1]:.0f} s of processors; {size:.0f} MB\n")
        one_more = [replace(passage, id=f"new:{passage.id}") for passage in islice(generate_passages(40, seed=9), 40)]
        start = time.perf_counter()
        index.apply(generation=2, put=one_more)
        sys.stdout.write(f"a dispatch of 40 added in {time.perf_counter() - start:.2f} s\n")
        for line in measure(index, draw_queries(index, options.queries), meaning=options.meaning, rounds=options.rounds):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
