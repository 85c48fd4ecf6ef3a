"""Silent offers: agreed on by both, played figure by figure, ended without a trace of what failed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import Party, SealedFigure, SilentOffers
from ..queries.access import Loaded
from ..queries.offers import rounds_of, signing_in
from ..rules import offers as rules
from ..rules.offers import Round, Side, State, Terms
from ..rules.talks import TALKING
from .moving import fetch, tidy


def open_offers(
    *, viewer: Viewer, file_id: UUID, asks_id: UUID, pays_id: UUID, about: str, terms: Terms,
    now: datetime,
) -> SilentOffers:  # fmt: skip
    """The mediator proposes silent offers over one sum; nobody plays before both said yes."""
    about = tidy(about, 120)
    rules.check_terms(terms)
    if not about:
        raise RuleBroken("offers_about_missing")
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.runs_offers(loaded.standing):
            raise Forbidden("mediation_not_yours")
        if loaded.file.stage not in TALKING:
            raise RuleBroken("talks_not_now", reference=loaded.file.reference)
        asks, pays = loaded.party(asks_id), loaded.party(pays_id)
        if asks.side == pays.side or asks.left_at or pays.left_at:
            raise RuleBroken("offers_two_sides")
        if SilentOffers.objects.filter(file=loaded.file, state=State.OPEN.value).exists():
            raise RuleBroken("offers_running")
        made = SilentOffers.objects.create(
            file=loaded.file, asks=asks, pays=pays, about=about, rounds=terms.rounds,
            settle_bp=terms.settle_bp, near_bp=terms.near_bp, opened_by_id=viewer.person_id,
            opened_at=now,
        )  # fmt: skip
        audit.record(viewer=viewer, verb="mediation.open_offers", thing=made, now=now)
    return made


def take_part(
    *, viewer: Viewer, file_id: UUID, offers_id: UUID, side: Side, allows: bool, now: datetime
) -> None:
    """A side says yes to the terms, and whether the mediator may see how far apart a round was."""
    with transaction.atomic():
        _, found = _of_a_side(viewer, file_id, offers_id, side, now)
        found.ready = sorted({*found.ready, side.value})
        found.allows = sorted(
            {*found.allows, side.value} if allows else {*found.allows} - {side.value}
        )
        found.save(update_fields=["ready", "allows"])
        audit.record(viewer=viewer, verb="mediation.take_part", thing=found, now=now)


def put_figure(
    *, viewer: Viewer, file_id: UUID, offers_id: UUID, side: Side, number: int, figure: Fen,
    now: datetime,
) -> None:  # fmt: skip
    """Seal a figure into round `number` while it runs, in place of an earlier one of that round.

    The audit says that somebody acted, not what they put.
    """
    with transaction.atomic():
        _, found = _of_a_side(viewer, file_id, offers_id, side, now)
        if set(found.ready) < set(Side):
            raise RuleBroken("offers_not_ready")
        rules.check_running(rounds_of(found), found.terms, number)
        _keep(found, rules.put(rounds_of(found), found.terms, side, figure))
        audit.record(viewer=viewer, verb="mediation.put_figure", thing=found, now=now)
        _end_if_over(found, viewer, now)


def take_back(*, viewer: Viewer, file_id: UUID, offers_id: UUID, side: Side, now: datetime) -> None:
    """Take the figure of the running round back; it leaves no trace."""
    with transaction.atomic():
        _, found = _of_a_side(viewer, file_id, offers_id, side, now)
        _keep(found, rules.withdraw(rounds_of(found), found.terms, side))
        audit.record(viewer=viewer, verb="mediation.put_figure", thing=found, now=now)


def end_round(
    *, viewer: Viewer, file_id: UUID, offers_id: UUID, number: int, now: datetime
) -> None:
    """The mediator ends a round in which somebody said nothing; both sides see it end, and no more."""
    with transaction.atomic():
        loaded, found = _found(viewer, file_id, offers_id, now)
        if not policy.runs_offers(loaded.standing):
            raise Forbidden("mediation_not_yours")
        rules.check_running(rounds_of(found), found.terms, number)
        if set(found.ready) < set(Side):
            raise RuleBroken("offers_not_ready")
        found.lapsed = [*found.lapsed, number]
        found.save(update_fields=["lapsed"])
        audit.record(viewer=viewer, verb="mediation.end_round", thing=found, now=now)
        _end_if_over(found, viewer, now)


def stop(*, viewer: Viewer, file_id: UUID, offers_id: UUID, now: datetime) -> None:
    """Either side or the mediator stops; every figure is removed. No reason is asked."""
    with transaction.atomic():
        loaded, found = _found(viewer, file_id, offers_id, now)
        own = loaded.standing.settles & {found.asks_id, found.pays_id}
        if not own and not policy.runs_offers(loaded.standing):
            raise Forbidden("mediation_not_yours")
        _end(found, State.ENDED, None, viewer, now)


def end_of(party: Party, viewer: Viewer, now: datetime) -> None:
    """The offers of a party that leaves end, in the caller's transaction."""
    mine = Q(asks=party.pk) | Q(pays=party.pk)
    for found in SilentOffers.objects.filter(mine, file=party.file_id, state=State.OPEN.value):
        _end(found, State.ENDED, None, viewer, now)


