"""The sheet that a person reads: every amount with its formula, article, figure and rule, line under line.

The same rows make the text and the PDF. The words come from outside, by their code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .allocation import Due, Payer
from .assessment import Assessment
from .items.lines import Line
from .payments import FUND, Transfer, Why
from .rulebook import Cell
from .statistics import Figure
from .values import percent, yuan

Say = Callable[..., str]
PARTIES = "parties"
"""In a claim: agreed by the parties themselves, not entered by somebody."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[str, ...]


def sections(assessment: Assessment, say: Say) -> list[Section]:
    found = []
    for who in assessment.claim.claimants:
        name = who.name or who.id
        found.append(
            Section(say("sheet_loss_of", name=name), tuple(_loss(assessment, who.id, say)))
        )
        found.append(
            Section(say("sheet_who_pays", name=name), tuple(_payers(assessment, who.id, say)))
        )
    found.append(Section(say("sheet_now"), tuple(_now(assessment, say))))
    found.append(Section(say("sheet_rules"), tuple(_cell(one, say) for one in assessment.cells)))
    found.append(
        Section(say("sheet_figures"), tuple(_figure(one, say) for one in figures(assessment)))
    )
    found.append(
        Section(say("sheet_laws"), tuple(say(f"law_full_{one}") for one in laws(assessment)))
    )
    notes = (say(note.code, **dict(note.facts)) for note in assessment.notes)
    found.append(Section(say("sheet_notes"), (*notes, say("sheet_limits"))))
    return [one for one in found if one.rows]


def heading(assessment: Assessment, say: Say) -> str:
    """What the whole sheet rests on: place, version, days, year."""
    claim, book = assessment.claim, assessment.book
    return say(
        "sheet_basis", place=book.name, version=book.version, year=assessment.year,
        accident=claim.accident_on.isoformat(), settled=claim.settled_on.isoformat(),
    )  # fmt: skip


def text(assessment: Assessment, say: Say) -> str:
    title = say("sheet_title")
    if assessment.claim.reference:
        title = f"{title} {assessment.claim.reference}"
    lines = [title, heading(assessment, say)]
    for section in sections(assessment, say):
        lines += ["", section.title, *(f"  {row}" for row in section.rows)]
    return "\n".join(lines) + "\n"


def figures(assessment: Assessment) -> list[Figure]:
    used = {(one.place, one.series): one for line in assessment.lines for one in line.figures}
    return [used[key] for key in sorted(used)]


def laws(assessment: Assessment) -> list[str]:
    """The laws that any line or payer cites, once."""
    cited = [line.articles for line in assessment.lines]
    cited += [due.articles for due in assessment.allocation.dues]
    cited += [back.articles for back in assessment.payments.recourse]
    return sorted({one.law for articles in cited for one in articles})


def side_name(assessment: Assessment, id: str) -> str:
    """Whom the people know a side by."""
    return assessment.claim.side(id).name or id


def _loss(assessment: Assessment, who: str, say: Say) -> Iterator[str]:
    for line in assessment.lines:
        if line.claimant == who:
            yield _line(line, say)
    yield say("sheet_total", yuan=yuan(assessment.loss(who)))


def _line(line: Line, say: Say) -> str:
    facts = {"head": line.head.value, "yuan": yuan(line.fen)}
    if line.agreed_by:
        said = say("sheet_agreed", how=agreed(line, say), **facts)
    elif line.formula == yuan(line.fen):
        said = say("sheet_receipt", **facts)
    else:
        said = say("sheet_line", formula=line.formula, **facts)
    cited = [say("sheet_article", law=one.law, number=one.number) for one in line.articles]
    return f"{said} [{say('sheet_between').join(cited)}]" if cited else said


def _payers(assessment: Assessment, who: str, say: Say) -> Iterator[str]:
    allocation = assessment.allocation
    yield from shares(assessment, who, say)
    for due in allocation.dues:
        if due.claimant == who:
            yield _due(assessment, due, say)
    yield say("sheet_own_part", yuan=yuan(allocation.own_parts[who]))


