"""Names of persons in a text: what introduces them, lists of names, where people sign; and where a known name comes again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nlp.document.personal.cues import View, load_cues, spaced
from nlp.text.fold import fold_all, fold_case, fold_tone
from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.span import Span

Record = Mapping[str, Any]

_WORD = re.compile(r"[^\W\d_]+")
_NAME_WORD = rf"(?:[{CAPITALS}][^\W\d_]*(?:['’-][^\W\d_]+)?)"
_MIDDLE = ("văn", "thị", "van", "thi")  # nobody but a person is called so
_NUMBERED = re.compile(r"\s*\d{1,3}\s*[./)-]\s*")  # before a row of a list of names
_LONGEST_NAME, _LONGEST_BODY = 5, 12
_SIGNED_WORDS, _LAST_LINES = 6, 3
_NEAR = 4  # characters between two names of a row
_HEAD, _TAIL = 700, 300  # characters in which a letter says whose it is, and in which people sign
_LEAD = 40  # characters in which a word stands that says whose the name is
_BLANKS = " \t\u00a0"


def find_names(record: Record, view: View) -> Iterator[str]:
    """Names of persons and bodies that the text gives, as written; not of whom and what the petition is against."""
    others = _others(record)
    for find in (_relatives, _listed, _nicknames):
        yield from (name for name in find(view) if _is_nobody_else(name, others))
    # Who says his name, speaks, heads the letter or signs, petitions, also where an analysis took him for whom it is about.
    yield from _introduced(view)
    yield from _reporting(view)
    yield from _bodies(record, view)
    yield from _signed(record, view)


def _reporting(view: View) -> Iterator[str]:
    """Who speaks in a note of a hearing or of a call."""
    for match in load_cues().reports.finditer(view.case):
        if name := _RUN.match(view.text, match.start("name")):
            yield name[0]


def find_signed_lines(view: View, names: Iterable[str]) -> Iterator[Span]:
    """What stands behind a name on a line of the signature: where somebody lives, works, can be called; but a date."""
    known = sorted(names, key=len, reverse=True)
    for line in _LINE.finditer(view.text, max(0, len(view.text) - _TAIL)):
        name = next((name for name in known if line[0].startswith(name)), None)
        behind = _BEHIND_NAME.match(line[0], len(name)) if name else None
        if behind and _TELLS.search(behind["more"]) and not load_cues().signing.search(fold_all(behind["more"])):
            yield Span(line.start() + behind.start("more"), line.start() + behind.end("more"))


_TELLS = re.compile(rf"[{CAPITALS}\d]")
_LINE = re.compile(r"(?m)^[^\n]+")
_DAY = r"(?:ngày[ \t]*)?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
_BEHIND_NAME = re.compile(rf"[ \t]*[,(–-][ \t]*(?P<more>[^\n]{{0,80}}?)(?:[,.]?[ \t]*{_DAY})?\)?(?<![.!?])$")


def _relatives(view: View) -> Iterator[str]:
    """Names of relatives and of whom one is to call: they tell who writes."""
    for match in load_cues().relatives.finditer(view.case):
        name = _OWN_NAME.match(view.text, match.end()) or _RUN.match(view.text, match.end())
        if name:
            yield name[0]


def find_again(view: View, names: Iterable[str]) -> Iterator[Span]:
    """Every place of the names: whole in any case and without marks; given names behind a word for a person."""
    for name in names:
        words = name.split()
        if len(words) == 1:
            # A name of one syllable is a common word in lower case.
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", view.text):
                yield Span(*match.span())
            continue
        yield from view.find(spaced(name))
        if len(words) <= _LONGEST_NAME:
            yield from _given_name(view, words)


def _given_name(view: View, words: list[str]) -> Iterator[Span]:
    given, middle = (fold_case(fold_tone(word)) for word in (words[-1], words[-2]))
    pattern = rf"(?<!\w)(?:{re.escape(middle)}\s+)?{re.escape(given)}(?!\w)"
    lead = re.compile(rf"(?<!\w){load_cues().honorifics}\s+$")
    for match in re.finditer(pattern, view.case):
        first = view.text[match.start()]
        is_part = match[0] != given  # middle and given name together are nobody else's
        if first.isupper() and (is_part or lead.search(view.bare, max(0, match.start() - 16), match.start())):
            yield Span(*match.span())


_NAME_WORDS = re.compile(_NAME_WORD)
_RUN = re.compile(rf"(?<!\w){_NAME_WORD}(?:[ \t\u00a0]+{_NAME_WORD}){{1,{_LONGEST_NAME - 1}}}(?!\w)")


_OWN_NAME = re.compile(
    rf"[{CAPITALS}](?:[{SMALLS}]+|['’][{SMALLS}{CAPITALS}]+)(?:[ \t]{_NAME_WORD}){{0,{_LONGEST_NAME - 1}}}(?!\w)"
)


def _fold(word: str) -> str:
    return fold_case(fold_tone(word))


def _introduced(view: View) -> Iterator[str]:
    """Names behind the words by which people say their own: words with capitals, or words of the lists as they may be written."""
    cues = load_cues()
    for match in cues.own_names.finditer(view.bare):
        start = match.end()
        run = _RUN.match(view.text, start)
        if run is not None and not run[0].isupper():
            yield run[0]
            continue
        end, count = start, 0
        for word in _WORD.finditer(view.bare, start):
            known = cues.bare_names if count else cues.bare_surnames
            if count == _LONGEST_NAME or view.bare[end : word.start()].strip(_BLANKS) or word[0] not in known:
                break
            end, count = word.end(), count + 1
        if count > 1:
            yield view.text[start:end].strip()
    for match in cues.self_words.finditer(view.case):
        if own := _OWN_NAME.match(view.text, match.end()):
            yield own[0]


def _listed(view: View) -> Iterator[str]:
    """Names of persons by lists: a family name and given names, each with a capital; not of officials, streets and places.

    With a known name between, or in an enumeration of names, an unusual given name is one too.
    """
    cues = load_cues()
    surnames, names = (cues.bare_surnames, cues.bare_names) if view.is_bare else (cues.surnames, cues.names)
    known_end = -_NEAR
    for match in _RUN.finditer(view.text):
        words = list(_NAME_WORDS.finditer(view.text, *match.span()))
        folded = [fold_all(word[0]) if view.is_bare else _fold(word[0]) for word in words]
        has_middle = any(word in _MIDDLE for word in folded[1:-1])
        is_row = _NUMBERED.fullmatch(view.text, view.text.rfind("\n", 0, match.start()) + 1, match.start()) is not None
        while not (has_middle or is_row) and len(words) > 1 and folded[0] not in surnames:
            del words[0], folded[0]
        if len(words) < 2:
            continue
        start, name = words[0].start(), view.text[words[0].start() : match.end()]
        is_next = start - known_end <= _NEAR and view.text[known_end:start].strip(_BLANKS) in (",", ";", "·", "-")
        is_told = all(word in names for word in folded) or (len(words) > 2 and folded[1] in names and not name.isupper())
        is_addressed = len(words) > 2 and cues.addressed.search(view.case, max(0, start - _LEAD), start) is not None
        if not (is_told or has_middle or is_addressed) and not ((is_next or is_row) and len(words) < _LONGEST_NAME):
            continue
        if len(words) == 2 and (not name.istitle() or start != match.start() or " ".join(folded) in cues.places):
            continue  # two words in capitals, or behind others, are as often a place or a heading
        before = (max(0, start - _LEAD), start)
        # At the end, an office stands before the name of who signs.
        if cues.not_persons.search(view.case, *before) or (
            start < len(view.text) - _TAIL and cues.officials.search(view.bare, *before)
        ):
            continue
        known_end = match.end()
        yield name


def _signed(record: Record, view: View) -> Iterator[str]:
    """Names by themselves on a line of the signature, or among the last lines of a text."""
    cues = load_cues()
    lines = view.text.splitlines()
    last = [line for line in lines if line.strip()][-_LAST_LINES:]
    for segment in record["segments"]:
        if segment["type"] == "signature":
            last += view.text[segment["start"] : segment["end"]].splitlines()
    for line in last:
        words = line.split()
        bare = [fold_all(word) for word in words]
        is_name = bool(bare) and bare[0] in cues.bare_surnames and all(word in cues.bare_names for word in bare)
        if cues.roles.fullmatch(" ".join(bare)):
            continue
        if (is_name and 2 <= len(words) <= _SIGNED_WORDS) or _SIGNED.fullmatch(line.strip()):
            yield line.strip()
    for closing in _CLOSING.finditer(view.text, max(0, len(view.text) - _TAIL)):
        yield closing["name"]


_SIGNED = re.compile(rf"{_NAME_WORD}(?:[ \t]{_NAME_WORD}){{0,3}}")
# Behind the last sentence, alone or with where he lives, how old he is, that he signed.
_CLOSING = re.compile(
    rf"(?:[.!?…]\s+|\n\s*|\s[-–]\s)(?P<name>{_NAME_WORD}(?:[ \t]{_NAME_WORD}){{0,4}})(?:[ \t]*[,(\d–-][^\n]{{0,100}})?\s*"
    r"(?:\n[^\n]{0,40}\d{4}[. ]*)?\s*\Z"
)


def _bodies(record: Record, view: View) -> Iterator[str]:
    """Companies, associations and the like that petition: named in the head of the letter, not of whom it goes to, or behind its
    end."""
    cues = load_cues()
    head = next((s["end"] for s in record["segments"] if s["type"] in ("title", "subject", "addressees")), _HEAD)
    for match in cues.bodies.finditer(view.bare):
        if match.start() > max(head, _HEAD) and match.end() < len(view.text) - _HEAD:
            continue
        before = view.bare[view.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if not cues.body_leads.search(before) or cues.addressees.search(before):
            continue
        name = _BODY_NAME.match(view.text, match.end())
        if name and view.text[match.start()].isupper():
            stop = cues.address_stops.search(view.text, match.end(), name.end())
            end = stop.start() if stop else name.end()
            if end > match.end() and len(view.text[match.start() : end].split()) <= _LONGEST_BODY:
                yield view.text[match.start() : end]


_BODY_NAME = re.compile(rf"(?:[ \t]+(?:[{SMALLS}]+[ \t]+){{0,3}}{_NAME_WORD}|[ \t]+(?:&|\d+))+")


def _is_nobody_else(name: str, others: frozenset[str]) -> bool:
    bare = " ".join(fold_all(name).split())
    return not any(bare in other for other in others)


def _nicknames(view: View) -> Iterator[str]:
    """What somebody is also called: up to three words with capitals."""
    for match in load_cues().nicknames.finditer(view.bare):
        name = _NICKNAME.match(view.text, match.end())
        if name:
            yield name[0]
    for pattern in (_IN_BRACKETS, _HIGHLAND):
        yield from (match["name"] for match in pattern.finditer(view.text))


# Behind somebody's name, by which others know him.
_IN_BRACKETS = re.compile(rf"{_NAME_WORD}[ \t]{_NAME_WORD}[ \t]?\((?P<name>{_NAME_WORD}(?:[ \t]{_NAME_WORD}){{0,2}})\)")
# Y Hnơm, A Thiu, H'Bia, K'Brơi: a word for man or woman, then the name.
_HIGHLAND = re.compile(
    rf"(?<![\w.])(?P<name>(?:(?:A|Y|Ama|Amí|Ma|Mí)[ \t]|[HKY]['’][ \t]?)"
    rf"[{CAPITALS}]['’]?[{SMALLS}]+(?:[ \t]{_NAME_WORD}){{0,2}})(?!\w)"
)
_NICKNAME = re.compile(rf"{_NAME_WORD}(?:[ \t]{_NAME_WORD}){{0,2}}(?!\w)")


def _others(record: Record) -> frozenset[str]:
    """The words, without diacritics, of whom and what the petition is against: who is accused is no secret of the petitioner."""
    targets = (record["petition"] or {}).get("targets", ())
    return frozenset(" ".join(fold_all(target["text"]).split()) for target in targets)