def _found(
    viewer: Viewer, file_id: UUID, offers_id: UUID, now: datetime
) -> tuple[Loaded, SilentOffers]:
    """Raises Missing, and RuleBroken once they are over or the talks are."""
    loaded = fetch(viewer, file_id, now)
    found = SilentOffers.objects.filter(pk=offers_id, file=loaded.file).first()
    if found is None or not policy.knows_offers(loaded.standing, found.asks_id, found.pays_id):
        raise Missing("mediation_missing")
    if found.state != State.OPEN:
        raise RuleBroken("offers_over")
    if loaded.file.stage not in TALKING:
        raise RuleBroken("talks_not_now", reference=loaded.file.reference)
    return loaded, found


def _of_a_side(
    viewer: Viewer, file_id: UUID, offers_id: UUID, side: Side, now: datetime
) -> tuple[Loaded, SilentOffers]:
    """A party for itself; for one without an account the mediator's phone is handed over."""
    loaded, found = _found(viewer, file_id, offers_id, now)
    party = loaded.party(found.asks_id if side is Side.ASKS else found.pays_id)
    if not policy.may_play(loaded.standing, party.pk, bool(signing_in([party]))):
        raise Forbidden("mediation_not_yours")
    return loaded, found


def _keep(found: SilentOffers, rounds: tuple[Round, ...]) -> None:
    """The figures of the running round as the rules left them; earlier ones stand."""
    running = len([one for one in rounds_of(found) if one.over]) + 1
    SealedFigure.objects.filter(offers=found, round=running).delete()
    if len(rounds) < running:
        return
    for side in Side:
        figure = rounds[running - 1].of(side)
        if figure is not None:
            SealedFigure.objects.create(
                offers=found, round=running, side=side.value, figure_fen=figure
            )


def _end_if_over(found: SilentOffers, viewer: Viewer, now: datetime) -> None:
    shown = rules.shown_to_mediator(rounds_of(found), found.terms, set())
    if shown.state is not State.OPEN:
        _end(found, shown.state, shown.settled, viewer, now)


def _end(
    found: SilentOffers, state: State, settled: Fen | None, viewer: Viewer,
    now: datetime,
) -> None:  # fmt: skip
    """Figures go with the last round: what failed was never said. Nothing of it stands in the record
    of the file either, which advisers read."""
    found.state, found.settled_fen, found.ended_at = state.value, settled, now
    found.save(update_fields=["state", "settled_fen", "ended_at"])
    SealedFigure.objects.filter(offers=found).delete()
    audit.record(viewer=viewer, verb="mediation.end_offers", thing=found, now=now)
