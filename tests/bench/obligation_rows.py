"""A large register of generated obligations.

They are drawn from those of the train split of ``corpora/dispatches`` with a fixed seed: bodies, places, numbers and dates are
changed, some words are left out, and each directive gets a number, an issuer and a day of its own; nothing is of real persons.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from nlp.evaluation.passages import read_passages
from nlp.gazetteer.units import load_gazetteer
from nlp.search.models import Passage

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
_STATUSES = "open open open open done done done overdue not_applicable".split()


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
