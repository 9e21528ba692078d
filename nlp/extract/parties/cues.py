"""Patterns of the reader of petitions, built from ``petitioner_cues.yaml`` for the bare view (lower case, no diacritics)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.resources.load import any_of, load_resource
from nlp.text.fold import fold_all, fold_tone
from nlp.text.letters import CAPITALS, SMALLS

_SYLLABLE = rf"(?:[{CAPITALS}][{CAPITALS}{SMALLS}'’]*)"
#: A person's name: two to six syllables with capitals, initials allowed.
NAME = re.compile(rf"{_SYLLABLE}(?:[ \t]{{1,3}}{_SYLLABLE}){{1,5}}(?![\w])")
#: A number of digits, some of which a writer or a publisher may have covered with x or asterisks.
COVERED = r"(?P<value>[\dxX*][\dxX*. ]{6,18}[\dxX*])"

#: Columns of a list of those who sign.
ROSTER_COLUMNS = ("name", "address", "identity_number", "phone", "signature")


@dataclass(frozen=True)
class PetitionCues:
    """Compiled patterns by name, and lists that code looks into."""

    patterns: Mapping[str, re.Pattern[str]]
    words: Mapping[str, Sequence[str]]
    first_words: frozenset[str]
    first_bare: frozenset[str]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self.patterns[name]


def _bare(words: Iterable[str]) -> str:
    return any_of(fold_all(str(word)) for word in words)


@lru_cache(maxsize=1)
def load_petition_cues() -> PetitionCues:
    """The cues, built once."""
    data = load_resource("petitioner_cues.yaml")
    titles = _bare(data["titles_before_name"])
    heads, bodies = _bare(data["address_heads"]), _bare(data["address_bodies"])
    leads = _bare(data["address_leads"])
    decisions = _bare(data["decisions"])
    counted = _bare(data["counted"])
    heads_sent = data["attachment_heads"]
    sent, opening = _bare(data["attached"]), _bare(data["attached_opening"])
    digits = r"(?<![\d/.,-])(?:0?[2-9]|[1-9]\d{1,2})(?![\d/.,]\d)"
    patterns = {
        "name": rf"(?<!\w)(?:{_bare(data['name_leads'])})(?!\w)(?:\s*\([^)\n]{{0,40}}\))?\s*[:,.]?\s*"
        rf"(?:(?:{titles})\s*[:.]?\s+)?(?=\w)",
        "address": rf"(?<!\w)(?:{leads})\s*[:,]?\s+(?=(?:{heads})(?!\w))"
        r"|(?<!\w)(?:dia\s+chi|noi\s+o|noi\s+cu\s+tru|thuong\s+tru)\s*:\s*(?=\w)",
        "address_alone": rf"(?<!\w)(?=(?:{heads})\s)",
        "address_body": rf"(?<!\w)(?:{bodies})[.\s]",
        "identity": rf"(?<!\w)(?:{_bare(data['identity'])})(?:\s*/\s*\w{{2,5}})?\s*(?:so)?\s*[:.]?\s*{COVERED}",
        "phone": rf"(?<!\w)(?:{_bare(data['phone'])})\s*[:.]?\s*(?P<value>\+?[0x][\dxX*. ]{{7,14}}[\dxX*])"
        r"|(?<![\d.])(?P<alone>0\d{2,3}[.\s]?[\dx]{3}[.\s]?[\dx]{3,4})(?!\d)",
        "counted": rf"(?P<number>{digits})\s+(?:{counted})(?!\w)",
        "represents": rf"(?<!\w)(?:{_bare(data['representative_leads'])})(?!\w)(?:\s+(?:la|gom|cac\s+ho|\d+\s+(?:{counted})))?"
        rf"(?:\s*\([^)\n]{{0,40}}\))?[\s:–-]*(?:(?P<title>{titles})\s+)?(?=\w)",
        "representative_behind": rf"[^.;]{{0,40}}?(?<!\w)(?:{_bare(data['representative_behind'])})(?!\w)",
        "body_name": rf"(?:{_bare(data['body_names'])})(?!\w)",
        "besides": rf"(?<!\w)(?:{_bare(data['besides'])})\s+\Z",
        "answered_by": rf"(?<!\w)(?:{_bare(data['answered_by'])})\W*\Z",
        "answering": rf"(?<!\w)(?:{_bare(data['answering'])})(?!\w)",
        "attached": rf"(?:(?<!\w)(?:{sent})|(?:^|[(:])\s*(?:{opening}))(?!\w)"
        r"(?:\s+(?:don|thu)(?:\s+nay)?)?(?:\s+(?:gom(?:\s+co)?|la|co))?[\s:]*",
        "attached_before": r"(?<!\w)(?:(?:bon|tui|toi|em|chau|con|co|xin|chung\s+toi|duoc|da)\s+)*"
        rf"(?:{sent}|{opening})(?:\s+(?:theo|don|thu|day|nay|o\s+day))*\s*(?=[.,;)\n]|nha\b|\Z)",
        "attachment_head": rf"(?<!\w)(?:\d+\s+)?(?:{any_of(map(str, heads_sent))}|{_bare(heads_sent)})(?!\w)",
        "group": rf"(?<!\w)(?:{_bare(data['group_words'])})(?!\w)",
        "signature": rf"(?<!\w)(?:{_bare(data['signature_leads'])})(?!\w)",
        "decision": rf"(?<!\w)(?:{decisions})\s+(?:\w+\s+){{0,7}}?(?:so\s*:?\s*)?\d{{1,5}}(?:\s?/\s?[\w-]+)*",
        "decision_word": rf"(?:cai\s+)?(?:{decisions})(?!\w)",
        "target": rf"(?<!\w)(?:{_bare(data['target_leads'])})\s*(?::|la)?\s*[-–:\s]*"
        rf"(?=(?:{_bare(data['target_persons'])}|(?:cai\s+)?{decisions})(?!\w))",
    }
    patterns["not_attached"] = rf"(?:{any_of(map(str, data['not_attached']))})(?!\w)"
    for column in ROSTER_COLUMNS:
        patterns[f"roster_{column}"] = rf"\W*(?:{_bare(data[f'roster_{column}'])})(?!\w)"
    patterns["roster_over"] = rf"(?<!\w)(?:{_bare(data['roster_over'])})(?!\w)"
    for name, key in (("paper", "papers"), ("person", "person_heads"), ("authority", "authority_heads")):
        lead = r"(?:(?:các|cái|tờ|bản|việc|cac|cai|to|ban|viec)\s+)?" if name == "paper" else ""
        patterns[name] = rf"{lead}(?:{any_of(fold_tone(str(word)) for word in data[key])})(?!\w)"
        patterns[f"{name}.plain"] = rf"{lead}(?:{_bare(data[key])})(?!\w)"
    words = {key: tuple(map(str, value)) for key, value in data.items() if isinstance(value, list)}
    compiled = {name: re.compile(pattern, re.M) for name, pattern in patterns.items()}
    firsts = frozenset(str(head).split()[0] for head in data["address_heads"])
    bare_firsts = frozenset(fold_all(word) for word in firsts)
    return PetitionCues(compiled, words, firsts, bare_firsts)
