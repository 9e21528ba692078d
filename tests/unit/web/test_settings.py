from __future__ import annotations

import pytest

from nlp.errors import ConfigError
from nlp.web.settings import LOCAL_HOSTS, read_address


@pytest.mark.parametrize(
    ("url", "host", "expected"),
    [
        (None, "127.0.0.1", (("127.0.0.1", *LOCAL_HOSTS), "", False, False)),
        (None, "0.0.0.0", (LOCAL_HOSTS, "", False, False)),
        (None, "fe80::1", (("[fe80::1]", *LOCAL_HOSTS), "", False, False)),
        ("https://don.example/", "127.0.0.1", (("don.example", *LOCAL_HOSTS), "", True, True)),
        ("http://192.168.1.5:8000/xa/", "0.0.0.0", (("192.168.1.5", *LOCAL_HOSTS), "/xa", False, True)),
    ],
)
def test_address(url: str | None, host: str, expected: tuple[object, ...]) -> None:
    settings = read_address(url, host)
    assert (settings.hosts, settings.prefix, settings.https, settings.is_behind) == expected


@pytest.mark.parametrize("url", ["don.example", "ftp://don.example", "https://", "https://a@b/", "https://b/?q", "https://b/#f"])
def test_what_is_no_address_of_a_site(url: str) -> None:
    with pytest.raises(ConfigError, match=r"web\.url"):
        read_address(url, "127.0.0.1")
