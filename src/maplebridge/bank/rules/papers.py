"""Numbers of paper forms: eight letters by chance and one that finds a slip of the pen."""

from __future__ import annotations

import re

from .slips import ALPHABET

LETTERS = 8
_BASE = len(ALPHABET)


def new_number(letters: bytes) -> str:
    """A number out of random bytes, one for each letter: ``K7M-2PQ-RSX``."""
    assert len(letters) == LETTERS, "one byte a letter"
    word = "".join(ALPHABET[byte % _BASE] for byte in letters)
    return in_threes(word + _check_letter(word))


def read_number(typed: str) -> str | None:
    """The number as it is printed; None when a letter is wrong, missing or too many."""
    plain = re.sub(r"[\s\-－—]", "", typed).upper()
    if len(plain) != LETTERS + 1 or set(plain) - set(ALPHABET):
        return None
    return in_threes(plain) if _check_letter(plain[:-1]) == plain[-1] else None


def in_threes(plain: str) -> str:
    return "-".join(plain[at : at + 3] for at in range(0, len(plain), 3))


def _check_letter(word: str) -> str:
    """Luhn's sum over thirty letters: every wrong letter shows, and neighbours that were swapped."""
    total = 0
    for place, letter in enumerate(reversed(word)):
        value = ALPHABET.index(letter) * (2 if place % 2 == 0 else 1)
        total += value // _BASE + value % _BASE
    return ALPHABET[-total % _BASE]
