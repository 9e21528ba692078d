"""What keys of groups and selections of hits are called on pages."""

from __future__ import annotations

from nlp.annotate.archive.models import Decision, Selection
from nlp.annotate.layers import LAYERS, UNKNOWN
from nlp.web.pages.archive.room import name_label
from nlp.web.wording import PageWording
from nlp.web.workbench import FILTERS, read_values


def list_labels(layer: str) -> tuple[str, ...]:
    """The labels that spans of a layer may have."""
    kind = LAYERS[layer]
    return kind.labels if kind.label else (*kind.labels, UNKNOWN)


def name_new_label(wording: PageWording, decision: Decision) -> str:
    """What the label is called that a decision gave; hits that were picked one by one were all of a layer that has it."""
    label = str(decision.label)
    named = [decision.selection.layer] if decision.selection else LAYERS
    return name_label(wording, next(layer for layer in named if label in LAYERS[layer].labels), label)


def name_key(wording: PageWording, layer: str, by: str, key: str) -> str:
    """What the key of a group of hits is called.

    >>> name_key(PageWording("en"), "citations", "label", "cong_van")
    'Official letter'
    """
    if not key:
        return wording.say("bench.without")
    if by == "label":
        return name_label(wording, layer, key)
    return tell_tenth(wording, key) if by == "confidence" else key


def tell_tenth(wording: PageWording, tenth: str) -> str:
    """A tenth of confidence in words.

    >>> tell_tenth(PageWording("en"), "0.9"), tell_tenth(PageWording("en"), "1.0")
    ('0.9 to below 1.0', '1.0')
    """
    low = float(tenth)
    words = wording.number(low, 1)
    return words if low >= 1 else wording.say("bench.tenth", low=words, high=wording.number(low + 0.1, 1))


def tell_selection(wording: PageWording, selection: Selection) -> list[tuple[str, str, str]]:
    """The parts of a selection, in order: the filter, what it is called, and its value in words."""
    told, values = [], read_values(selection)
    for name in FILTERS:
        if name not in values:
            continue
        value = values[name]
        if name in ("state", "table"):
            words = wording.say(f"bench.{name}.{value}")
        else:
            words = value if name == "text" else name_key(wording, selection.layer, name, value)
        told.append((name, wording.say(f"bench.filter.{name}"), words))
    return told
