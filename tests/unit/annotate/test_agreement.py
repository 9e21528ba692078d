"""Figures of agreement, checked against values worked out by hand and against the literature."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from nlp.annotate.agreement import MODEL, LayerAgreement, encode_agreement, measure_agreement
from nlp.annotate.agreement_text import render_agreement
from nlp.annotate.task import AnnotatedSpan, Task, build_task
from nlp.errors import DonthuError
from nlp.interop.wording import Wording

pytest.importorskip("krippendorff", reason="the extra annotate is not installed")
pytest.importorskip("statsmodels", reason="the extra annotate is not installed")

TEXT = "một hai ba bốn năm sáu bảy tám"
WORDS = TEXT.split()


def words(first: int, last: int, label: str = "luat", layer: str = "citations") -> AnnotatedSpan:
    """The words from the first to behind the last, as a span."""
    start = len(" ".join(WORDS[:first])) + (first > 0)
    return AnnotatedSpan(f"{layer}{first}-{last}", layer, label, start, len(" ".join(WORDS[:last])))


def task(annotator: str | None, *spans: AnnotatedSpan, document: str = "d", guidelines: str | None = None, **labels: Any) -> Task:
    return build_task(
        document, TEXT, spans=spans, layers=["citations"], annotator=annotator, guidelines=guidelines, labels=labels
    )  # fmt: skip


def layer(tasks: list[Task], name: str = "citations") -> LayerAgreement:
    (found,) = measure_agreement(tasks)
    return next(one for one in found.layers if one.layer == name)


def test_two_that_say_the_same_agree_wholly() -> None:
    same = layer([task("a", words(0, 3)), task("b", words(0, 3))])
    assert (same.cohen["a", "b"], same.fleiss, same.alpha, same.exact["a", "b"]) == (1, 1, 1, 1)
    assert (same.documents, same.units) == (1, 8)


def test_cohens_kappa_over_the_syllables() -> None:
    # a has 4 of 8 in, b 2 of 8, both 2: p_o = 6/8, p_e = 1/2 * 1/4 + 1/2 * 3/4 = 1/2.
    assert layer([task("a", words(0, 4)), task("b", words(0, 2))]).cohen["a", "b"] == pytest.approx((6 / 8 - 1 / 2) / (1 / 2))


def test_fleiss_kappa_and_alpha_by_their_formulas() -> None:
    # Three annotators, 8 syllables: 2 with three, 2 with two, 4 with none of the three in.
    found = layer([task("a", words(0, 4)), task("b", words(0, 4)), task("c", words(0, 2))])
    agreed = (6 * 1 + 2 * (1 / 3)) / 8
    inside = (3 * 2 + 2 * 2) / 24
    chance = inside**2 + (1 - inside) ** 2
    assert found.fleiss == pytest.approx((agreed - chance) / (1 - chance))
    disagreed, expected = 1 - agreed, 2 * 10 * 14 / (24 * 23)
    assert found.alpha == pytest.approx(1 - disagreed / expected)


def test_spans_that_overlap_count_apart_from_exact_ones() -> None:
    found = layer([task("a", words(0, 3), words(5, 6)), task("b", words(1, 3), words(5, 6))])
    assert (found.exact["a", "b"], found.overlap["a", "b"]) == (0.5, 1.0)


def test_a_span_with_another_label_is_no_agreement() -> None:
    found = layer([task("a", words(0, 3)), task("b", words(0, 3, "nghi_dinh"))])
    assert (found.exact["a", "b"], found.overlap["a", "b"]) == (0, 0)


def test_a_layer_that_only_one_looked_at_is_left_out() -> None:
    other = build_task("d", TEXT, spans=[words(0, 2, "body", "bodies")], layers=["citations", "bodies"], annotator="b")
    (found,) = measure_agreement([task("a"), other])
    assert [one.layer for one in found.layers] == ["citations"]


def test_labels_of_documents_have_a_document_as_unit() -> None:
    given = {"a": ["cong_van", "chi_thi"], "b": ["cong_van", "cong_van"]}
    tasks = [task(who, document=f"d{i}", kind=kind) for who, kinds in given.items() for i, kind in enumerate(kinds)]
    found = layer(tasks, "kind")
    assert (found.documents, found.units, found.cohen["a", "b"]) == (2, 2, 0)


def test_a_set_of_labels_has_a_unit_for_each_of_its_values() -> None:
    tasks = [task(who, **{"petition.flags": flags}) for who, flags in {"a": ["khan_cap"], "b": ["khan_cap", "de_doa"]}.items()]
    found = layer(tasks, "petition.flags")
    assert found.units == 8 and found.cohen["a", "b"] is not None and 0 < found.cohen["a", "b"] < 1


def test_nothing_to_disagree_on_is_not_defined() -> None:
    found = layer([task("a", kind="cong_van"), task("b", kind="cong_van")], "kind")
    assert (found.cohen["a", "b"], found.fleiss, found.alpha) == (None, None, None)


def test_documents_that_one_did_not_annotate_count_for_alpha_and_for_the_pairs_that_have_them() -> None:
    tasks = [task(who, words(0, 3), document="d1") for who in "abc"]
    tasks += [task(who, words(4, 6), document="d2") for who in "ab"]
    found = layer(tasks)
    assert (found.documents, found.units, found.alpha, found.fleiss) == (2, 16, 1, 1)


def test_versions_of_the_guidelines_are_kept_apart() -> None:
    tasks = [task("a", words(0, 3), guidelines="1"), task("b", words(0, 1), guidelines="1")]
    tasks += [task(who, words(0, 3), guidelines="2") for who in "ab"]
    first, second = measure_agreement(tasks)
    assert (first.guidelines, second.guidelines) == ("1", "2")
    kappas = [one.layers[-1].cohen["a", "b"] for one in (first, second)]
    assert kappas[0] != 1 and kappas[1] == 1


def test_the_model_is_compared_with_each_annotator_and_is_none_of_them() -> None:
    (found,) = measure_agreement([task("a", words(0, 3)), task("b", words(0, 3)), task(None, words(0, 3), words(5, 6))])
    assert found.annotators == ("a", "b")
    model = next(one for one in found.model if one.layer == "citations")
    assert set(model.exact) == {("a", MODEL), ("b", MODEL)} and model.exact["a", MODEL] == pytest.approx(2 / 3)
    assert next(one for one in found.layers if one.layer == "citations").exact == {("a", "b"): 1}


def test_an_annotator_has_the_mean_of_the_pairs() -> None:
    found = layer([task("a", words(0, 4)), task("b", words(0, 4)), task("c", words(0, 2))])
    assert found.of_annotator("a")[1] == 0.5 and found.of_annotator("c")[1] == 0


@pytest.mark.parametrize(
    "tasks",
    [
        [task("a")],
        [task("a"), task("a")],
        [task("a"), replace(task("b"), text=TEXT + ".")],
    ],
    ids=["alone", "twice", "texts"],
)
def test_what_cannot_be_compared_is_an_error(tasks: list[Task]) -> None:
    with pytest.raises(DonthuError) as error:
        measure_agreement(tasks)
    assert error.value.code == "annotate.agreement"


def test_the_table_and_the_json_name_every_layer_and_pair() -> None:
    found = measure_agreement([task("a", words(0, 3), kind="luat"), task("b", words(0, 2), kind="chi_thi")])
    text = render_agreement(found, wording=Wording())
    assert "Viện dẫn" in text and "a / b" in text and "Loại" in text
    (row,) = json.loads(json.dumps(encode_agreement(found)))
    assert {one["layer"] for one in row["layers"]} == {"kind", "citations"}
    assert set(row["by_annotator"]) == {"a", "b"}
