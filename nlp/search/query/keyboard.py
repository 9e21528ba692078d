"""What input methods leave behind where they were off: `ddaats` (Telex) and `d9a61t` (VNI) for `đất`.

Keys of Telex: dd, aa, ee, oo, w for hats and horns, s f r x j for tones; of VNI: 6 7 8 9 and 1 to 5.
"""

from __future__ import annotations

import re
import unicodedata

from nlp.text.fold import fold_tone
from nlp.text.syllables import is_bare_syllable, is_syllable

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VOWELS = "aăâeêioôơuưy"
_SYLLABLE = re.compile(rf"(?P<onset>qu|gi(?=[{_VOWELS}])|[^{_VOWELS}]*)(?P<vowels>[{_VOWELS}]+)(?P<coda>[^{_VOWELS}]*)\Z")
_HATS = {"aa": "â", "ee": "ê", "oo": "ô", "dd": "đ", "aw": "ă", "ow": "ơ", "uw": "ư"}
# Behind the syllable a key still changes its letter.
_LATE_KEYS = {"w": (("uo", "ươ"), ("o", "ơ"), ("u", "ư"), ("a", "ă")), **{k: ((k, h),) for k, h in ("aâ", "eê", "oô", "dđ")}}
_VNI_HATS = {"a6": "â", "e6": "ê", "o6": "ô", "d9": "đ", "a8": "ă", "o7": "ơ", "u7": "ư"}


def decode_keys(word: str) -> str | None:
    """The syllable that the keys of ``word`` (lower case) stand for; None where they are a syllable or no keys.

    >>> decode_keys("ddaats"), decode_keys("khieesu"), decode_keys("d9a61t"), decode_keys("dat")
    ('đất', 'khiếu', 'đất', None)
    """
    if is_bare_syllable(word) or not word.isascii() and is_syllable(word):
        return None
    vni = any(letter.isdigit() for letter in word)
    if vni and (word[0].isdigit() or not word.isalnum()):
        return None
    return _decode_vni(word) if vni else _decode_telex(word)


def _decode_telex(word: str) -> str | None:
    tone = ""
    letters: list[str] = []
    for position, letter in enumerate(word):
        if letter in _TONES and any(c in _VOWELS for c in letters) and not tone:
            rest = word[position + 1 :]
            if letter != "r" or not rest or rest[0] not in _VOWELS:
                tone = _TONES[letter]
                continue
        letters.append(letter)
    return _build("".join(letters), tone, _HATS)


def _decode_vni(word: str) -> str | None:
    tones = [letter for letter in word if letter in _VNI_TONES]
    if len(tones) > 1:
        return None
    letters = "".join(letter for letter in word if letter not in _VNI_TONES)
    return _build(letters, _VNI_TONES[tones[0]] if tones else "", _VNI_HATS)


def _build(letters: str, tone: str, hats: dict[str, str]) -> str | None:
    for body in _shape(letters, hats):
        match = _SYLLABLE.match(body)
        if match is None:
            continue
        for place in _tone_places(match):
            built = unicodedata.normalize("NFC", body[: place + 1] + tone + body[place + 1 :])
            if is_syllable(built):
                return fold_tone(built)
    return None


def _shape(letters: str, hats: dict[str, str]) -> list[str]:
    """Spellings with hats and horns: keys beside their letter, or behind the syllable (`dduwowcj`, `thuongw`, `vieten`)."""
    body = letters
    for keys, letter in hats.items():
        body = body.replace(keys, letter)
    bodies = [body.replace("ưo", "ươ").replace("uơ", "ươ") if "ươ" not in body else body, body]
    if hats is _HATS:
        for key, pairs in _LATE_KEYS.items():
            at = body.rfind(key)
            if at > 0:
                rest = body[:at] + body[at + 1 :]
                bodies += [rest.replace(plain, hat, 1) for plain, hat in pairs if plain in rest]
    else:
        for digit, letters_of in (("6", "aâeêoô"), ("7", "oơuư"), ("8", "aă"), ("9", "dđ")):
            if digit in body:
                rest = body.replace(digit, "", 1)
                if digit == "7" and "uo" in rest:
                    bodies.append(rest.replace("uo", "ươ"))
                bodies += [
                    rest.replace(letters_of[i], letters_of[i + 1], 1)
                    for i in range(0, len(letters_of), 2)
                    if letters_of[i] in rest
                ]
    return [body for body in dict.fromkeys(bodies) if body.isalpha()]


def _tone_places(match: re.Match[str]) -> list[int]:
    """Where the tone may stand, the likeliest first: a vowel with a hat or horn, else the second of a closed syllable."""
    start, vowels = match.start("vowels"), match["vowels"]
    hatted = [i for i, vowel in enumerate(vowels) if vowel not in "aeiouy"]
    first = hatted[-1] if hatted else min(1, len(vowels) - 1) if match["coda"] or len(vowels) > 2 else 0
    return [start + first, *(start + i for i in range(len(vowels)) if i != first)]
