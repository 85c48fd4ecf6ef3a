"""The whole of it: items, allocation and payments joined, with the versions of every figure and rule used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import claim as c
from .allocation import Allocation, allocate
from .items import compute
from .items.lines import Line
from .payments import Payments, settle
from .rulebook import Cell, Rulebook
from .shares import outside_usual
from .statistics import Figures
from .values import ClaimRefused, Fact, Facts, Fault, percent


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader of the sheet should look at; it changes no figure."""

    code: str
    facts: Facts = ()

    @classmethod
    def of(cls, code: str, **facts: Fact) -> Note:
        return cls(code, tuple(sorted(facts.items())))


@dataclass(frozen=True, slots=True)
class Assessment:
    claim: c.Claim
    book: Rulebook
    year: int
    lines: tuple[Line, ...]
    allocation: Allocation
    payments: Payments
    notes: tuple[Note, ...]

    def loss(self, claimant: str) -> int:
        return sum(line.fen for line in self.lines if line.claimant == claimant)

    def due(self, claimant: str) -> int:
        return sum(one.fen for one in self.allocation.dues if one.claimant == claimant)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every local rule that any part used, once, by key."""
        used = {cell.key: cell for line in self.lines for cell in line.cells}
        used |= {one.cell.key: one.cell for one in self.allocation.shares.values() if one.cell}
        if self.allocation.appraisal is not None:
            used[self.allocation.appraisal.key] = self.allocation.appraisal
        return tuple(used[key] for key in sorted(used))


def assess(claim: c.Claim, figures: Figures, books: Mapping[str, Rulebook]) -> Assessment:
    """Compute a claim. Raises ClaimRefused with everything that is missing for it."""
    faults: list[Fault] = []
    book = _book(claim, books)
    known = figures.places()
    for place, who in enumerate(claim.claimants):
        if who.residence and who.residence not in known:
            at = f"claimants[{place}].residence"
            faults.append(Fault.at(at, "claim_unknown_place", place=who.residence))
    book = book.agreed(claim.agreed, faults)
    lines = compute(claim, figures, book, faults)
    allocation = allocate(claim, lines, book, faults)
    if faults:
        raise ClaimRefused(faults)
    order = {who.id: place for place, who in enumerate(claim.claimants)}
    return Assessment(
        claim=claim,
        book=book,
        year=claim.year,
        lines=tuple(
            sorted(lines, key=lambda line: (order[line.claimant], list(c.Head).index(line.head)))
        ),
        allocation=allocation,
        payments=settle(claim, allocation),
        notes=tuple(_notes(claim, lines, allocation, book)),
    )


def _book(claim: c.Claim, books: Mapping[str, Rulebook]) -> Rulebook:
    book = books.get(claim.jurisdiction)
    if book is None:
        known = ", ".join(sorted(books))
        raise ClaimRefused(
            [
                Fault.at(
                    "jurisdiction", "claim_unknown_rulebook", place=claim.jurisdiction, known=known
                )
            ]
        )
    if claim.rulebook and claim.rulebook != book.version:
        raise ClaimRefused(
            [Fault.at("rulebook", "claim_unknown_version", asked=claim.rulebook, have=book.version)]
        )
    if claim.accident_on < book.accidents_from:
        day = book.accidents_from.isoformat()
        raise ClaimRefused(
            [Fault.at("accident_on", "claim_before_rulebook", day=day, version=book.version)]
        )
    return book


def _notes(
    claim: c.Claim, lines: list[Line], allocation: Allocation, book: Rulebook
) -> Iterator[Note]:
    for who in claim.claimants:
        found = allocation.shares.get(who.id)
        cell = found and outside_usual(claim, who, found, book)
        if found and cell:
            share = percent(1 - found.own)
            yield Note.of("note_share_outside", claimant=who.id, share=share, usual=cell.written)
    if any(one.excludes is None for side in claim.sides for one in side.commercial):
        yield Note.of("note_standard_exclusions")
    if any(line.head in {c.Head.LONG_CARE, c.Head.DEVICE} for line in lines):
        yield Note.of("note_continue_later")
    for group in claim.joint:
        yield Note.of("note_joint", sides=", ".join(group))
    for side in claim.sides:
        yield from _beside(side)


def _beside(side: c.Side) -> Iterator[Note]:
    """Who is liable beside the driver, each for all of it."""
    kinds = {c.BearerKind.JOINT_OWNER, c.BearerKind.ATTACHED_OPERATOR}
    names = [one.name for one in side.bearers if one.kind in kinds]
    if names:
        yield Note.of("note_jointly_liable", names=", ".join(names), side=side.id)
    if side.compulsory and side.compulsory.obligor:
        yield Note.of("note_obligor", name=side.compulsory.obligor, side=side.id)
