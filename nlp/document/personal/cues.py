"""The words and lists by which persons are told, and a text as they are looked for in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_all, fold_case, fold_tone
from nlp.text.names import find_place_names
from nlp.text.span import Span

_FEW_MARKS = 0.02  # share of letters with diacritics below which a text is written without


@dataclass(frozen=True)
class Cues:
    """The patterns of ``personal_cues.yaml`` for the bare view (lower case, no diacritics), and the lists of names."""

    numbers: re.Pattern[str]
    led_numbers: re.Pattern[str]
    handles: re.Pattern[str]
    honorifics: str
    nicknames: re.Pattern[str]
    own_names: re.Pattern[str]
    self_words: re.Pattern[str]
    not_persons: re.Pattern[str]
    officials: re.Pattern[str]
    addresses: re.Pattern[str]
    address_parts: re.Pattern[str]
    address_behind: re.Pattern[str]
    address_stops: re.Pattern[str]
    other_words: re.Pattern[str]
    household: re.Pattern[str]
    bodies: re.Pattern[str]
    body_leads: re.Pattern[str]
    addressees: re.Pattern[str]
    roles: re.Pattern[str]
    formed_addresses: re.Pattern[str]
    named_places: re.Pattern[str]
    residents: re.Pattern[str]
    dwellers: re.Pattern[str]
    numbered: re.Pattern[str]
    house_number: re.Pattern[str]
    reports: re.Pattern[str]
    signing: re.Pattern[str]
    relatives: re.Pattern[str]
    addressed: re.Pattern[str]
    more_address: re.Pattern[str]
    earlier_address: re.Pattern[str]
    places: frozenset[str]
    surnames: frozenset[str]
    names: frozenset[str]
    bare_surnames: frozenset[str]
    bare_names: frozenset[str]


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The cues, compiled once."""
    data = load_resource("personal_cues.yaml")
    lists = load_resource("restoration.yaml")
    surnames = frozenset(fold_tone(name) for name in lists["surnames"])
    names = surnames | frozenset(fold_tone(name) for name in lists["given_names"]) | {"văn", "thị"}

    def words(*lists_: Iterable[str]) -> str:
        return any_of(sorted({fold_all(word) for words_ in lists_ for word in words_}))

    def either(*lists_: Iterable[str]) -> str:
        """Words as they are written with marks and without; for the view that keeps marks."""
        return any_of(sorted({fold(word) for words_ in lists_ for word in words_ for fold in (fold_tone, fold_all)}))

    leads = data["number_leads"]
    parts = words(data["household_parts"])
    joints = data["number_joints"]
    led = "|".join(
        rf"(?<!\w){words(leads[name])}(?!\w){joints}(?P<{name}>{data['plate_body' if name == 'plate' else 'number_body']})(?!\w)"
        for name in leads
    )
    return Cues(
        numbers=re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in data["numbers"].items())),
        led_numbers=re.compile(led),
        handles=re.compile(rf"(?<!\w){words(data['handles'])}(?!\w)[ :]{{1,3}}(?:(?:la|ten)[ :]{{1,3}})?(?P<found>[^\s,;]+)"),
        honorifics=words(data["honorifics"]),
        nicknames=re.compile(rf"(?<!\w){words(data['nickname_leads'])}(?!\w)[\s:\"“'(]*"),
        own_names=re.compile(rf"(?<!\w){words(data['own_name_leads'])}(?!\w)[\s:.,(\])]*(?:(?:ong|ba|anh|chi|co|chu|bac|cu|la)\s+)*"),
        self_words=re.compile(rf"(?<!\w){any_of(map(fold_tone, data['self_words']))},?[ \t]"),
        not_persons=re.compile(rf"(?<!\w){any_of(map(fold_tone, data['not_persons']))}[ \t“\"]{{1,3}}$"),
        officials=re.compile(rf"(?<!\w){words(data['officials'])}\W{{0,3}}(?:(?:ong|ba|anh|chi|dong chi)\s+)?$"),
        addresses=re.compile(rf"(?<!\w){words(data['address_leads'])}(?!\w)[\s:]*(?:(?:tai|la|o|hien nay)[\s:]+)*"),
        address_parts=re.compile(rf"(?<!\w){words(data['address_parts'])}(?!\w)"),
        address_behind=re.compile(
            rf"[^.;\n]{{0,40}}?(?:[.]?\n)?(?<!\w)(?P<part>{words(data['household_parts'], data['address_parts'])}"
            r"(?!\w)[^\w\n]{1,2}(?P<named>[^,;.\n()]{1,40}(?<=\w)))"
        ),
        address_stops=re.compile(rf"[\s,]*(?<!\w){either(data['address_stops'])}(?!\w)"),
        other_words=re.compile(rf"{any_of(map(fold_tone, data['not_address_parts']))}(?!\w)"),
        household=re.compile(rf"{words(data['household_parts'])}(?!\w)"),
        bodies=re.compile(rf"(?<!\w){words(data['bodies'])}(?:\s+{words(data['body_forms'])})*(?!\w)"),
        body_leads=re.compile(rf"(?:^|[:,.(]|(?<!\w){words(data['body_leads'])})\s*$"),
        addressees=re.compile(rf"(?<!\w){words(data['addressee_leads'])}(?!\w)|^\s*[-–+]"),
        roles=re.compile(rf"{words(data['officials'], data['own_name_leads'], data['headings'])}(?!\w).*"),
        formed_addresses=re.compile(
            rf"(?<!\w)(?:{parts})\W{{1,2}}[^;\n.()]{{1,60}}?,\s*{words(data['communes'])}(?!\w)\W{{1,2}}[^,;.\n()]{{2,40}}"
        ),
        named_places=re.compile(
            rf"(?<!\w)(?<!văn )(?<!biên )(?:{either(data['small_places'])}(?!\w)[ \t]+(?:số[ \t]+)?(?P<named>\w+)(?:[ \t]\w+)?"
            rf"|(?:số[ \t]+)?[a-z]?\d[\w/.-]{{0,7}}[ \t]+{either(data['streets'])}[ \t]+(?:số[ \t]+)?"
            r"(?P<street>\w+)(?:[ \t]\w+)?)"
        ),
        residents=re.compile(
            rf"(?<!\w){either(data['self_words'])}(?!\w)[^.;:\n]{{0,60}}?(?<!\w)(?:{either(data['lives'])}[ \t]+){{1,3}}"
            rf"(?P<lived>(?:\w+[ \t]+){{0,3}}?(?P<part>{either(data['address_parts'])})(?!\w)[^\w\n]{{1,2}}"
            r"(?P<named>[^,;.\n()]{1,40}(?<=\w)))"
        ),
        dwellers=re.compile(
            rf"(?<!\w){either(data['self_words'])}(?!\w)[^.;:\n]{{0,60}}?(?<!\w)(?:{either(data['lives'])}[ \t]+){{1,3}}"
            r"(?P<lived>(?:\w+[ \t]+){0,3}\w+)"
        ),
        numbered=re.compile(r"[^.;\n]{0,30}?,[ \t]*(?P<number>\d[\w/-]{0,9})[ \t]+(?P<named>\w+)"),
        house_number=re.compile(
            rf"(?<!\w)(?P<number>(?:{either(data['rooms'])}[ \t]+)?[a-z]?\d[\w./-]{{0,7}},?[ \t]+(?:nhà[ \t]+)?"
            rf"|{either(data['rooms'])}[ \t]+)$"
        ),
        reports=re.compile(
            rf"(?<!\w){either(data['honorifics'])}[ \t]+(?P<name>[^,;:.\n()]{{2,40}})\W"
            rf"[^;:\n]{{0,80}}?(?<!\w){either(data['says'])}[ \t]*:"
        ),
        signing=re.compile(rf"(?<!\w){words(data['signing'])}(?!\w)"),
        relatives=re.compile(
            rf"(?<!\w)(?:{either(data['relatives'])}[ \t]+{either(data['self_words'])}(?:[ \t]*[,:(][ \t]*|[ \t]+)"
            rf"(?:(?:tên là|tên|là|ten la|ten|la|{either(data['honorifics'])})[ \t]+){{0,2}}"
            rf"|{either(data['contact_leads'])}[ \t:]+{either(data['honorifics'])}[ \t]+)"
        ),
        addressed=re.compile(rf"(?<!\w){either(data['honorifics'])}[ \t]+$"),
        more_address=re.compile(
            rf"(?P<joint>\s*,\s*|[ \t]+)(?P<part>{words(data['address_parts'])}(?!\w)|[hxpqt]\.)\W{{0,2}}"
            r"(?P<name>[^,;.\n()]{1,40}(?<=\w))"
        ),
        earlier_address=re.compile(rf"(?<!\w){words(data['address_parts'])}(?!\w)[^,;.\n()]{{2,40}},\s*$"),
        places=frozenset(find_place_names(load_resource("places.yaml"))),
        surnames=surnames,
        names=names,
        bare_surnames=frozenset(map(fold_all, surnames)),
        bare_names=frozenset(map(fold_all, names)),
    )  # fmt: skip


class View:
    """A text with its view without case and diacritics, of the same length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bare = fold_all(text)
        self.case = fold_case(fold_tone(text))
        self.is_bare = sum(a != b for a, b in zip(self.bare, self.case, strict=True)) < _FEW_MARKS * len(text)

    def find(self, pattern: str) -> Iterator[Span]:
        """Where the pattern of the bare view stands as whole words."""
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", self.bare):
            yield Span(*match.span())


def spaced(words: str) -> str:
    """A pattern of the bare view for words however they are parted, or not parted at all."""
    return r"\W{0,3}?\s*".join(re.escape(word) for word in fold_all(words).split())
