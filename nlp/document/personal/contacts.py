"""By what a person can be reached: numbers, e-mail and accounts by their form, addresses by what introduces them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.document.personal.cues import View, load_cues, spaced
from nlp.text.fold import fold_all
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
            yield _stretch(bare, span)
        parts |= {part.strip() for part in _ADDRESS_JOINT.split(fold_all(address)) if _is_household(part)}
    for part in parts:
        for span in view.find(spaced(part)):
            yield _stretch(bare, span)
    for match in cues.addresses.finditer(bare):
        end = _address_end(bare, match.end())
        first = cues.address_parts.search(bare, match.end(), end)
        if first is not None and first.start() - match.end() <= _ADDRESS_LEAD:
            yield Span(match.end(), end)
    for person in people:
        if behind := cues.address_behind.match(view.case, person.end):
            yield _stretch(bare, Span(*behind.span("part")))
    for match in cues.formed_addresses.finditer(bare):
        if match.start() < _HEAD or match.end() > len(bare) - _HEAD:
            yield _stretch(bare, Span(*match.span()))


def _stretch(bare: str, span: Span) -> Span:
    """The span with the parts of an address that stand directly before and behind it."""
    cues = load_cues()
    start, end = span.start, span.end
    while more := cues.more_address.match(bare, end):
        end = more.end()
    if earlier := cues.earlier_address.search(bare, max(0, start - _LONGEST_PART), start):
        start = earlier.start()
    return Span(start, end)


def _is_household(part: str) -> bool:
    match = load_cues().household.match(part.strip())
    return match is not None and len(part.strip()) - match.end() >= 2 and len(part.strip()) > _SHORT_PART


_ADDRESS_JOINT = re.compile(r"\s*[,;–\n]\s*|\s+-\s+")
_ADDRESS_END = re.compile(
    r"\n|;|\)|\.(?=\s)(?<!\btp\.)(?<!\b[qpxh]\.)|(?<=,)\s*(?=(?:la|co|lam|xin|so|sdt|dien|cmnd|cccd|can cuoc|sinh)\b)"
)


def _address_end(bare: str, start: int) -> int:
    limit = min(len(bare), start + _LONGEST_ADDRESS)
    match = _ADDRESS_END.search(bare, start, limit)
    return match.start() if match else limit
