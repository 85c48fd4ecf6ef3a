"""Codes on paper: short, read aloud easily, and told apart from what somebody mistyped."""

from __future__ import annotations

from uuid import UUID

from .receipts import ALPHABET

LENGTH = 8


def code_from(digest: bytes) -> str:
    """Two groups of four signs, about 39 bits, from 16 random or secret bytes."""
    number = int.from_bytes(digest[:16], "big")
    signs = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[index])
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


def normal(typed: str) -> str:
    """The code as it is stored, however it was typed; "" when it cannot be one."""
    signs = "".join(ch for ch in typed.upper() if not ch.isspace() and ch not in "-－—_.")
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return ""
    return f"{signs[:4]}-{signs[4:]}"


def paper_id(digest: bytes) -> UUID:
    """The id of the matter that a numbered paper becomes (a UUID of version 8), from 16 secret bytes."""
    number = int.from_bytes(digest[:16], "big")
    number = number & ~(0xF << 76) | 8 << 76
    return UUID(int=number & ~(0x3 << 62) | 2 << 62)
