"""Figures of the shipped models: ``python -m nlp.classify.evaluate --corpus DIR --out metrics.json``.

The test split is read by each model as the pipeline does, as it stands and changed: without diacritics, misread, without its
title, under a title of another type. Figures of held-out hands are those of the learning curve (``nlp.classify.curve``). The
file holds no time stamp, so the same models give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from nlp.classify.augment import drop_diacritics, misread
from nlp.classify.calibrate import measure_calibration, measure_coverage
from nlp.classify.corpus import Petition, load_petitions
from nlp.classify.decide import MODELS, Decider, load_decider
from nlp.classify.features import read_content
from nlp.classify.parts import TYPES
from nlp.document.document import build_document

THRESHOLDS = (0.0, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)
#: A stranger's title for each type; types without a title of their own get the first.
STRANGE_TITLES = {
    "khieu_nai": "ĐƠN TỐ CÁO",
    "to_cao": "ĐƠN KIẾN NGHỊ",
    "kien_nghi": "ĐƠN PHẢN ÁNH",
    "phan_anh": "ĐƠN KHIẾU NẠI",
}


@dataclass(frozen=True)
class Answer:
    """What a model says of a petition beside what is right: type, its probability, fields, the main one's probability."""

    wanted: str
    wanted_fields: Sequence[str]
    type: str
    confidence: float
    fields: Sequence[str]
    main_confidence: float


def ask(decider: Decider, petitions: Sequence[Petition]) -> list[Answer]:
    """The model's answers to the petitions."""
    answers = []
    for petition in petitions:
        decision = decider.decide(read_content(build_document(petition.text)))
        kind = max(decision.types, key=lambda code: decision.types[code])
        fields = [code for code, _ in decision.fields]
        answers.append(Answer(petition.type, petition.fields, kind, decision.types[kind], fields, decision.fields[0][1]))
    return answers


def measure(answers: Sequence[Answer]) -> dict[str, object]:
    """Accuracy, macro F1 and calibration of the type, coverage by threshold, main field, F1 over all fields."""
    wanted = [answer.wanted for answer in answers]
    given = [answer.type for answer in answers]
    confidences = [answer.confidence for answer in answers]
    correct = [want == got for want, got in zip(wanted, given, strict=True)]
    main_right = [answer.fields[0] == answer.wanted_fields[0] for answer in answers]
    return {
        "texts": len(answers),
        "type_accuracy": _round(float(np.mean(correct))),
        "type_macro_f1": _round(_macro_f1(wanted, given)),
        "type_ece": _round(measure_calibration(confidences, correct)),
        "type_by_class": {kind: _class_row(kind, wanted, given) for kind in TYPES if kind in wanted},
        "coverage": [
            {k: _round(v) for k, v in asdict(row).items()} for row in measure_coverage(confidences, correct, THRESHOLDS)
        ],
        "main_field_accuracy": _round(float(np.mean(main_right))),
        "main_field_ece": _round(measure_calibration([answer.main_confidence for answer in answers], main_right)),
        "fields_f1": _round(_fields_f1(answers)),
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 3)


def _class_row(kind: str, wanted: Sequence[str], given: Sequence[str]) -> dict[str, float | int | None]:
    right = sum(w == g == kind for w, g in zip(wanted, given, strict=True))
    found, there = sum(g == kind for g in given), sum(w == kind for w in wanted)
    precision = right / found if found else None
    return {"texts": there, "precision": _round(precision), "recall": _round(right / there if there else None)}


def _macro_f1(wanted: Sequence[str], given: Sequence[str]) -> float:
    scores = []
    for kind in sorted(set(wanted)):
        right = sum(w == g == kind for w, g in zip(wanted, given, strict=True))
        total = sum(w == kind for w in wanted) + sum(g == kind for g in given)
        scores.append(2 * right / total)
    return sum(scores) / len(scores)


def _fields_f1(answers: Sequence[Answer]) -> float:
    right = sum(len(set(answer.fields) & set(answer.wanted_fields)) for answer in answers)
    return 2 * right / sum(len(answer.fields) + len(answer.wanted_fields) for answer in answers)


def change(petition: Petition, how: str) -> Petition:
    """The petition ``no_diacritics``, ``misread`` (a fifth of the confusable letters), ``untitled`` or ``retitled``.

    A title of another type takes the place of the title, or stands in front where there is none.
    """
    text = petition.text
    if how == "no_diacritics":
        text = drop_diacritics(text)
    elif how == "misread":
        text = misread(text, f"{petition.name}.test", rate=0.2)
    else:
        document = build_document(text)
        title = read_content(document).title
        other = STRANGE_TITLES.get(petition.type, STRANGE_TITLES["khieu_nai"]) if how == "retitled" else ""
        text = document.text
        text = f"{text[: title.start]}{other}{text[title.end :]}" if title else f"{other}\n{text}"
    return replace(petition, text=text)


CHANGES = ("no_diacritics", "misread", "untitled", "retitled")


def measure_model(decider: Decider, petitions: Sequence[Petition]) -> dict[str, object]:
    """The figures of a model on petitions as they stand and changed, and the share of types that each change changes."""
    plain = ask(decider, petitions)
    figures: dict[str, object] = {"test": measure(plain)}
    changed: dict[str, float | None] = {}
    for how in CHANGES:
        answers = ask(decider, [change(petition, how) for petition in petitions])
        figures[f"test_{how}"] = measure(answers)
        changed[how] = _round(float(np.mean([a.type != b.type for a, b in zip(plain, answers, strict=True)])))
    return {**figures, "types_changed": changed}


def main(arguments: list[str] | None = None) -> int:
    """Command line of the evaluation; exit status 0."""
    parser = argparse.ArgumentParser(description="figures of the petition classifiers")
    parser.add_argument("--corpus", type=Path, default=Path("corpora/petitions"))
    parser.add_argument("--linear", type=Path, default=Path("models/petition"))
    parser.add_argument("--encoder", type=Path, default=Path("models/petition_encoder"))
    parser.add_argument("--out", type=Path, default=Path("models/petition/metrics.json"))
    options = parser.parse_args(arguments)
    linear, encoder = options.linear.resolve(), options.encoder.resolve()
    petitions = load_petitions(options.corpus, "test")
    figures: dict[str, object] = {
        name: measure_model(load_decider(name, str(linear), str(encoder)), petitions) for name in MODELS
    }
    options.out.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stderr.write(f"figures on {len(petitions)} petitions in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
