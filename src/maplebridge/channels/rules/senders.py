"""The code by which somebody proves that an address is theirs: pure."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

LINKED = ("wechat", "mail")
"""Channels whose addresses are proved by a code."""
VALID = timedelta(minutes=15)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty signs without 0, O, 1, I, L and U."""
_CODE = re.compile(rf"([{ALPHABET}]{{4}})[-\u2013\u2014 ]([{ALPHABET}]{{4}})")


def code_from(number: int) -> str:
    """Two groups of four signs, about 39 bits."""
    signs = []
    for _ in range(8):
        number, index = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[index])
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


def code_in(text: str) -> str:
    """The code that is all of a message; "" when the message is something else."""
    found = _CODE.fullmatch(text.strip().upper())
    return f"{found[1]}-{found[2]}" if found else ""


SCENE = "l"
"""A scene of ours that joins an account is this letter and the code without its dash."""
_SCENE = re.compile(rf"{SCENE}([{ALPHABET}]{{4}})([{ALPHABET}]{{4}})")


def scene_of_code(code: str) -> str:
    """What a QR code of the official account carries, so that scanning it sends the code."""
    return SCENE + code.replace("-", "")


def code_of_scene(scene: str) -> str:
    """The code in a scene; "" for a scene that is about something else."""
    found = _SCENE.fullmatch(scene)
    return f"{found[1]}-{found[2]}" if found else ""


def hash_of(code: str) -> str:
    """What is stored: SHA-256 of the code, in hex."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()
