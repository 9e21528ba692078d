"""Character classes of Vietnamese letters for patterns; ``À-Ỹ`` would hold small letters too."""

from __future__ import annotations

_LETTERS = [chr(code) for code in (*range(0x00C0, 0x0250), *range(0x1EA0, 0x1EFA)) if chr(code).isalpha()]

# Insides of a character class: `re.compile(f"[{CAPITALS}]")`.
CAPITALS = "A-Z" + "".join(c for c in _LETTERS if c.isupper())
SMALLS = "a-z" + "".join(c for c in _LETTERS if c.islower())
