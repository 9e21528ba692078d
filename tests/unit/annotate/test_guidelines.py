"""The guidelines that annotators read have a section for each layer, in both languages alike."""

from __future__ import annotations

import re

import pytest

from nlp.annotate.guidelines import load_guidelines
from nlp.annotate.layers import LAYERS
from nlp.resources.load import load_resource

LANGUAGES = ("vi", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_layer_and_label_has_a_section(lang: str) -> None:
    found = [section.id for section in load_guidelines(lang).sections]
    assert set(found) == {"general", "header", "type", "fields", "flags", *LAYERS} and len(set(found)) == len(found)
    assert all(section.text for section in load_guidelines(lang).sections)


def test_both_languages_are_one_version() -> None:
    vi, en = (load_guidelines(lang) for lang in LANGUAGES)
    assert vi.version == en.version
    assert [section.id for section in vi.sections] == [section.id for section in en.sections]
    for one, other in zip(vi.sections, en.sections, strict=True):
        items = [re.findall(r"^(?:\d+\.|\s*-) ", text, re.M) for text in (one.text, other.text)]
        assert one.id == "type" or len(items[0]) == len(items[1]), one.id


@pytest.mark.parametrize(("lang", "place"), [("vi", 0), ("en", 1)])
def test_sections_are_called_as_the_layers_are(lang: str, place: int) -> None:
    names = load_resource("labels.yaml")["layer"]
    for layer in LAYERS:
        section = load_guidelines(lang).section(layer)
        assert section is not None and section.title == names[layer][place]


def test_a_layer_without_a_section_has_none() -> None:
    assert load_guidelines("vi").section("zones") is None
