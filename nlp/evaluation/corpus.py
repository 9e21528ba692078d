"""Corpora from marked drafts: one draft in, a text and its gold out.

A draft is a YAML head between ``---`` lines and a marked text (``nlp.evaluation.marked``). A file may hold many drafts,
separated by a line ``%%%%``. The head holds ``name``, ``family``, ``kind``, ``regime``, ``split`` (``train``, ``dev`` or
``test``), ``style``, ``place`` and, for a dispatch, ``header`` and ``uncertain`` (values of the header that cannot be made out);
for a petition ``type``, ``fields``, ``flags`` and, for a ``nhieu_noi_dung``, ``parts`` (the types that it joins).

``python -m nlp.evaluation.corpus DRAFT... --out corpora/dispatches`` writes ``NAME.txt``, ``NAME.gold.json`` and renews
``manifest.tsv``. Format of the gold: corpora/GUIDELINES.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from nlp.errors import DonthuError
from nlp.evaluation.marked import Mark, build_gold, parse_marked

#: ``dev`` sets how sure trained models may be; only petitions have it.
SPLITS = {"train", "dev", "test"}
FAMILIES = {"dispatch", "petition", "other"}
REGIMES = {"state", "party", "mass_organisation", "citizen", None}
PETITION_TYPES = {"khieu_nai", "to_cao", "kien_nghi", "phan_anh", "nhieu_noi_dung", "khac"}
FIELD_CODES = {
    "dat_dai", "giai_phong_mat_bang", "moi_truong", "xay_dung", "chinh_sach_xa_hoi", "can_bo", "tham_nhung", "tu_phap",
    "an_ninh_trat_tu", "giao_duc_y_te", "tai_chinh_thue", "thu_tuc_hanh_chinh", "khac",
}  # fmt: skip
MANIFEST = "manifest.tsv"
MANIFEST_COLUMNS = ("name", "split", "family", "kind", "style", "place", "year", "noise")


def parse_drafts(text: str, where: str) -> list[tuple[dict[str, Any], str]]:
    """The heads and marked bodies of a draft file; raises DonthuError that names the draft which cannot be read."""
    drafts = []
    for number, part in enumerate(re.split(r"(?m)^%%%%[ \t]*\n", text), start=1):
        if not part.strip():
            continue
        match = re.match(r"\s*---\n(.*?)\n---\n(.*)\Z", part, re.S)
        if not match:
            raise DonthuError("corpus.head", f"{where}, draft {number}: no YAML head between --- lines", "add the head")
        try:
            head = yaml.safe_load(match[1])
        except yaml.YAMLError as error:
            raise DonthuError("corpus.head", f"{where}, draft {number}: {error}", "mend the YAML") from error
        drafts.append((head, match[2]))
    return drafts


def compile_draft(head: dict[str, Any], body: str) -> tuple[str, dict[str, Any]]:
    """The plain text and the gold object of one draft; raises DonthuError for values outside the vocabularies."""
    name = head.get("name")
    body = body.rstrip("\n") + "\n"
    try:
        plain, marks = parse_marked(body)
    except DonthuError as error:
        raise DonthuError(error.code, f"{name}: {error.message}", error.hint) from error
    _check(head.get("family") in FAMILIES, name, f"family {head.get('family')!r}")
    _check(head.get("regime") in REGIMES, name, f"regime {head.get('regime')!r}")
    _check(head.get("split") in SPLITS, name, f"split {head.get('split')!r}")
    gold: dict[str, Any] = {
        "file": f"{name}.txt",
        "family": head["family"],
        "kind": head.get("kind"),
        "regime": head.get("regime"),
    }
    if head["family"] == "dispatch":
        gold["header"] = head["header"]
        gold |= build_gold(plain, marks)
        if head.get("uncertain"):
            gold["uncertain"] = head["uncertain"]
    elif head["family"] == "petition":
        check_petition(head, name)
        gold["petition"] = {
            "type": head["type"],
            **({"parts": head["parts"]} if head.get("parts") else {}),
            "fields": head["fields"],
            "flags": head.get("flags") or [],
            "petitioners": _spans(plain, marks, "n"),
            "addresses": _spans(plain, marks, "a"),
            "targets": _spans(plain, marks, "t"),
            "requests": _spans(plain, marks, "r"),
        }
    return plain, gold


def check_petition(labels: Mapping[str, Any], name: object) -> None:
    """Raises DonthuError (``corpus.value``) where type, parts or fields of a petition are not such as the guidelines know."""
    _check(labels.get("type") in PETITION_TYPES, name, f"type {labels.get('type')!r}")
    fields = labels.get("fields") or []
    _check(bool(fields) and set(fields) <= FIELD_CODES, name, f"fields {fields!r}")
    parts = labels.get("parts") or []
    several = labels["type"] == "nhieu_noi_dung"
    _check(len(set(parts)) >= 2 if several else not parts, name, f"parts {parts!r}")
    _check(set(parts) <= PETITION_TYPES - {"nhieu_noi_dung"}, name, f"parts {parts!r}")


def _spans(plain: str, marks: list[Mark], name: str) -> list[dict[str, Any]]:
    return [{"start": m.start, "end": m.end, "text": plain[m.start : m.end]} for m in marks if m.name == name]


def _check(condition: bool, name: object, what: str) -> None:
    if not condition:
        raise DonthuError("corpus.value", f"{name}: {what} is not in the vocabulary", "see corpora/GUIDELINES.md")


def write_corpus(files: list[Path], out: Path) -> int:
    """Writes texts, gold and manifest into ``out``; gives the number of drafts written."""
    out.mkdir(parents=True, exist_ok=True)
    rows = load_manifest(out) if (out / MANIFEST).exists() else {}
    count = 0
    for file in files:
        for head, body in parse_drafts(file.read_text(encoding="utf-8"), str(file)):
            plain, gold = compile_draft(head, body)
            name = head["name"]
            (out / f"{name}.txt").write_text(plain, encoding="utf-8", newline="")
            (out / f"{name}.gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            rows[name] = {column: str(head.get(column) if head.get(column) is not None else "") for column in MANIFEST_COLUMNS}
            count += 1
    write_manifest(out, rows)
    return count


def load_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """The rows of a corpus by name; raises DonthuError (``corpus.manifest``) where the folder has none."""
    try:
        with (folder / MANIFEST).open(encoding="utf-8", newline="") as file:
            return {row["name"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    except OSError as error:
        raise DonthuError("corpus.manifest", f"{folder} has no {MANIFEST}", "run nlp.evaluation.corpus first") from error


def write_manifest(folder: Path, rows: Mapping[str, Mapping[str, str]]) -> None:
    """Writes the rows of a corpus, by name."""
    lines = ["\t".join(MANIFEST_COLUMNS), *("\t".join(rows[name][key] for key in MANIFEST_COLUMNS) for name in sorted(rows))]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Command line of the corpus builder; exit status 0, or 2 where a draft cannot be read."""
    parser = argparse.ArgumentParser(description="texts and gold from marked drafts")
    parser.add_argument("drafts", nargs="+", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args(arguments)
    try:
        count = write_corpus(options.drafts, options.out)
    except DonthuError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(f"{count} drafts written to {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
