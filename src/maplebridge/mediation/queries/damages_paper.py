"""A sheet of damages as a PDF: the same rows as the text, in tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from maplebridge.core import documents
from maplebridge.core.values import Fen

from ..messages.damages import say
from ..rules.capitals import grouped, yuan
from ..rules.damages import sheet
from ..rules.damages.allocation import Due
from ..rules.damages.assessment import Assessment
from ..rules.damages.items.lines import Line
from ..rules.damages.laws import Article


def damages_pdf(assessment: Assessment, *, language: str, closed: Collection[str] = ()) -> bytes:
    """The sheet without a seal; needs no database. Raises RuleBroken as documents.sheet does."""
    return documents.sheet(
        template="mediation/damages_paper.html",
        context=paper(assessment, closed),
        style="mediation/damages.css",
        language=language,
    )


def paper(assessment: Assessment, closed: Collection[str] = ()) -> dict[str, Any]:
    """What the template shows, in the active language; of the persons in `closed` the sum alone."""
    title = say("sheet_title")
    if assessment.claim.reference:
        title = f"{title} {assessment.claim.reference}"
    per_claimant = 2 * len(assessment.claim.claimants)
    return {
        "title": title,
        "basis": sheet.heading(assessment, say),
        "claimants": [
            _claimant(assessment, who.id, who.name, who.id in closed)
            for who in assessment.claim.claimants
        ],
        "sections": [
            {"title": one.title, "rows": [grouped(row) for row in one.rows]}
            for one in sheet.sections(assessment, say)[per_claimant:]
        ],
    }


def _claimant(assessment: Assessment, id: str, name: str, closed: bool) -> dict[str, Any]:
    allocation, total = assessment.allocation, yuan(Fen(assessment.loss(id)))
    if closed:
        return {"loss_title": say("sheet_loss_of", name=name or id), "total": total, "closed": True}
    return {
        "loss_title": say("sheet_loss_of", name=name or id),
        "payers_title": say("sheet_who_pays", name=name or id),
        "lines": [_line(one) for one in assessment.lines if one.claimant == id],
        "total": total,
        "shares": sheet.shares(assessment, id, say),
        "dues": [_due(assessment, one) for one in allocation.dues if one.claimant == id],
        "own": yuan(Fen(allocation.own_parts[id])),
    }


def _line(line: Line) -> dict[str, Any]:
    """`bare`: the formula is the amount itself."""
    formula, amount = grouped(sheet.agreed(line, say) or line.formula), yuan(Fen(line.fen))
    return {
        "head": say(f"head_{line.head.value}"),
        "formula": formula,
        "bare": formula == amount,
        "yuan": amount,
        "law": _cited(line.articles),
        "anchor": f"{line.head.value}-{line.claimant}",
    }


def _due(assessment: Assessment, due: Due) -> dict[str, str]:
    return {
        "payer": say(f"payer_{due.payer.kind.value}"),
        "name": due.payer.name,
        "side": sheet.side_name(assessment, due.payer.side),
        "limit": say(f"sub_limit_{due.sub_limit}") if due.sub_limit else "",
        "yuan": yuan(Fen(due.fen)),
        "law": _cited(due.articles),
    }


def _cited(articles: tuple[Article, ...]) -> str:
    cited = [say("sheet_article", law=one.law, number=one.number) for one in articles]
    return say("sheet_between").join(cited)
