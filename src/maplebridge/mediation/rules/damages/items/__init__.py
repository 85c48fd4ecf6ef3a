"""Every head of loss of the two judicial interpretations: one function a head, chosen by the kind of item."""

from __future__ import annotations

from ..claim import (
    Agreed,
    Claim,
    Claimant,
    Dependants,
    Device,
    Earnings,
    Head,
    Item,
    LongCare,
    PerDay,
    Statutory,
    Sum,
)
from ..laws import INJURY, Article, cite
from ..rulebook import Rulebook
from ..statistics import Figures
from ..values import Fault, Refused
from . import care, lasting
from .lines import Basis, Line


def compute(claim: Claim, figures: Figures, book: Rulebook, faults: list[Fault]) -> list[Line]:
    """The lines of all claimants. What cannot be computed becomes a fault, each with its own path."""
    lines = []
    for place, who in enumerate(claim.claimants):
        for number, item in enumerate(who.items):
            basis = Basis(figures, book, claim.year, claim.accident_on)
            try:
                lines.append(_line(item, who, basis))
            except Refused as missing:
                faults += missing.faults(f"claimants[{place}].items[{number}]")
    return lines


def _line(item: Item, who: Claimant, basis: Basis) -> Line:
    if isinstance(item, Agreed):
        return Line(who.id, item.head, item.agreed, "", _articles(item), agreed_by=item.by)
    fen, formula = _computed(item, who, basis)
    return Line(
        claimant=who.id,
        head=item.head,
        fen=fen,
        formula=formula,
        articles=_articles(item),
        figures=tuple(basis.used_figures),
        cells=tuple(basis.used_cells),
        outside_commercial=item.outside_commercial if isinstance(item, Sum) else 0,
    )


def _computed(item: Item, who: Claimant, basis: Basis) -> tuple[int, str]:
    match item:
        case Sum():
            return care.amount(item, basis)
        case PerDay():
            return care.per_day(item, basis)
        case Earnings():
            return care.earnings(item, basis)
        case LongCare():
            return care.long_care(item, basis)
        case Device():
            return care.device(item, basis)
        case Dependants():
            return lasting.dependants(item, who, basis)
        case Statutory():
            by_head = {
                Head.DISABILITY: lasting.disability,
                Head.DEATH: lasting.death,
                Head.FUNERAL: lasting.funeral,
            }
            return by_head[item.head](item, who, basis)
    raise AssertionError(item)


_ARTICLES: dict[Head, tuple[Article, ...]] = {
    **care.SUM_ARTICLES,
    Head.HOSPITAL_MEALS: cite(INJURY, 10),
    Head.NUTRITION: cite(INJURY, 11),
    Head.LOST_INCOME: cite(INJURY, 7),
    Head.NURSING: cite(INJURY, 8),
    Head.LONG_CARE: cite(INJURY, 8),
    Head.DEVICE: cite(INJURY, 13),
    Head.DISABILITY: cite(INJURY, 12),
    Head.DEATH: cite(INJURY, 15),
    Head.FUNERAL: cite(INJURY, 14),
    Head.DEPENDANTS: cite(INJURY, 16, 17),
}


def _articles(item: Item) -> tuple[Article, ...]:
    return _ARTICLES[item.head]
