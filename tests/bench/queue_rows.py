"""A queue of many generated petitions, and how long its queries take.

``python -m tests.bench.queue_rows --rows 100000 [--database URL]`` prints one line a query: median and 95th percentile of
the time on the clock, and of the time on a processor (client and server together), in milliseconds. On a machine that does
other work as well the second says what the query costs. The rows are drawn with a fixed seed; nothing in them is of real persons.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import hashlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, text

from nlp.store.engine import Store, open_store, writing
from nlp.store.petitions import NEVER, fold_search
from nlp.store.place import find_place
from nlp.store.queue import Filters, Order, count_keys, count_petitions, read_page
from nlp.store.tables import ContentRow, DetailsRow, DocumentRow, KeyRow, PetitionRow, ReceiptRow

START = dt.date(2026, 1, 1)
AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
STATUSES = ("waiting", "decided", "closed")
TYPES = ("khieu_nai", "to_cao", "kien_nghi", "phan_anh", "nhieu_noi_dung", "khac", None)
FIELDS = tuple(
    "dat_dai giai_phong_mat_bang moi_truong xay_dung chinh_sach_xa_hoi can_bo tham_nhung tu_phap an_ninh_trat_tu giao_duc_y_te "
    "tai_chinh_thue thu_tuc_hanh_chinh khac".split()
)
FLAGS = tuple("nac_danh dong_nguoi gui_nhieu_lan vuot_cap gui_nhieu_noi khan_cap de_doa khong_chu_ky".split())
ACTIONS = tuple("thu_ly chuyen_don huong_dan tra_lai luu_don yeu_cau_bo_sung gop".split())
FAMILY, MIDDLE = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ".split(), "Văn Thị Hữu Minh Đức Ngọc".split()
GIVEN = "An Bình Cường Dung Giang Hà Hùng Lan Mai Nam Oanh Phúc Quân Sơn Thảo Uyên Vân Xuân Yến".split()
Rows = dict[type[Any], list[dict[str, Any]]]


def generate_rows(number: int, *, seed: int = 1) -> Iterator[Rows]:
    """The rows of ``number`` petitions, one after another, of every table that the queue reads."""
    draw = random.Random(seed)
    for position in range(1, number + 1):
        content = f"petition {seed}/{position}".encode()
        sha256 = hashlib.sha256(content).hexdigest()
        received = START + dt.timedelta(days=int(position * 330 / number))
        fields = list(dict.fromkeys(draw.choices(FIELDS, range(13, 0, -1), k=draw.choice((1, 1, 2)))))
        flags = draw.sample(FLAGS, draw.choice((0, 0, 1, 2)))
        places = [f"{draw.randint(1, 34):02d}", f"{draw.randint(1, 3321):05d}"]
        names = f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)} {position}"
        due = received + dt.timedelta(days=draw.randint(5, 60)) if draw.random() < 0.8 else NEVER
        status, action = draw.choices(STATUSES, (5, 2, 3))[0], draw.choice(ACTIONS)
        # Four of five are decided as was proposed.
        proposed = None if status == "waiting" else action if draw.random() < 0.8 else draw.choice(ACTIONS)
        yield {
            ContentRow: [{"sha256": sha256, "content": content}],
            DocumentRow: [
                {"id": sha256[:16], "sha256": sha256, "media_type": "text/plain", "name": f"{position}.txt",
                 "size": len(content), "added_at": AT}
            ],
            PetitionRow: [
                {"number": position, "document_id": sha256[:16], "version": 1, "received": received,
                 "status": status, "type": draw.choice(TYPES), "main_field": fields[0],
                 "action": action, "proposed": proposed, "rank": -draw.randint(0, 100), "due": due,
                 "group_id": f"g{draw.randint(1, number // 20 + 1)}" if draw.random() < 0.1 else None,
                 "search": f"{sha256[:16]} / {position}.txt / {fold_search(names)}"}
            ],
            KeyRow: [
                {"kind": kind, "value": value, "petition": position, "position": order}
                for kind, values in (("field", fields), ("flag", flags), ("place", places))
                for order, value in enumerate(values)
            ],
            DetailsRow: [{"petition": position, "details": _write_details(names)}],
            ReceiptRow: [{"petition": position, "received": received, "name": f"{position}.txt", "recorded_at": AT}],
        }  # fmt: skip


def _write_details(names: str) -> str:
    """As long as those of a real petition, with what a list shows of it."""
    place = {"code": "05425", "name": "An Bình", "level": "xa", "province": "Phú Thọ"}
    target = "Quyết định số 12/QĐ-UBND ngày 20/10/2026 của Chủ tịch Ủy ban nhân dân xã An Bình về xử phạt vi phạm hành chính"
    summary = {"names": [names], "count": 1, "target": target, "request": "hủy quyết định nêu trên", "hidden": [], "place": place}
    points = [{"code": "urgent", "points": 30, "values": {}, "spans": [], "legal_basis": []}]
    return json.dumps({"priority_reasons": points, "due": ["x" * 2500], "summary": summary}, ensure_ascii=False)


def fill_queue(store: Store, number: int, *, seed: int = 1) -> None:
    """Puts generated petitions into an empty store, past the trail."""
    rows = generate_rows(number, seed=seed)
    while batch := list(islice(rows, 5000)):
        with writing(store.engine).begin() as connection:
            for table in batch[0]:
                connection.execute(insert(table), [row for one in batch for row in one[table]])
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _gather_statistics(connection)


def _gather_statistics(connection: Connection) -> None:
    connection.execute(text("ANALYZE"))


def queries(store: Store, number: int) -> dict[str, Callable[[int], object]]:
    """What officers ask of the queue, each with parameters that vary with the number of the call."""

    def page(order: Order = Order.DUE, after: str | None = None, **filters: Any) -> object:
        return read_page(store, Filters(**filters), order=order, after=after)

    middle = START + dt.timedelta(days=165)
    return {
        "page by due": lambda i: page(),
        "page by arrival": lambda i: page(Order.RECEIVED),
        "page by priority": lambda i: page(Order.PRIORITY),
        "page in the middle": lambda i: page(Order.DUE, f"due:{middle}:{i}"),
        "page in the middle, by priority": lambda i: page(Order.PRIORITY, f"priority:{-(i % 100)}:5"),
        "status": lambda i: page(status=(STATUSES[i % 3],)),
        "two statuses by priority": lambda i: page(Order.PRIORITY, status=STATUSES[:2]),
        "type": lambda i: page(type=(TYPES[i % 7],), status=("waiting",)),
        "field": lambda i: page(field=FIELDS[i % 13]),
        "field, status, by priority": lambda i: page(Order.PRIORITY, field=FIELDS[i % 13], status=STATUSES[:2]),
        "flag, by arrival": lambda i: page(Order.RECEIVED, flag=FLAGS[i % 8]),
        "province": lambda i: page(place=f"{i % 34 + 1:02d}"),
        "commune": lambda i: page(place=f"{i % 3321 + 1:05d}"),
        "commune, type, action": lambda i: page(place=f"{i % 3321 + 1:05d}", type=("to_cao",), action=("luu_don",)),
        "due before": lambda i: page(due_before=middle, status=("waiting",)),
        "due before, nothing": lambda i: page(due_before=START, status=("waiting",)),
        "arrived in a week, by priority": lambda i: page(
            Order.PRIORITY, received_from=middle, received_to=middle + dt.timedelta(days=7)
        ),
        "group": lambda i: page(group=f"g{i % (number // 20) + 1}"),
        "id": lambda i: page(text=hashlib.sha256(f"petition 1/{i + 1}".encode()).hexdigest()[:16]),
        "name": lambda i: page(text=f"{GIVEN[i % len(GIVEN)]} {i}"),
        "name of many, by arrival": lambda i: page(Order.RECEIVED, text=FAMILY[i % len(FAMILY)]),
        "name of nobody": lambda i: page(text="không có ai"),
        "all together": lambda i: page(
            Order.PRIORITY, status=STATUSES[:2], type=("khieu_nai", None), action=ACTIONS[:3], field=FIELDS[i % 13],
            flag=FLAGS[i % 8], place=f"{i % 34 + 1:02d}", due_before=middle, text=FAMILY[i % len(FAMILY)],
        ),
        "counts": lambda i: count_petitions(store),
        "counts of a status": lambda i: count_petitions(store, Filters(status=(STATUSES[i % 3],))),
        "counts of a field": lambda i: count_petitions(store, Filters(field=FIELDS[i % 13])),
        "counts of what is due": lambda i: count_petitions(store, Filters(status=STATUSES[:2], due_before=middle)),
        "counts by field": lambda i: count_keys(store, "field"),
        "counts by flag of a status": lambda i: count_keys(store, "flag", Filters(status=("waiting",))),
        "counts by flag of a province": lambda i: count_keys(store, "flag", Filters(place=f"{i % 34 + 1:02d}")),
    }  # fmt: skip


def measure(
    store: Store, number: int, *, repeats: int, clocks: tuple[Callable[[], float], ...]
) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """For each query its median and 95th percentile by each clock, in milliseconds."""
    for name, ask in queries(store, number).items():
        ask(0)
        times: list[list[float]] = [[] for _ in clocks]
        for position in range(repeats):
            starts = [clock() for clock in clocks]
            ask(position)
            for taken, clock, start in zip(times, clocks, starts, strict=True):
                taken.append((clock() - start) * 1000)
        yield name, [(sorted(taken)[repeats // 2], sorted(taken)[int(repeats * 0.95)]) for taken in times]


def processor_clock(store: Store) -> Callable[[], float]:
    """Seconds on a processor: of this process and, for a PostgreSQL server on this machine, of the one that serves it."""
    if store.place.file:
        return time.process_time
    with store.read() as session:
        served = Path(f"/proc/{session.scalar(text('SELECT pg_backend_pid()'))}/schedstat")
    return lambda: time.process_time() + int(served.read_text().split()[0]) / 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=40)
    parser.add_argument("--database", help="an empty database; by default SQLite in a temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(find_place(Path(folder), options.database)) as store:
        fill_queue(store, options.rows)
        gc.freeze()  # as the application does: the collector of garbage is none of a query's costs
        clocks = time.perf_counter, processor_clock(store)
        for name, figures in measure(store, options.rows, repeats=options.repeats, clocks=clocks):
            sys.stdout.write("".join(f"{median:8.1f} {p95:8.1f}" for median, p95 in figures) + f"  {name}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
