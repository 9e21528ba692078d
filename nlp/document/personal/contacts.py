"""By what a person can be reached: numbers, e-mail and accounts by their form, addresses by what introduces them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.document.personal.cues import View, load_cues, spaced
from nlp.text.fold import fold_all
from nlp.text.letters import CAPITALS, SMALLS
from nlp.text.span import Span

_SHORT_PART = 3  # letters of a part of an address below which it is not looked for again
_LONGEST_ADDRESS, _LONGEST_PART = 160, 60
_ADDRESS_LEAD = 30  # an address names a part of one within so many characters
_HEAD = 700  # characters at both ends in which a letter says where its people live


def find_numbers(text: str) -> list[Span]:
    """Telephone and identity numbers, accounts, plates, e-mail addresses and accounts on the net, by form or lead.

    >>> [span.of("Gọi 0912 345 678") for span in find_numbers("Gọi 0912 345 678")]
    ['0912 345 678']
    """
    cues, bare = load_cues(), fold_all(text)
    found = [Span(*match.span()) for match in cues.numbers.finditer(bare)]
    for match in cues.led_numbers.finditer(bare):
        name = str(match.lastgroup)
        if sum(map(str.isdigit, match[name])) >= 5:
            found.append(Span(*match.span(name)))
    return found + [Span(*match.span("found")) for match in cues.handles.finditer(bare)]


def find_addresses(view: View, known: Iterable[str], people: Iterable[Span]) -> Iterator[Span]:
    """Known addresses and their parts that point to a household, wherever they come again; what is introduced as an address; what
    follows ``people``; and in the head and behind the end of the letter what has the form of one."""
    cues, bare = load_cues(), view.bare
    parts: set[str] = set()
    for address in known:
        for span in view.find(spaced(address)):
            yield _stretch(view, span)
        parts |= {part.strip() for part in _ADDRESS_JOINT.split(fold_all(address)) if _is_household(part)}
    for part in parts:
        for span in view.find(spaced(part)):
            if _is_part(view, span.start):
                yield _stretch(view, span)
    for match in cues.addresses.finditer(bare):
        told = _cut(view, Span(match.end(), _address_end(bare, match.end())))
        first = _find_part(view, told.start, told.end)
        if first is not None and first - told.start <= _ADDRESS_LEAD:
            yield _end_items(view, told, first)
    for person in people:
        if behind := cues.address_behind.match(bare, person.end):
            start = _find_part(view, behind.start("part"), behind.end())
            if start is not None and _is_named(view, behind.start("named")):
                yield _stretch(view, _cut(view, Span(start, behind.end())))
        if numbered := cues.numbered.match(view.text, person.end):
            if street := _PLACE_NAME.match(view.text, numbered.start("named")):
                yield _stretch(view, Span(numbered.start("number"), street.end()))
    for match in cues.formed_addresses.finditer(bare):
        if (match.start() < _HEAD or match.end() > len(bare) - _HEAD) and _is_part(view, match.start()):
            yield _stretch(view, Span(*match.span()))
    for match in cues.residents.finditer(view.case):
        start = _find_part(view, match.start("part"), match.end())
        if start is not None and _is_named(view, match.start("named")):
            yield _stretch(view, _cut(view, Span(match.start("lived"), match.end())))
    for match in cues.dwellers.finditer(view.case):
        lived = _cut(view, Span(*match.span("lived")))
        if found := _PLACE_NAMED.search(view.text, lived.start, lived.end):
            whole = _PLACE_NAME.match(view.text, found.start())
            yield _stretch(view, Span(lived.start, (whole or found).end()))
    for match in cues.named_places.finditer(view.case):
        if place := _named(view, match):
            yield _stretch(view, place)


def _is_named(view: View, start: int) -> bool:
    """Whether a number or a capital stands there, where the text has marks; without them, people write small letters."""
    return view.is_bare or view.text[start].isupper() or view.text[start].isdigit()


def _named(view: View, match: re.Match[str]) -> Span | None:
    """A small place with its name: a number, or words with capitals; of a text without marks, two words. None of a heading."""
    start = match.start("named") if match["named"] else match.start("street")
    named = _PLACE_NAME.match(view.text, start)
    if named is None:
        return Span(*match.span()) if view.is_bare else None
    in_capitals = view.text[match.start() : named.end()].isupper() and not named[0].isdigit()
    return None if in_capitals else Span(match.start(), named.end())


def _find_part(view: View, start: int, end: int) -> int | None:
    """Where the first part of an address begins between the places."""
    cues = load_cues()
    starts = (match.start() for match in cues.address_parts.finditer(view.bare, start, end))
    return next((place for place in starts if _is_part(view, place)), None)


def _is_part(view: View, start: int) -> bool:
    """Whether the word that begins there is a part of an address: ``bản``, not ``bán``, where the text has marks."""
    return view.is_bare or load_cues().other_words.match(view.case, start) is None


def _cut(view: View, span: Span) -> Span:
    """The span without what a word of a sentence begins in it; people write on where an address ends."""
    stop = load_cues().address_stops.search(view.text, span.start, span.end)
    return Span(span.start, stop.start()) if stop else span


def _end_items(view: View, span: Span, first: int) -> Span:
    """The span to the last item, parted by commas, that is of an address: behind ``first``, one that begins with a part, a number
    or a capital."""
    for comma in _COMMA.finditer(view.text, first, span.end):
        item = comma.end()
        if item < span.end and not (_is_named(view, item) or load_cues().address_parts.match(view.bare, item)):
            return Span(span.start, comma.start())
    return span


def _stretch(view: View, span: Span) -> Span:
    """The span with the parts of an address that stand directly before and behind it."""
    cues, bare = load_cues(), view.bare
    start, end = span.start, span.end
    if numbered := cues.house_number.search(view.case, max(0, start - _LONGEST_PART), start):
        start = numbered.start("number")
    while (more := cues.more_address.match(bare, end)) and _is_part(view, more.start("part")):
        if "," in more["joint"]:
            cut = _cut(view, Span(end, more.end()))
        elif named := _PLACE_NAME.match(view.text, more.start("name")):
            cut = Span(end, named.end())
        else:
            break
        end = cut.end
        if end < more.end():
            break
    if behind := _PLACE_BEHIND.match(view.text, end):
        end = behind.end()
    earlier = cues.earlier_address.search(bare, max(0, start - _LONGEST_PART), start)
    if earlier and _is_part(view, earlier.start()) and _cut(view, Span(earlier.start(), start)).end == start:
        start = earlier.start()
    return Span(start, end)


def _is_household(part: str) -> bool:
    match = load_cues().household.match(part.strip())
    return match is not None and len(part.strip()) - match.end() >= 2 and len(part.strip()) > _SHORT_PART


_PLACE_NAME = re.compile(rf"[{CAPITALS}]?\d+\w{{0,2}}|[{CAPITALS}][^\W\d_]*(?:[ -](?:[{CAPITALS}][^\W\d_]*|\d+))*")
_PLACE_NAMED = re.compile(rf"(?<!\w)[{CAPITALS}][{SMALLS}]+")
# A district or province by its name alone behind the rest of an address.
_PLACE_BEHIND = re.compile(rf",[ \t]*[{CAPITALS}][{SMALLS}]+(?:[ \t][{CAPITALS}][{SMALLS}]+){{1,3}}(?=[.,;)\n]|\Z)")
_COMMA = re.compile(r"[ \t]*,[ \t(“\"]*")
_ADDRESS_JOINT = re.compile(r"\s*[,;–\n]\s*|\s+-\s+")
_ADDRESS_END = re.compile(
    r"\n|;|\)|\.(?=\s)(?<!\btp\.)(?<!\b[qpxh]\.)|(?<=,)\s*(?=(?:la|co|lam|xin|so|sdt|dien|cmnd|cccd|can cuoc|sinh)\b)"
)


def _address_end(bare: str, start: int) -> int:
    limit = min(len(bare), start + _LONGEST_ADDRESS)
    match = _ADDRESS_END.search(bare, start, limit)
    return match.start() if match else limit
