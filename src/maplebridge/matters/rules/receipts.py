"""The receipt code of an anonymous report: short, read aloud easily, checked by its hash only."""

from __future__ import annotations

import hashlib

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty signs without 0, O, 1, I, L and U."""
LENGTH = 12


def receipt_from(digest: bytes) -> str:
    """A code of three groups of four, about 58 bits, from a secret digest of 16 bytes or more."""
    number = int.from_bytes(digest[:16], "big")
    signs = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[index])
    return "-".join("".join(signs[i : i + 4]) for i in range(0, LENGTH, 4))


def normal(code: str) -> str:
    """The code without blanks and dashes, in capitals; "" when it cannot be one."""
    signs = "".join(ch for ch in code.upper() if ch in ALPHABET)
    return signs if len(signs) == LENGTH else ""


def hash_of(code: str) -> str:
    """What is stored: SHA-256 of the normal form, in hex. The code itself is never stored."""
    return hashlib.sha256(normal(code).encode("ascii")).hexdigest()
