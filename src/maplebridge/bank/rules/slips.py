"""What a household's slip of a month says, and the hashes by which a stranger checks it.

The leaf covers bank, month, number and all figures of the household's line; the code on the paper is
its salt, so nobody finds out a neighbour's figures by trying. The head covers all leaves and the
head of the sealed book (ledger.rules.leaves), and is what hangs on the board.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .catalogue import Field

FIGURES = (
    "opening", *(one.value for one in Field), "other", "adjusted", "redeemed", "closing", "held",
    "deeds",
)  # fmt: skip
"""The figures of a slip, in the order of the leaf."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that is mistaken for something else."""
CODE_LETTERS = 16
"""About 78 bits: more than anybody tries out for what a neighbour has."""
FIGURE_MAX = 10**12


@dataclass(frozen=True, slots=True)
class SlipFigures:
    """What a slip says; `figures` in the order of FIGURES, in points, the last one a count."""

    bank_id: UUID
    month: date
    number: int
    figures: tuple[int, ...]
    code: str

    @property
    def text(self) -> str:
        """The canonical text: version 1 and the parts, joined by bars."""
        parts = (self.bank_id.hex, f"{self.month:%Y-%m}", self.number, *self.figures)
        return "|".join(["1", *map(str, parts)])

    @property
    def leaf(self) -> bytes:
        """The salted hash of the slip (RFC 6962: leaves begin with 0x00)."""
        return hashlib.sha256(b"\x00" + self.code.encode() + self.text.encode()).digest()

    @property
    def dotted(self) -> str:
        """The figures as the QR carries them."""
        return ".".join(map(str, self.figures))


def head(*, bank_id: UUID, month: date, count: int, root: str, book: str) -> str:
    """The head of a month: what the board shows. `book` is the head of the period of the ledger."""
    content = f"maplebridge.bank.month|{bank_id.hex}|{month:%Y-%m}|{count}|{root}|{book}"
    return hashlib.sha256(content.encode()).hexdigest()


def new_codes(letters: bytes) -> list[str]:
    """Codes out of random bytes; bytes that would favour a letter are left out."""
    fair = 256 - 256 % len(ALPHABET)
    drawn = "".join(ALPHABET[byte % len(ALPHABET)] for byte in letters if byte < fair)
    ends = range(CODE_LETTERS, len(drawn) + 1, CODE_LETTERS)
    return [drawn[end - CODE_LETTERS : end] for end in ends]


def in_fours(code: str) -> str:
    """A code as the paper shows it: ``ABCD-EFGH-JKMN-PQRS``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def in_groups(head: str) -> str:
    """A root in groups of eight, as people compare it."""
    return " ".join(head[at : at + 8] for at in range(0, len(head), 8))


def read_code(typed: str) -> str:
    """A code without the hyphens and spaces of whoever typed it."""
    return re.sub(r"[\s\-－—]", "", typed).upper()[: 2 * CODE_LETTERS]


def read_figures(dotted: str) -> tuple[int, ...] | None:
    """The figures of a QR; None for anything else."""
    parts = dotted.split(".")
    if len(parts) != len(FIGURES):
        return None
    if not all(re.fullmatch(r"-?[0-9]{1,12}", part, re.ASCII) for part in parts):
        return None
    return tuple(int(part) for part in parts)
