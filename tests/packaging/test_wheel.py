"""The wheel, installed into a clean environment outside the source tree, reads, reckons and classifies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

DISPATCH = """ỦY BAN NHÂN DÂN
XÃ AN HÒA

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 12/UBND-VP

An Hòa, ngày 05 tháng 3 năm 2024

Kính gửi: Các thôn trưởng

Căn cứ Luật Tiếp công dân số 42/2013/QH13, UBND xã yêu cầu các thôn trưởng báo cáo kết quả hòa giải trước ngày 20/3/2024.

Nơi nhận:
- Như trên;
- Lưu: VT.

CHỦ TỊCH

Lê Văn Thử
"""


def run(command: list[str | Path], cwd: Path) -> str:
    # Neither the source tree nor the user's packages may be seen from the environment under test.
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {key: value for key, value in os.environ.items() if key not in hidden} | {"PYTHONNOUSERSITE": "1"}
    finished = subprocess.run([str(c) for c in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, f"{command}\n{finished.stdout[-2000:]}\n{finished.stderr[-4000:]}"
    return finished.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT], ROOT)
    return next(out.glob("donthu-*.whl"))


@pytest.fixture(scope="module")
def donthu(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed with the core dependencies only."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(folder, with_pip=True, system_site_packages=False)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    run([binaries / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel], folder)
    return binaries / "donthu"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    (tmp_path / "cong_van.txt").write_text(DISPATCH, encoding="utf-8")
    return tmp_path


def test_wheel_carries_data_and_models(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    data = {".yaml", ".json", ".toml", ".html", ".css", ".js", ".svg", ".sql", ".typed", ".docx"}
    source = {path.relative_to(ROOT).as_posix() for path in (ROOT / "nlp").rglob("*") if path.suffix in data}
    assert source <= packed, sorted(source - packed)[:5]
    for name in ("petition", "petition_encoder", "petition_people", "petition_entities"):
        model = {f"nlp/models_data/{name}/{path.name}" for path in (ROOT / "models" / name).iterdir() if path.is_file()}
        assert model
        assert model <= packed, sorted(model - packed)
    assert not any(name.startswith(("tests/", "corpora/")) for name in packed)


def test_analyze_writes_a_record_that_obeys_the_schema(donthu: Path, elsewhere: Path) -> None:
    lines = run(
        [donthu, "analyze", elsewhere / "cong_van.txt", "--format", "jsonl", "--as-of", "2024-03-10"], elsewhere
    ).splitlines()
    record = json.loads(lines[0])
    schema = json.loads((ROOT / "nlp/document/record.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(record, schema)
    assert len(lines) == 1
    assert record["problems"] == []
    assert record["header"]["number"] == "12/UBND-VP"
    assert [c["number"] for c in record["citations"]] == ["42/2013/QH13"]
    assert [d["date"] for d in record["deadlines"]] == ["2024-03-20"]


def test_petition_is_classified_without_a_network(donthu: Path, elsewhere: Path) -> None:
    petition = (ROOT / "corpora/petitions/pa002.txt").read_text(encoding="utf-8")
    (elsewhere / "don.txt").write_text(petition, encoding="utf-8")
    record = json.loads(run([donthu, "analyze", elsewhere / "don.txt", "--format", "jsonl"], elsewhere))
    assert record["family"] == "petition"
    assert record["petition"]["type"] == "khieu_nai"


def test_law_due_names_day_and_basis(donthu: Path, elsewhere: Path) -> None:
    answer = json.loads(run([donthu, "law", "due", "KN_GQ1", "--from", "2024-01-02", "--json"], elsewhere))
    assert answer["due"] == "2024-02-01"
    assert answer["legal_basis"]


def test_components_lists_the_pipeline(donthu: Path, elsewhere: Path) -> None:
    listed = run([donthu, "components"], elsewhere)
    assert all(name in listed for name in ("segment", "citations", "deadlines", "obligations", "petition_labels"))
