from __future__ import annotations

import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from nlp.interop.wording import LANGUAGES
from nlp.resources.load import load_resource
from nlp.store.users import Role
from nlp.web.wording import load_messages
from tests.unit.web.browsing import Browser

FOLDER = Path(__file__).parents[3] / "nlp/web"
SOURCES = [*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py")]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_messages_stand_in_both_languages_with_the_same_words() -> None:
    messages = load_messages()
    unspoken = [key for key, message in messages.items() if set(message) != set(LANGUAGES) or not all(message.values())]
    unlike = [key for key, message in messages.items() if fields(message["vi"]) != fields(message["en"])]
    assert not unspoken and not unlike


@pytest.mark.parametrize("path", sorted((FOLDER / "messages").glob("*.yaml")), ids=lambda path: path.name)
def test_file_has_no_key_twice(path: Path) -> None:
    keys = re.findall(r"^([A-Za-z_.0-9]+):", path.read_text(encoding="utf-8"), re.M)
    assert len(keys) == len(set(keys)) == len(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_what_pages_say_is_written() -> None:
    said = {key for path in SOURCES for key in re.findall(r'\bsay\(\s*f?"([a-z_.]+)"', path.read_text(encoding="utf-8"))}
    assert len(said) > 50
    known = set(load_messages()) | set(load_resource("messages.yaml"))
    begun = {key for key in said if key.endswith(".") and any(one.startswith(key) for one in known)}
    assert said - known - begun == set(), "what ends in a full stop is completed by a stored value"


def test_what_is_written_is_said() -> None:
    """Every message is named somewhere: in full, or by its first part where the rest is a stored value."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    found = {key.rstrip(".") for key in re.findall(r'"([a-z_]+(?:\.[a-z_.]+)?)[".{]', text)}
    groups = {"error", "done"} | found
    parts = {key: key.split(".") for key in load_messages()}
    unused = [key for key, words in parts.items() if not {".".join(words[:end]) for end in range(1, len(words) + 1)} & groups]
    assert unused == []


def test_what_was_done_has_words() -> None:
    done = {key for path in SOURCES for key in re.findall(r'done="(\w+)"', path.read_text(encoding="utf-8"))}
    assert done and {f"done.{key}" for key in done} == {key for key in load_messages() if key.startswith("done.")}


def test_language_is_kept_and_leads_back(browse: Callable[..., Browser]) -> None:
    browser = browse(Role.HEAD)
    assert '<html lang="vi">' in browser.get("/inbox").text
    assert browser.post("/language", {"lang": "en", "next": "/inbox"}).headers["location"] == "/inbox"
    page = browser.get("/inbox").text
    assert '<html lang="en">' in page and "There are no petitions." in page
    browser.post("/language", {"lang": "xx", "next": "//evil.example"})
    assert '<html lang="en">' in browser.get("/inbox").text


def test_stranger_chooses_a_language_too(browser: Browser) -> None:
    browser.get("/sign-in")
    assert browser.post("/language", {"lang": "en", "next": "/sign-in"}).status_code == 303
    assert "<h1>Sign in</h1>" in browser.get("/sign-in").text


def test_what_is_shown_of_users_is_escaped(browser: Browser) -> None:
    page = browser.sign_in('"><script>alert(1)</script>').text
    assert "<script>alert" not in page and "&lt;script&gt;" in page
