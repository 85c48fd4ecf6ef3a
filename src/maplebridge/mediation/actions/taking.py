"""A computed reckoning is taken over: its heads into the item sheet, its net payments into the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Viewer

from .. import policy
from ..messages.damages import say
from ..messages.reckonings import TAKEN
from ..models import ClaimItem, Reckoning
from ..queries import reckonings as queries
from ..queries.access import Loaded
from ..queries.advances import changed_since
from ..queries.agreements import agreement_of
from ..rules.damages.assessment import Assessment
from ..rules.ranges import FIGURE_MAX, ITEMS_MAX
from ..rules.taking import FUND, Net, Wanted, net, wanted
from ..rules.talks import DRAFTING, TALKING
from .agreements import Paying, Words, add_payment, write_draft
from .moving import fetch


@dataclass(frozen=True, slots=True)
class Taken:
    """How many were written anew, brought up to date, stood alike already, differ and stay, and stand
    although the version does not have them any more."""

    made: int = 0
    changed: int = 0
    alike: int = 0
    differing: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A net payment as it goes into the draft: how, when, in how many parts."""

    net: Net
    first_on: date
    parts: int
    manner: str
    account: str


def take_items(*, viewer: Viewer, file_id: UUID, number: int, now: datetime) -> Taken:
    """Write the heads of a version as claimed items. What was answered or settled stays as it is.

    Taking over twice doubles nothing. Raises Forbidden, Missing, RuleBroken.
    """
    with transaction.atomic():
        loaded = _mediating(viewer, file_id, now)
        if loaded.file.stage not in TALKING:
            raise RuleBroken("talks_not_now", reference=loaded.file.reference)
        row, found = _version(loaded, number)
        stand = {
            (str(one.claimant_id), one.head): one
            for one in ClaimItem.objects.filter(file=loaded.file).exclude(head="")
        }
        heads = wanted(found)
        said = [_item(loaded, row, one, stand.get((one.claimant, one.head)), now) for one in heads]
        gone = stand.keys() - {(one.claimant, one.head) for one in heads}
        audit.record(viewer=viewer, verb="mediation.take_items", thing=row, now=now)
    taken = Taken(*(said.count(one) for one in ("made", "changed", "alike", "differing")))
    return replace(taken, gone=len(gone))


def _item(
    loaded: Loaded, row: Reckoning, one: Wanted, stands: ClaimItem | None, now: datetime
) -> str:
    if one.fen > FIGURE_MAX:
        raise RuleBroken("reckoning_figure", head=say(f"head_{one.head}"))
    evidence = str(TAKEN) % {"number": row.number}
    if stands is None:
        if ClaimItem.objects.filter(file=loaded.file).count() >= ITEMS_MAX:
            raise RuleBroken("items_full", most=ITEMS_MAX)
        party = next((who for who in loaded.present if str(who.pk) == one.claimant), None)
        if party is None:
            raise RuleBroken("reckoning_nobody", head=say(f"head_{one.head}"))
        ClaimItem.objects.create(
            file=loaded.file, claimant=party, label=say(f"head_{one.head}"), evidence=evidence,
            head=one.head, reckoning=row.number, claimed_fen=one.fen, added_at=now, changed_at=now,
        )  # fmt: skip
        return "made"
    if stands.claimed_fen == one.fen:
        return "alike"
    if stands.admitted_fen is not None or stands.agreed_fen is not None:
        return "differing"
    stands.claimed_fen, stands.evidence = one.fen, evidence
    stands.reckoning, stands.changed_at = row.number, now
    stands.save(update_fields=["claimed_fen", "evidence", "reckoning", "changed_at"])
    return "changed"


def take_payments(
    *, viewer: Viewer, file_id: UUID, number: int, chosen: Sequence[Chosen], now: datetime
) -> Taken:
    """Write net payments of a version into the draft of the agreement, begun where there is none.

    Raises RuleBroken `reckoning_before_advance` when something was paid in advance since: it would be
    asked for again. A payment between the same two that stands in the draft already is left as it is.
    """
    with transaction.atomic():
        loaded = _mediating(viewer, file_id, now)
        if loaded.file.stage not in DRAFTING:
            raise RuleBroken("agreement_not_now", reference=loaded.file.reference)
        row, found = _version(loaded, number)
        if changed_since(loaded.file, row.made_at):
            raise RuleBroken("reckoning_before_advance")
        names = {str(who.pk): who.name for who in loaded.present}
        known = net(found, names)
        if any(one.net not in known for one in chosen):
            raise RuleBroken("reckoning_other_payment")
        if agreement_of(loaded.file) is None:
            words = Words(facts=loaded.file.facts, clauses=())
            write_draft(viewer=viewer, file_id=file_id, words=words, now=now)
        said = [_pay(viewer, loaded, one, now) for one in chosen]
        _summed(loaded, [one.key for one in known])
        audit.record(viewer=viewer, verb="mediation.take_payments", thing=row, now=now)
    return Taken(*(said.count(one) for one in ("made", "changed", "alike", "differing")))


def _pay(viewer: Viewer, loaded: Loaded, one: Chosen, now: datetime) -> str:
    there, payer = {str(who.pk) for who in loaded.present}, one.net.key
    if payer not in there or (one.net.payee != FUND and one.net.payee not in there):
        raise RuleBroken("reckoning_no_party", name=one.net.payer)
    payee = None if one.net.payee == FUND else UUID(one.net.payee)
    draft = agreement_of(loaded.file)
    assert draft is not None, "begun above"
    for row in draft.payments.all():
        if str(row.payer_id) == payer and row.payee_id == payee:
            return "alike" if row.amount_fen == one.net.fen else "differing"
    paying = Paying(
        UUID(payer), payee, say("sheet_fund") if payee is None else "", Fen(one.net.fen),
        one.manner, one.account, one.first_on, one.parts,
    )  # fmt: skip
    add_payment(viewer=viewer, file_id=loaded.file.pk, paying=paying, now=now)
    return "made"


def _summed(loaded: Loaded, owe: Sequence[str]) -> None:
    """Who pays in the draft owes, and who still owes by the version (`owe`); nobody else any more. The
    total is that of the payments."""
    draft = agreement_of(loaded.file)
    assert draft is not None, "begun above"
    rows = list(draft.payments.all())
    draft.owing = sorted({*filter(None, owe), *(str(one.payer_id) for one in rows)})
    draft.total_fen = sum(one.amount_fen for one in rows) or None
    draft.save(update_fields=["owing", "total_fen"])


def _mediating(viewer: Viewer, file_id: UUID, now: datetime) -> Loaded:
    loaded = fetch(viewer, file_id, now)
    if not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")
    return loaded


def _version(loaded: Loaded, number: int) -> tuple[Reckoning, Assessment]:
    row = queries.version(loaded.file, number)
    found = queries.looked_at(row.document, row.made_at).found
    if found is None:
        raise RuleBroken("reckoning_lacks", count=1)
    return row, found
