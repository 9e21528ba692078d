"""YAML is read strictly, and every complaint names file and line."""

from __future__ import annotations

import pytest

from nlp.errors import LawError
from nlp.law.loader import list_files, load_node, parse_node


def test_duplicate_key() -> None:
    with pytest.raises(LawError, match=r"x\.yaml:2: duplicate key 'a'"):
        parse_node("a: 1\na: 2", "x.yaml")


def test_unknown_key() -> None:
    with pytest.raises(LawError, match=r"x\.yaml:2: unknown key 'b'"):
        parse_node("a: 1\nb: 2", "x.yaml").keys(required=("a",))


def test_missing_key() -> None:
    with pytest.raises(LawError, match=r"x\.yaml:1: missing key 'b'"):
        parse_node("a: 1", "x.yaml").keys(required=("a", "b"))


@pytest.mark.parametrize(
    ("text", "reader"), [("ba", "integer"), ("yes", "flag"), ("2024-13-01", "day"), ("''", "text"), ("[]", "text")]
)
def test_wrong_type(text: str, reader: str) -> None:
    node = parse_node(f"a: {text}", "x.yaml").mapping()["a"]
    with pytest.raises(LawError, match=r"x\.yaml:1: expected"):
        getattr(node, reader)()


def test_numbers_stay_text() -> None:
    assert parse_node("a: 09/2010", "x.yaml").mapping()["a"].text() == "09/2010"


def test_null_is_not_text() -> None:
    node = parse_node("a: null\nb: 'null'", "x.yaml").mapping()
    assert node["a"].day_or_none() is None
    assert node["b"].text() == "null"


def test_broken_yaml_and_empty_file() -> None:
    with pytest.raises(LawError, match="not readable as YAML"):
        parse_node("a: [", "x.yaml")
    with pytest.raises(LawError, match="empty"):
        parse_node("# nothing", "x.yaml")


def test_every_yaml_of_the_package_reads() -> None:
    paths = list_files("parameters")
    assert len(paths) > 100
    for path in (*paths, "instruments.yaml"):
        load_node(path)
