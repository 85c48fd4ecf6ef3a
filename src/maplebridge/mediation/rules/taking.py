"""What a computed reckoning hands on: heads to the item sheet, net payments to the agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .damages.allocation import Payer, PayerKind
from .damages.assessment import Assessment
from .damages.payments import OpenWhy, Why
from .reckonings import Document, party_of_side

FUND = "fund"
RESERVED = frozenset({FUND, "new"})
"""Keys that a payment or an address uses for something else."""
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
    """Money that moves now: from whom by name and key ("" for no party, or several of that name), to
    which party by key (or the fund), fen."""

    payer: str
    payee: str
    fen: int
    insurer: bool
    key: str = ""


def wanted(found: Assessment) -> list[Wanted]:
    """The heads in the order of the sheet; two lines of one head are one."""
    sums: dict[tuple[str, str], tuple[int, str]] = {}
    for line in found.lines:
        key = (line.claimant, line.head.value)
        fen, formula = sums.get(key, (0, ""))
        sums[key] = (fen + line.fen, f"{formula} + {line.formula}" if formula else line.formula)
    return [Wanted(*key, *value) for key, value in sums.items() if value[0]]


def net(found: Assessment, names: Mapping[str, str]) -> list[Net]:
    """What is still to be paid, one sum for each payer and receiver: insurers first. Who got more
    before than is due pays the rest back. `names` are the parties by their keys."""
    sums: dict[tuple[str, str, str], tuple[int, bool]] = {}
    people = {one.id: one.name for one in found.claim.claimants}

    def add(name: str, key: str, payee: str, fen: int, insurer: bool = False) -> None:
        if not key:
            key = only(name, names)  # known by name alone; who is known and left is nobody else
        elif key not in names:
            key = ""
        before, was = sums.get((key, name, payee), (0, False))
        sums[(key, name, payee)] = (before + fen, was or insurer)

    for open_ in found.payments.open:
        if open_.why is OpenWhy.OVERPAID:
            payee = party_of_side(open_.to) or open_.to
            add(people[open_.claimant], open_.claimant, payee, open_.fen)
    for one in found.payments.transfers:
        if one.why in {Why.PAID_BEFORE, Why.SET_OFF} or one.payer.kind is PayerKind.UNIDENTIFIED:
            continue
        payee = FUND if one.why is Why.TO_FUND else party_of_side(one.to) or one.to
        insurer = one.payer.kind in INSURERS
        add(
            one.payer.name, "" if insurer else _in_charge(found, one.payer), payee, one.fen, insurer
        )
    rows = [
        Net(name, payee, fen, insurer, key) for (key, name, payee), (fen, insurer) in sums.items()
    ]
    return sorted(rows, key=lambda one: (not one.insurer, one.payer, one.key, one.payee))


def _in_charge(found: Assessment, payer: Payer) -> str:
    """The key of the party that was in charge of the side, when it is that one who pays; "" for an
    owner, an employer or whoever else is known by name alone."""
    return party_of_side(payer.side) if found.claim.side(payer.side).name == payer.name else ""


def reserved(document: Document) -> str:
    """A key of a person or side that means something else here; "" when there is none."""
    keys = [
        str(one.get("id", "")) for part in ("claimants", "sides") for one in document.get(part, [])
    ]
    return next((one for one in keys if {one, party_of_side(one)} & RESERVED), "")


def only(name: str, names: Mapping[str, str]) -> str:
    """The key of the one party that is called so; "" for none or several."""
    found = [key for key, one in names.items() if one == name]
    return found[0] if len(found) == 1 else ""
