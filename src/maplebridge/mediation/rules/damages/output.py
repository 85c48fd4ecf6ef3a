"""An assessment as data: what a program reads. It holds the claim, so that anybody can compute it again."""

from __future__ import annotations

from .allocation import Due, Payer
from .assessment import Assessment
from .items.lines import Line
from .laws import Article
from .reading import write_claim
from .rulebook import Cell
from .sheet import figures
from .statistics import Figure
from .values import percent, yuan

Data = dict[str, object]


def as_data(assessment: Assessment) -> Data:
    """Plain lists, texts and whole numbers; amounts in yuan as text."""
    claim, allocation, payments = assessment.claim, assessment.allocation, assessment.payments
    return {
        "format": 1,
        "jurisdiction": assessment.book.place,
        "rulebook": assessment.book.version,
        "statistics_year": assessment.year,
        "claimants": [
            {
                "id": who.id,
                "loss": yuan(assessment.loss(who.id)),
                "due": yuan(assessment.due(who.id)),
                "own_part": yuan(allocation.own_parts[who.id]),
                "shares": {
                    side: percent(share)
                    for side, share in sorted(shares.by_side.items())
                }
                if (shares := allocation.shares.get(who.id))
                else {},
                "lines": [_line(one) for one in assessment.lines if one.claimant == who.id],
                "payers": [_due(one) for one in allocation.dues if one.claimant == who.id],
            }
            for who in claim.claimants
        ],
        "transfers": [
            {
                **_payer(one.payer), "claimant": one.claimant, "to": one.to,
                "yuan": yuan(one.fen), "why": one.why.value,
            }
            for one in payments.transfers
        ],
        "open": [
            {"claimant": o.claimant, "to": o.to, "yuan": yuan(o.fen), "why": o.why.value}
            for o in payments.open
        ],
        "recourse": [
            {
                "insurer": one.insurer, "side": one.side, "against": one.against,
                "yuan": yuan(one.fen), "why": one.why.value, "articles": _cited(one.articles),
            }
            for one in payments.recourse
        ],
        "rules": [_cell(one) for one in assessment.cells],
        "figures": [_figure(one) for one in figures(assessment)],
        "notes": [{"code": note.code, **dict(note.facts)} for note in assessment.notes],
        "claim": write_claim(claim),
    }  # fmt: skip


def _line(line: Line) -> Data:
    return {
        "head": line.head.value,
        "yuan": yuan(line.fen),
        "sub_limit": line.sub_limit.value,
        "formula": line.formula,
        "articles": _cited(line.articles),
        "figures": [f"{one.place} {one.series} {one.year}" for one in line.figures],
        "rules": [one.key for one in line.cells],
        "agreed_by": line.agreed_by,
    }


def _due(due: Due) -> Data:
    return {
        **_payer(due.payer),
        "sub_limit": due.sub_limit,
        "yuan": yuan(due.fen),
        "articles": _cited(due.articles),
    }


def _payer(payer: Payer) -> Data:
    return {"payer": payer.kind.value, "side": payer.side, "name": payer.name}


def _cited(articles: tuple[Article, ...]) -> list[str]:
    return [f"{one.law} art. {one.number}" for one in articles]


def _cell(cell: Cell) -> Data:
    return {
        "key": cell.key, "value": cell.written, "source": cell.source, "agreed_by": cell.agreed_by
    }  # fmt: skip


def _figure(one: Figure) -> Data:
    return {
        "place": one.place, "series": one.series, "year": one.year, "yuan": yuan(one.fen),
        "source": one.source, "read_on": one.read_on.isoformat(), "status": one.status.value,
        "entered_by": one.entered_by, "checked_by": one.checked_by,
    }  # fmt: skip
