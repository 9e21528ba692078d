from __future__ import annotations

import unicodedata

import pytest

from nlp.web.security.passwords import Passwords, find_weakness


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("ngắn", "short"),
        ("x" * 201, "long"),
        ("abababababab", "uniform"),
        ("abcdefgh12345678", "sequence"),
        ("nguyenlan2026!", "name"),
        ("MatKhau@2026-123", "common"),
        ("Mật khẩu 135792468", "common"),
        ("91827364556473", "common"),
        ("ba con mèo ngủ trưa", None),
        ("nguyenlan thích ăn bún riêu", None),
        ("kT9#vQ2!xLm7", None),
    ],
)
def test_weak_passwords(password: str, weakness: str | None) -> None:
    assert find_weakness(password, "nguyenlan") == weakness


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords()


def test_hash_is_argon2id_with_the_recommended_parameters(passwords: Passwords) -> None:
    assert passwords.hash("ba con mèo").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_marks_may_be_composed_or_not(passwords: Passwords) -> None:
    encoded = passwords.hash(unicodedata.normalize("NFC", "mèo ngủ"))
    assert passwords.fits(unicodedata.normalize("NFD", "mèo ngủ"), encoded)
    assert not passwords.fits("meo ngu", encoded)


@pytest.mark.parametrize("encoded", [None, "", "$argon2id$x", "plain"])
def test_nothing_fits_a_hash_that_is_none(passwords: Passwords, encoded: str | None) -> None:
    assert not passwords.fits("ba con mèo", encoded)