def agreed(line: Line, say: Say) -> str:
    """Who said an amount that no formula gave; nothing for one that was computed."""
    if line.agreed_by == PARTIES:
        return say("sheet_by_parties")
    return say("sheet_by_name", name=line.agreed_by) if line.agreed_by else ""


def shares(assessment: Assessment, who: str, say: Say) -> list[str]:
    """Who bears how much of what compulsory cover leaves, and who said so."""
    found = assessment.allocation.shares.get(who)
    if found is None:
        return []
    rows = [
        say("sheet_share", side=side_name(assessment, side), share=percent(share))
        for side, share in sorted(found.by_side.items())
    ]
    if found.agreed_by == PARTIES:
        rows.append(say("sheet_share_parties"))
    elif found.agreed_by:
        rows.append(say("sheet_share_name", name=found.agreed_by))
    return rows


def _due(assessment: Assessment, due: Due, say: Say) -> str:
    facts = {**_payer(assessment, due.payer, say), "yuan": yuan(due.fen)}
    if due.sub_limit:
        said = say("sheet_due_in", limit=say(f"sub_limit_{due.sub_limit}"), **facts)
    else:
        said = say("sheet_due", **facts)
    cited = [say("sheet_article", law=one.law, number=one.number) for one in due.articles]
    return f"{said} [{say('sheet_between').join(cited)}]"


def _payer(assessment: Assessment, payer: Payer, say: Say) -> dict[str, str]:
    side = side_name(assessment, payer.side)
    return {"payer": say(f"payer_{payer.kind.value}"), "name": payer.name, "side": side}


def _now(assessment: Assessment, say: Say) -> Iterator[str]:
    for one in assessment.payments.transfers:
        yield _transfer(assessment, one, say)
    names = {who.id: who.name or who.id for who in assessment.claim.claimants}
    for open_ in assessment.payments.open:
        to = say("sheet_fund") if open_.to == FUND else side_name(assessment, open_.to)
        yield say(
            "sheet_open", who=names[open_.claimant], why=say(f"open_{open_.why.value}"), to=to,
            yuan=yuan(open_.fen),
        )  # fmt: skip
    for back in assessment.payments.recourse:
        yield say(
            "sheet_recourse", insurer=back.insurer, side=side_name(assessment, back.side), against=back.against,
            yuan=yuan(back.fen), why=say(f"recourse_{back.why.value}"),
        )  # fmt: skip


def _transfer(assessment: Assessment, one: Transfer, say: Say) -> str:
    names = {who.id: who.name or who.id for who in assessment.claim.claimants}
    to = names.get(one.to, one.to) if one.why is not Why.TO_FUND else ""
    if one.why is Why.REFUND:
        to = side_name(assessment, one.to)
    return say(
        "sheet_transfer", why=say(f"why_{one.why.value}"), to=to, yuan=yuan(one.fen),
        **_payer(assessment, one.payer, say),
    )  # fmt: skip


def _cell(cell: Cell, say: Say) -> str:
    facts = {"key": cell.key, "value": cell.written}
    if cell.agreed_by == PARTIES:
        return say("sheet_cell_parties", **facts)
    if cell.agreed_by:
        return say("sheet_cell_name", name=cell.agreed_by, **facts)
    return say("sheet_cell", source=cell.source, **facts)


def _figure(one: Figure, say: Say) -> str:
    code = "sheet_figure_checked" if one.checked_by else "sheet_figure"
    people = {"entered": one.entered_by, "checked": one.checked_by} if one.checked_by else {}
    return say(
        code, series=one.series, place=one.place, year=one.year, yuan=yuan(one.fen),
        source=one.source, day=one.read_on.isoformat(), status=say(f"status_{one.status.value}"),
        **people,
    )  # fmt: skip
