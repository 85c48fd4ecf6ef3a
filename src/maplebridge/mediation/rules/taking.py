"""What a computed reckoning hands on: heads to the item sheet, net payments to the agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .damages.allocation import PayerKind
from .damages.assessment import Assessment
from .damages.payments import OpenWhy, Why
from .reckonings import party_of_side

FUND = "fund"
INSURERS = frozenset({PayerKind.COMPULSORY, PayerKind.COMMERCIAL, PayerKind.SEAT})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A head of one person's loss: the key of the party, the sum in fen, how it came about."""

    claimant: str
    head: str
    fen: int
    formula: str


@dataclass(frozen=True, slots=True)
class Net:
    """Money that moves now: from whom by name, to which party by key (or the fund), fen."""

    payer: str
    payee: str
    fen: int
    insurer: bool


def wanted(found: Assessment) -> list[Wanted]:
    """The heads in the order of the sheet; two lines of one head are one."""
    sums: dict[tuple[str, str], tuple[int, str]] = {}
    for line in found.lines:
        key = (line.claimant, line.head.value)
        fen, formula = sums.get(key, (0, ""))
        sums[key] = (fen + line.fen, f"{formula} + {line.formula}" if formula else line.formula)
    return [Wanted(*key, *value) for key, value in sums.items() if value[0]]


def net(found: Assessment) -> list[Net]:
    """What is still to be paid, one sum for each payer and receiver: insurers first. Who got more
    before than is due pays the rest back."""
    sums: dict[tuple[str, str, bool], int] = {}
    names = {one.id: one.name for one in found.claim.claimants}
    for open_ in found.payments.open:
        if open_.why is OpenWhy.OVERPAID:
            payee = party_of_side(open_.to) or open_.to
            sums[(names[open_.claimant], payee, False)] = open_.fen
    for one in found.payments.transfers:
        if one.why in {Why.PAID_BEFORE, Why.SET_OFF} or one.payer.kind is PayerKind.UNIDENTIFIED:
            continue
        payee = FUND if one.why is Why.TO_FUND else party_of_side(one.to) or one.to
        key = (one.payer.name, payee, one.payer.kind in INSURERS)
        sums[key] = sums.get(key, 0) + one.fen
    rows = [Net(payer, payee, fen, insurer) for (payer, payee, insurer), fen in sums.items()]
    return sorted(rows, key=lambda one: (not one.insurer, one.payer, one.payee))


def only(name: str, names: Mapping[str, str]) -> str:
    """The key of the one party that is called so; "" for none or several."""
    found = [key for key, one in names.items() if one == name]
    return found[0] if len(found) == 1 else ""
