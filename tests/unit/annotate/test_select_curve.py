"""Learning curves of selection: series stand apart, what is saved is worked out from the curves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="the extra train is not installed")

import numpy as np
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression

from nlp.annotate.select_curve import Plan, Pool, build_pools, compare, draw_curves, estimate, fit_probabilities, play
from nlp.classify.corpus import load_examples, load_petitions
from nlp.classify.train import load_settings

ROOT = Path(__file__).parents[3]
TEXTS = {
    "khieu_nai": "Tôi không đồng ý quyết định thu hồi đất số {}, yêu cầu hủy quyết định.",
    "to_cao": "Tôi tố cáo ông cán bộ số {} nhận tiền, đề nghị xử lý nghiêm.",
    "phan_anh": "Cống thoát nước tổ {} bị tắc, nước ngập đường, mong phường khơi thông.",
}


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    folder = tmp_path_factory.mktemp("corpus")
    rows = ["name\tsplit\tfamily"]
    for hand in "abcdef":
        for number, (kind, text) in enumerate(list(TEXTS.items()) * 4):
            name = f"p{hand}{number:03d}"
            rows.append(f"{name}\ttrain\tpetition")
            (folder / f"{name}.txt").write_text(text.format(number) + f" Việc thứ {hand}{number}.", encoding="utf-8")
            gold = {"petition": {"type": kind, "fields": ["dat_dai"]}}
            (folder / f"{name}.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    (folder / "manifest.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    texts = [petition.text for petition in load_petitions(folder, "train")]
    return build_pools(load_examples(folder, "train"), texts, load_settings(ROOT / "params.yaml"))[0]


def test_the_regression_is_that_on_the_terms(pool: Pool) -> None:
    terms = np.linalg.cholesky(pool.kernel + 1e-9 * np.eye(len(pool.kernel)))
    learnt, asked = np.arange(0, 40), np.arange(40, 72)
    classes, found = fit_probabilities(pool, learnt, asked)
    machine = LogisticRegression(C=pool.strength, class_weight="balanced", max_iter=2000, random_state=0)
    machine.fit(terms[learnt], pool.labels[learnt])
    assert list(classes) == list(machine.classes_)
    assert_allclose(found, machine.predict_proba(terms[asked]), atol=0.01)


@pytest.mark.parametrize("strategy", ["random", "uncertainty", "diversity", "both"])
def test_a_curve_is_the_same_at_every_run(pool: Pool, strategy: str) -> None:
    plan = Plan(start=6, batch=3, end=15)
    curve = play(pool, strategy, 0, plan)
    assert len(curve) == len(plan.sizes) == 4 and all(0 <= value <= 1 for value in curve)
    assert play(pool, strategy, 0, plan) == curve


def test_curves_of_a_layer(pool: Pool) -> None:
    found = draw_curves(pool, Plan(start=6, batch=6, end=12), range(2), ("random", "uncertainty"))
    assert found["layer"] == "type" and [point["labels"] for point in found["accuracy"]["random"]] == [6, 12]
    assert [row["labels"] for row in found["saved"]["uncertainty"]["halved"]] == [6]


def test_what_selection_saves() -> None:
    curves = {"random": [[0.2, 0.4, 0.5, 0.6]] * 2, "both": [[0.2, 0.6, 0.7, 0.8], [0.2, 0.5, 0.7, 0.8]]}
    saved = compare(curves, [50, 100, 150, 200])["both"]
    assert saved["halved"][1] == {"labels": 100, **estimate(np.array([0.0, -0.1]))}
    assert saved["needed"]["mean"] == pytest.approx((0.5 + 0.625) / 2)


def test_a_goal_that_is_not_reached_is_unknown() -> None:
    curves = {"random": [[0.2, 0.9]] * 2, "both": [[0.2, 0.9], [0.2, 0.8]]}
    assert compare(curves, [50, 100])["both"]["needed"] is None


def test_the_interval_is_students() -> None:
    assert estimate(np.array([0.1, 0.2, 0.3])) == {"mean": 0.2, "low": -0.0484, "high": 0.4484}


def test_the_shipped_curves_are_whole() -> None:
    found = json.loads((ROOT / "models/petition/selection.json").read_text(encoding="utf-8"))
    assert [one["layer"] for one in found] == ["type", "fields"]
    for one in found:
        assert one["seeds"] == 5
        assert set(one["accuracy"]) == {"random", "uncertainty", "diversity", "both"}
