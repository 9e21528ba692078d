from __future__ import annotations

import string

import pytest
import yaml

from nlp.classify.labels import PetitionField, PetitionType
from nlp.compliance.models import FindingSeverity, Verdict
from nlp.extract.citations.models import Relation
from nlp.extract.obligations.models import AssigneeRole, Modality
from nlp.extract.temporal.models import Bound, DeadlineType, TimeUnit
from nlp.interop.wording import Wording
from nlp.law.instruments import Status
from nlp.resources.load import load_resource
from nlp.segment.models import Family, Regime, SegmentType


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("zone", SegmentType), ("family", Family), ("regime", Regime), ("relation", Relation), ("deadline_type", DeadlineType),
        ("bound", Bound), ("unit", TimeUnit), ("modality", Modality), ("role", AssigneeRole), ("verdict", Verdict),
        ("severity", FindingSeverity), ("petition_type", PetitionType), ("field", PetitionField), ("instrument_status", Status),
    ],
)  # fmt: skip
def test_every_stored_value_has_a_name(group: str, values: type) -> None:
    assert [value.value for value in values if not Wording().knows(group, value.value)] == []


def test_both_languages_fill_in_the_same_words() -> None:
    def words(text: str) -> set[str]:
        return {name.partition("!")[0] for _, name, _, _ in string.Formatter().parse(text) if name}

    uneven = [key for key, row in load_resource("messages.yaml").items() if words(row["vi"]) != words(row["en"])]
    assert uneven == []


def test_messages_have_no_key_twice() -> None:
    from importlib import resources

    text = resources.files("nlp.resources").joinpath("messages.yaml").read_text(encoding="utf-8")
    keys = [line.split(":")[0] for line in text.splitlines() if line and line[0].isalpha()]
    assert len(keys) == len(set(keys)) == len(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20", "hằng năm, ngày 20 tháng 11"),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "hằng tháng, ngày 5"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "hằng tháng, ngày 1 và 15"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "hằng tháng, ngày cuối cùng của tháng"),
        ("FREQ=MONTHLY;INTERVAL=3", "3 tháng một lần"),
        ("RRULE:FREQ=WEEKLY;BYDAY=FR", "hằng tuần, thứ Sáu"),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25", "hằng năm, ngày 25 tháng 3, 6, 9 và 12"),
        ("FREQ=YEARLY;BYSETPOS=1", "FREQ=YEARLY;BYSETPOS=1"),
        ("nonsense", "nonsense"),
    ],
)
def test_recurrence_in_words(rule: str, words: str) -> None:
    assert Wording().rrule(rule) == words


def test_dates_and_numbers_follow_the_language() -> None:
    assert (Wording("vi").day("2024-04-05"), Wording("en").day("2024-04-05")) == ("05/04/2024", "2024-04-05")
    assert (Wording("vi").number(1234.5, 1), Wording("en").number(1234.5, 1)) == ("1.234,5", "1,234.5")
    assert Wording().day("không rõ") == "không rõ"


def test_value_without_a_name_stands_as_it_is() -> None:
    assert Wording().label("kind", "sac_lenh") == "sac_lenh"


def test_error_says_what_its_code_means_where_known() -> None:
    assert Wording("en").error("config.syntax", "x.toml: bad") == "The configuration is no TOML: x.toml: bad [config.syntax]"
    assert Wording().error("law.bad_given", "sai") == "sai [law.bad_given]"
