"""Corrected gold goes into the training split of a corpus, or is refused with the reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from nlp.annotate.add_gold import add_gold, fold_text, main
from nlp.classify.corpus import load_petitions
from nlp.errors import DonthuError
from nlp.evaluation.corpus import MANIFEST_COLUMNS, load_manifest, write_manifest

pytest.importorskip("rensa")

ROOT = Path(__file__).resolve().parents[3]
PETITIONS = ROOT / "corpora/petitions"
TEXT = "ĐƠN KIẾN NGHỊ\nTôi là Lê Văn Ba, ở ấp 3, xã Tân An.\nĐề nghị xã sửa đoạn đường trước trường mẫu giáo.\nLê Văn Ba\n"


def make_gold(text: str = TEXT, **changes: Any) -> dict[str, Any]:
    start = text.find("Lê Văn Ba")
    named = [{"start": start, "end": start + 9, "text": "Lê Văn Ba"}] if start >= 0 else []
    labels = {"type": "kien_nghi", "fields": ["xay_dung"], "flags": [], "petitioners": named}
    gold = {"file": "", "family": "petition", "kind": "don_kien_nghi", "regime": "citizen", "petition": labels}
    return {**gold, "annotator": "lan", **changes}


def put(folder: Path, name: str, gold: dict[str, Any], text: str = TEXT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    (folder / f"{name}.gold.json").write_text(json.dumps({**gold, "file": f"{name}.txt"}), encoding="utf-8")
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "petitions"
    folder.mkdir()
    names = ("pa001", "pa002", "pt001")
    rows = load_manifest(PETITIONS)
    for name in names:
        for suffix in (".txt", ".gold.json"):
            shutil.copy(PETITIONS / f"{name}{suffix}", folder)
    write_manifest(folder, {name: rows[name] for name in names})
    return folder


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return tmp_path / "gold"


def test_what_is_taken_stands_in_the_training_split(corpus: Path, gold: Path) -> None:
    put(gold / "lan", "0a1b", make_gold())
    [outcome] = add_gold([gold], corpus)
    assert (outcome.name, outcome.error) == ("pu001", None)
    row = load_manifest(corpus)["pu001"]
    assert (row["split"], row["family"], row["kind"], row["style"]) == ("train", "petition", "don_kien_nghi", "lan")
    added = {petition.name: petition for petition in load_petitions(corpus, "train")}["pu001"]
    assert (added.text, added.type, added.fields) == (TEXT, "kien_nghi", ("xay_dung",))
    assert added.gold["petitioners"][0]["text"] == "Lê Văn Ba"


def test_each_hand_has_a_series_and_goes_on_with_it(corpus: Path, gold: Path) -> None:
    texts = [TEXT.replace("đường", word) for word in ("cầu qua kênh", "giếng khoan", "nhà văn hóa")]
    put(gold / "lan", "a", make_gold(texts[0]), texts[0])
    put(gold / "mai", "b", make_gold(texts[1], annotator=None), texts[1])
    assert [one.name for one in add_gold([gold], corpus)] == ["pu001", "pv001"]
    put(gold / "more", "c", make_gold(texts[2]), texts[2])
    assert [one.name for one in add_gold([gold / "more"], corpus, style="mai")] == ["pv002"]


def test_a_dry_run_writes_nothing(corpus: Path, gold: Path) -> None:
    before = {path.name: path.read_bytes() for path in corpus.iterdir()}
    put(gold, "a", make_gold())
    assert add_gold([gold], corpus, dry_run=True)[0].name == "pu001"
    assert {path.name: path.read_bytes() for path in corpus.iterdir()} == before


def test_a_text_that_is_there_is_refused(corpus: Path, gold: Path) -> None:
    text = (PETITIONS / "pa001.txt").read_text(encoding="utf-8")
    put(gold, "a", make_gold(text), text)
    put(gold, "b", make_gold())
    put(gold, "c", make_gold(TEXT.replace("\n", "\r\n")), TEXT.replace("\n", "\r\n"))
    assert [one.error and one.error.code for one in add_gold([gold], corpus)] == ["corpus.known", None, "corpus.known"]


def test_what_is_nearly_a_test_text_is_refused(corpus: Path, gold: Path) -> None:
    text = (PETITIONS / "pt001.txt").read_text(encoding="utf-8").rstrip() + "\nGửi lần hai.\n"
    put(gold, "a", make_gold(text), text)
    [outcome] = add_gold([gold], corpus)
    assert outcome.error is not None and outcome.error.code == "corpus.like_test"
    assert "pt001" in outcome.error.message
    assert len(load_manifest(corpus)) == 3


LABELS = make_gold()["petition"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"family": "dispatch", "petition": None}, "corpus.family"),
        ({"scope": {"end": 10}}, "corpus.scope"),
        ({"petition": {"petitioners": []}}, "corpus.value"),
        ({"petition": {**LABELS, "type": "nhieu_noi_dung"}}, "corpus.value"),
        ({"petition": {**LABELS, "fields": ["duong_xa"]}}, "corpus.value"),
        ({"petition": {**LABELS, "petitioners": [{"start": 0, "end": 3, "text": "Lê"}]}}, "corpus.quote"),
        ({"petition": {**LABELS, "petitioners": [{"start": 500, "end": 503}]}}, "annotate.span"),
    ],
)
def test_gold_that_is_none_is_refused(corpus: Path, gold: Path, changes: dict[str, Any], code: str) -> None:
    put(gold, "a", make_gold(**changes))
    [outcome] = add_gold([gold], corpus)
    assert outcome.error is not None and outcome.error.code == code


def test_a_text_that_is_missing_is_refused(corpus: Path, gold: Path) -> None:
    put(gold, "a", make_gold())
    (gold / "a.txt").unlink()
    assert [one.error and one.error.code for one in add_gold([gold], corpus)] == ["corpus.text"]


def test_of_a_masked_text_only_labels_are_taken(corpus: Path, gold: Path) -> None:
    text = TEXT.replace("Lê Văn Ba", "•••••••••")
    masked = [{"start": 21, "end": 30, "text": "•••••••••"}]
    put(gold, "a", make_gold(text, petition={**LABELS, "petitioners": masked}, decisions=[{"action": "thu_ly"}]), text)
    [outcome] = add_gold([gold], corpus)
    assert json.loads((corpus / f"{outcome.name}.gold.json").read_text(encoding="utf-8")) == {
        "file": "pu001.txt", "family": "petition", "kind": "don_kien_nghi", "regime": "citizen",
        "petition": {"type": "kien_nghi", "fields": ["xay_dung"], "flags": []}, "annotator": "lan",
    }  # fmt: skip


def test_the_manifest_keeps_its_other_rows(corpus: Path, gold: Path) -> None:
    before = (corpus / "manifest.tsv").read_text(encoding="utf-8")
    put(gold, "a", make_gold())
    add_gold([gold], corpus)
    after = (corpus / "manifest.tsv").read_text(encoding="utf-8")
    assert after.startswith(before) and len(after.splitlines()) == len(before.splitlines()) + 1
    assert after.splitlines()[0].split("\t") == list(MANIFEST_COLUMNS)


def test_the_manifest_of_the_corpora_is_written_as_it_is_read(tmp_path: Path) -> None:
    write_manifest(tmp_path, load_manifest(PETITIONS))
    assert (tmp_path / "manifest.tsv").read_bytes() == (PETITIONS / "manifest.tsv").read_bytes()


def test_the_command_tells_each_outcome(corpus: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(gold, "a", make_gold())
    put(gold, "b", make_gold(family="other"))
    assert main([str(gold), "--corpus", str(corpus), "--dry-run"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == f"{gold / 'a.gold.json'}: pu001"
    assert out.splitlines()[1].startswith("corpus.family: ") and "1 taken, 1 refused" in err
    (gold / "b.gold.json").unlink()
    assert main([str(gold), "--corpus", str(corpus)]) == 0


def test_a_folder_that_is_no_corpus_is_told(gold: Path, tmp_path: Path) -> None:
    put(gold, "a", make_gold())
    with pytest.raises(DonthuError) as error:
        add_gold([gold], tmp_path / "none")
    assert error.value.code == "corpus.manifest"
    assert main([str(gold), "--corpus", str(tmp_path / "none")]) == 2


def test_texts_are_the_same_whatever_their_blanks_and_form() -> None:
    assert fold_text("Đơn  KIẾN\r\nnghị") == fold_text("Đơn kiến nghị ")
