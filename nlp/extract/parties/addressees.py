"""To whom a petition is addressed, body by body, copies included."""

from __future__ import annotations

import re

from nlp.extract.parties.flag_cues import FlagCues
from nlp.extract.parties.letter import Letter
from nlp.text.fold import fold_all, fold_tone
from nlp.text.lines import Line
from nlp.text.span import Span, trimmed

_HEAD_LINES = 20
_LONGEST_ITEM = 130
_SHORT_ITEM = 70
_SENT_TO = re.compile(r"(?<!\w)(?:gui|goi)\s+")
_ITEM = re.compile(r"[-–+•*▪]|\d{1,2}\s?[.)]")
# A sentence's end; `TP.` and `P.` are none.
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.!?](?=\s|$)")


def find_addressees(cues: FlagCues, letter: Letter) -> list[Span]:
    """The bodies addressed in the head and, as copies, at the end; a part of a body named beside it is the same addressee."""
    areas = [*_head_areas(cues, letter), *_copy_areas(cues, letter)]
    bare = letter.document.view("bare")
    bodies = [span for area in areas for span in _split(cues, letter, area)]
    return [body for body in bodies if not cues["not_addressees"].search(bare, body.start, min(body.end, body.start + 20))]


def _head_areas(cues: FlagCues, letter: Letter) -> list[Span]:
    """What stands behind each greeting of the head, with the lines of a list."""
    lines = letter.lines[:_HEAD_LINES]
    areas: list[Span] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        greeting = _find_greeting(cues, letter, line)
        if greeting is None and not areas:
            continue
        if greeting is None or (areas and "thua" in greeting[0]):
            break  # `Thưa ông Chủ tịch` below the list speaks to one of those addressed
        start = greeting.end()
        end = line.end
        while position < len(lines) and _belongs(cues, letter, lines[position - 1], lines[position], start):
            end = lines[position].end
            position += 1
        areas.append(_cut(cues, letter, Span(min(start, end), end)))
    return [area for area in areas if len(area) > 0]


def _find_greeting(cues: FlagCues, letter: Letter, line: Line) -> re.Match[str] | None:
    """The greeting that opens a line or stands inside the title."""
    bare = letter.document.view("bare")
    match = cues["greeting"].match(bare, line.start, line.end)
    if match is None and letter.title and letter.title.start <= line.start < letter.title.end:
        match = _SENT_TO.search(bare, line.start, line.end)
    if match is None or "thừa" in letter.document.view("case")[match.start() : match.end()]:
        return None  # Thừa Thiên Huế
    return match


def _belongs(cues: FlagCues, letter: Letter, before: Line, line: Line, start: int) -> bool:
    """Whether a line goes on with the list that ``before`` holds a part of."""
    bare = letter.document.view("bare")
    if len(line.text) > _LONGEST_ITEM or cues["greeting"].match(bare, line.start, line.end):
        return False
    written = before.text if start <= before.start else letter.document.text[start : before.end].strip()
    opens = written in ("", ":")
    goes_on = written.endswith((";", ","))
    if _ITEM.match(line.text):
        return line.gap <= 1 and (opens or goes_on or _ITEM.match(written) is not None)
    if line.gap > (1 if opens else 0) or (line.text.endswith(".") and not goes_on):
        return False
    names_body = cues["body"].match(bare, line.start, line.end) is not None
    return names_body and (opens or goes_on or line.indent >= 8 or len(line.text) < _SHORT_ITEM)


def _copy_areas(cues: FlagCues, letter: Letter) -> list[Span]:
    """`Nơi nhận`, `Đồng gửi` behind the body of the letter."""
    bare, areas = letter.document.view("bare"), []
    for i, line in enumerate(letter.lines):
        if i < _HEAD_LINES // 2 or i < len(letter.lines) - 12:
            continue
        match = cues["copy"].match(bare, line.start, line.end)
        if match:
            end = line.end
            for other in letter.lines[i + 1 :]:
                if not _ITEM.match(other.text):
                    break
                end = other.end
            areas.append(Span(match.end(), end))
    return areas


def _cut(cues: FlagCues, letter: Letter, area: Span) -> Span:
    """The area up to where the writer begins to speak."""
    bare = letter.document.view("bare")
    stops = [
        match.start() for pattern in (_SENTENCE_END, cues["speaker"]) if (match := pattern.search(bare, area.start, area.end))
    ]
    return trimmed(bare, area.start, min([area.end, *stops]), drop=" \t\n:,;.-–•")


def _split(cues: FlagCues, letter: Letter, area: Span) -> list[Span]:
    bare = letter.document.view("bare")
    starts = [area.start]
    for match in cues["next_body"].finditer(bare, area.start, area.end):
        before = bare[area.start : match.start()].strip(" -–•:;,\n0123456789.")
        if before and _is_body(cues, letter, match.start("body")):
            starts.append(match.end())
    spans: list[Span] = []
    for start, stop in zip(starts, [*starts[1:], area.end], strict=True):
        span = Span(start, stop)
        if spans and _is_part(cues, bare, spans[-1], span):
            spans[-1] = Span(spans[-1].start, stop)
        else:
            spans.append(span)
    return spans


def _is_body(cues: FlagCues, letter: Letter, start: int) -> bool:
    """`Sở` and not `số`, where the text has diacritics; a capital may bear the wrong ones."""
    text = letter.document.text
    word = re.compile(r"\w+").match(letter.document.view("case"), start)
    if word is None:
        return False
    written = fold_tone(word[0])
    return written in cues.body_syllables or written == fold_all(written) or text[start].isupper()


def _is_part(cues: FlagCues, bare: str, before: Span, span: Span) -> bool:
    """`Phòng Tiếp công dân, Sở Y tế` and `Cục Thuế, Phòng Thanh tra`: a part without a place of its own beside its body."""
    if not before.of(bare).rstrip().endswith(",") and "," not in bare[before.end - 3 : before.end]:
        return False
    units = [cues["unit"].match(bare, part.start, part.end) for part in (before, span)]
    if all(units) or not any(units):
        return False
    part = before if units[0] else span
    return cues["places"].search(bare, part.start, part.end) is None
