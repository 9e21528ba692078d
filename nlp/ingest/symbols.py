"""Signs of symbol fonts, which stand in the private use area, as signs of Unicode."""

from __future__ import annotations

import re

_SIGNS = {
    0xF02D: "-", 0xF02B: "+", 0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "□", 0xF06F: "□", 0xF0FE: "☒", 0xF0FD: "☒", 0xF0FC: "✓",
    0xF0D8: "➢", 0xF0E0: "→", 0xF0AE: "→", 0xF0B0: "°", 0xF0B3: "≥", 0xF0A3: "≤", 0xF0B4: "×", 0xF0B1: "±", 0xF02F: "/",
    0xF028: "(", 0xF029: ")", 0xF02A: "*", 0xF076: "❖", 0xF0A0: "▪", 0xF072: "□",
}  # fmt: skip
_PRIVATE = re.compile("[\uf020-\uf0ff]")


def read_symbol(code: str) -> str:
    """The sign of a hexadecimal code of a symbol font; a bullet where it is not known.

    >>> read_symbol("F0B7"), read_symbol("0041")
    ('•', 'A')
    """
    if not re.fullmatch(r"[0-9A-Fa-f]{1,4}", code):
        return ""
    number = int(code, 16)
    if number < 0x20:
        return ""
    return _SIGNS.get(number, "•") if 0xE000 <= number <= 0xF8FF else _SIGNS.get(number + 0xF000, chr(number))


def read_symbols(text: str) -> str:
    """``text`` with signs of symbol fonts as Unicode; same length."""
    return _PRIVATE.sub(lambda match: _SIGNS.get(ord(match[0]), "•"), text)
