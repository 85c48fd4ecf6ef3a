"""What was paid in advance while a file waited: by whom, and how a reckoning takes it in."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .damages.claim import AdvancedBy
from .damages.values import yuan
from .reckonings import Document, claimants, one_of, side_key, sides

ADVANCES_MAX, ADVANCES_OF_ONE = 400, 15
"""So many rows a file, and by each person who is a party; those that were taken back counted."""
PAPER_MAX, REASON_MAX = 120, 200


class Kind(StrEnum):
    """Who paid, and what it was by law."""

    INSURER = "insurer"
    """The compulsory cover of a party pays rescue before anything else."""
    FUND = "fund"
    """The rescue fund pays where cover ends, there is none, or the driver fled."""
    PARTY = "party"
    JOINT = "joint"
    """One party's part of what several paid together."""


BY = {
    Kind.INSURER: AdvancedBy.INSURER, Kind.FUND: AdvancedBy.FUND, Kind.PARTY: AdvancedBy.SIDE,
    Kind.JOINT: AdvancedBy.SIDE,
}  # fmt: skip
LAWS = {
    Kind.INSURER: ("機動車交通事故責任強制保險條例 31", "道路交通安全法 75"), Kind.FUND: ("道路交通安全法 75",),
    Kind.PARTY: (), Kind.JOINT: (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noted:
    """A row that stands, by the keys of parties. `giver` is whose side paid or whose cover it was."""

    key: str
    kind: Kind
    giver: str
    payee: str
    fen: int

    @property
    def pair(self) -> tuple[str, str, str]:
        """From whom to whom, as a claim document says it."""
        return BY[self.kind].value, side_key(self.giver) if self.giver else "", self.payee


def pair_of(row: Document) -> tuple[str, str, str]:
    """The same of a row that was typed into a claim document."""
    return str(row.get("by", "")), str(row.get("side", "")), str(row.get("to", ""))


def fits(one: Noted, document: Document) -> bool:
    """Whether the document has the person, and the vehicle or cover, that a row speaks of."""
    by, side, payee = one.pair
    if not one_of(claimants(document), payee):
        return False
    if by == AdvancedBy.FUND:
        return True
    there = one_of(sides(document), side)
    return (
        bool(there.get("compulsory", {}).get("insurer"))
        if by == AdvancedBy.INSURER
        else bool(there)
    )


def with_noted(document: Document, noted: Iterable[Noted]) -> Document:
    """The document with what was noted in the file. Between the same two the rows of the file count
    in place of what was typed into the document, so that nothing counts twice; the rest stays."""
    sums: dict[tuple[str, str, str], int] = {}
    for one in noted:
        if fits(one, document):
            sums[one.pair] = sums.get(one.pair, 0) + one.fen
    if not sums:
        return document
    made = copy.deepcopy(document)
    typed = [one for one in made.get("advances", []) if pair_of(one) not in sums]
    made["advances"] = [
        *typed,
        *(
            {"by": by, "to": to, "amount": yuan(fen)} | ({"side": side} if side else {})
            for (by, side, to), fen in sorted(sums.items())
        ),
    ]
    return made
