"""What the command prints, word for word."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp import cli
from nlp.interop.akoma_ntoso import render_akoma_ntoso
from nlp.interop.check_page import render_check
from nlp.interop.findings import read_checked
from nlp.interop.html import render_html
from nlp.interop.text import render_findings, render_text
from nlp.interop.wording import Wording
from tests.unit.interop.records import dispatch_record, petition_record

HERE = Path(__file__).parent
DUE = ("law", "due", "KN_GQ1", "--from", "2024-01-02")
COMMANDS = {
    "help.vi": ("--help",),
    "help.en": ("--lang", "en", "--help"),
    "help-analyze.vi": ("analyze", "--help"),
    "help-check.vi": ("check", "--help"),
    "help-law-due.en": ("law", "due", "--help", "--lang", "en"),
    "law-due.vi": DUE,
    "law-due.en": (*DUE, "--lang", "en"),
    "law-due.json": (*DUE, "--given", "phuc_tap=true", "--json"),
    "law-show.vi": ("law", "show", "45/2013/QH13", "--as-of", "2024-08-01"),
}
PAGES = {
    "dispatch.html": lambda: render_html(dispatch_record()),
    "petition.html": lambda: render_html(petition_record()),
    "dispatch.xml": lambda: render_akoma_ntoso(dispatch_record()),
    "dispatch.text": lambda: render_text(dispatch_record()),
    "petition.text": lambda: render_text(petition_record()),
    "dispatch.findings": lambda: render_findings(dispatch_record()),
    "check.html": lambda: render_check([read_checked(dispatch_record(), Wording())], as_of="2024-06-01"),
    "dispatch.record": lambda: json.dumps(dispatch_record(), ensure_ascii=False, indent=1) + "\n",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_command(
    name: str, check_golden: Callable[[Path, str], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert cli.main(list(COMMANDS[name])) == 0
    check_golden(HERE / f"{name}.expected", capsys.readouterr().out)


@pytest.mark.parametrize("name", PAGES)
def test_output(name: str, check_golden: Callable[[Path, str], None]) -> None:
    check_golden(HERE / f"{name}.expected", PAGES[name]())
