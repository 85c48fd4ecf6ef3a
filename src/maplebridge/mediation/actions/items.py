"""The item sheet: a party claims, the other side answers, the mediator notes what both settled on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import ClaimItem
from ..queries.access import Loaded
from ..rules.ranges import FIGURE_MAX, ITEMS_MAX
from ..rules.talks import TALKING
from .moving import fetch, tidy


def add_item(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, label: str, claimed: Fen, evidence: str = "",
    now: datetime,
) -> ClaimItem:  # fmt: skip
    """An item that a party claims: by itself, or written down by whoever leads."""
    label, evidence = tidy(label, 80), tidy(evidence, 200)
    if not label:
        raise RuleBroken("item_without_name")
    with transaction.atomic():
        loaded = _talking(viewer, file_id, now)
        party = loaded.party(party_id)
        if not policy.may_say_for(loaded.standing, party.pk):
            raise Forbidden("mediation_not_yours")
        if ClaimItem.objects.filter(file=loaded.file).count() >= ITEMS_MAX:
            raise RuleBroken("items_full", most=ITEMS_MAX)
        made = ClaimItem.objects.create(
            file=loaded.file, claimant=party, label=label, evidence=evidence,
            claimed_fen=_sum(claimed, least=1), added_at=now, changed_at=now,
        )  # fmt: skip
        audit.record(viewer=viewer, verb="mediation.add_item", thing=made, now=now)
    return made


def answer_item(
    *, viewer: Viewer, file_id: UUID, item_id: UUID, admitted: Fen, now: datetime
) -> None:
    """What the other side admits of an item; by itself, or written down by whoever leads."""
    with transaction.atomic():
        loaded = _talking(viewer, file_id, now)
        item = _item(loaded, item_id)
        if not policy.may_answer_item(
            loaded.standing, [one.pk for one in loaded.present if one.side != item.claimant.side]
        ):
            raise Forbidden("mediation_not_yours")
        item.admitted_fen = _sum(admitted)
        _changed(item, "admitted_fen", viewer, "answer_item", now)


def settle_item(
    *, viewer: Viewer, file_id: UUID, item_id: UUID, agreed: Fen | None, now: datetime
) -> None:
    """The mediator notes what both settled on; None opens the item again."""
    with transaction.atomic():
        loaded = _talking(viewer, file_id, now)
        _mediators_only(loaded)
        item = _item(loaded, item_id)
        item.agreed_fen = None if agreed is None else _sum(agreed)
        _changed(item, "agreed_fen", viewer, "settle_item", now)


def weigh_item(
    *, viewer: Viewer, file_id: UUID, item_id: UUID, likely: Fen | None, now: datetime
) -> None:
    """What the mediator holds for probable; the parties never see it."""
    with transaction.atomic():
        loaded = _talking(viewer, file_id, now)
        _mediators_only(loaded)
        item = _item(loaded, item_id)
        item.likely_fen = None if likely is None else _sum(likely)
        _changed(item, "likely_fen", viewer, "weigh_item", now)


def drop_item(*, viewer: Viewer, file_id: UUID, item_id: UUID, now: datetime) -> None:
    """The claimant takes an item away; nothing of it stays."""
    with transaction.atomic():
        loaded = _talking(viewer, file_id, now)
        item = _item(loaded, item_id)
        if not policy.may_say_for(loaded.standing, item.claimant_id):
            raise Forbidden("mediation_not_yours")
        audit.record(viewer=viewer, verb="mediation.drop_item", thing=item, now=now)
        item.delete()


def _talking(viewer: Viewer, file_id: UUID, now: datetime) -> Loaded:
    """Raises RuleBroken outside talks: before them nobody agreed to talk, after them it is settled."""
    loaded = fetch(viewer, file_id, now)
    if loaded.file.stage not in TALKING:
        raise RuleBroken("talks_not_now", reference=loaded.file.reference)
    return loaded


def _mediators_only(loaded: Loaded) -> None:
    if not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")


def _item(loaded: Loaded, item_id: UUID) -> ClaimItem:
    found = ClaimItem.objects.select_related("claimant").filter(pk=item_id, file=loaded.file)
    item = found.first()
    if item is None:
        raise Missing("mediation_missing")
    return item


def _changed(item: ClaimItem, column: str, viewer: Viewer, verb: str, now: datetime) -> None:
    item.changed_at = now
    item.save(update_fields=[column, "changed_at"])
    audit.record(viewer=viewer, verb=f"mediation.{verb}", thing=item, now=now)


def _sum(fen: Fen, least: int = 0) -> Fen:
    if not least <= fen <= FIGURE_MAX:
        raise RuleBroken("item_sum_odd")
    return fen
