"""Silent offers as each may see them: own figures, and what everybody is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from maplebridge.core.values import Fen
from maplebridge.people import public as people

from .. import policy
from ..models import Party, SealedFigure, SilentOffers
from ..rules import offers as rules
from ..rules.offers import Round, Shown, ShownToMediator, Side
from .access import Loaded

LISTED_MAX = 20


@dataclass(frozen=True, slots=True)
class Play:
    """One side of silent offers for whoever may act for it; `handed`: on the mediator's own device."""

    side: Side
    name: str
    shown: Shown
    ready: bool
    allows: bool
    handed: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """Silent offers as the viewer may see them. `told` only for a mediator."""

    offers: SilentOffers
    plays: tuple[Play, ...]
    told: ShownToMediator | None
    may_stop: bool


def signing_in(parties: Iterable[Party]) -> set[UUID]:
    """The parties that can act with an account of their own."""
    there = list(parties)
    persons = {one.person_id for one in there if one.person_id is not None}
    known = set(people.with_account().filter(person__in=persons)) if persons else set()
    return {one.pk for one in there if one.organisation_id is not None or one.person_id in known}


def rounds_of(found: SilentOffers) -> tuple[Round, ...]:
    """The rounds out of their rows; a round that was ended without figures is there too."""
    figures = {
        (one.round, one.side): Fen(one.figure_fen)
        for one in SealedFigure.objects.filter(offers=found).order_by("round", "side")
    }
    last = max([*(number for number, _ in figures), *found.lapsed], default=0)
    return tuple(
        Round(
            figures.get((number, Side.ASKS.value)),
            figures.get((number, Side.PAYS.value)),
            number in found.lapsed,
        )
        for number in range(1, last + 1)
    )


def attempts(loaded: Loaded) -> list[Attempt]:
    """The latest silent offers of a file that the viewer knows of."""
    found = SilentOffers.objects.filter(file=loaded.file).order_by("-id")
    signing = signing_in(loaded.parties)
    return [
        _attempt(loaded, one, signing)
        for one in found[:LISTED_MAX]
        if policy.knows_offers(loaded.standing, one.asks_id, one.pays_id)
    ]


def _attempt(loaded: Loaded, found: SilentOffers, signing: set[UUID]) -> Attempt:
    rounds, running = rounds_of(found), found.state == rules.State.OPEN
    plays = []
    for side in Side if running else ():
        party = loaded.party(found.asks_id if side is Side.ASKS else found.pays_id)
        if not policy.may_play(loaded.standing, party.pk, party.pk in signing):
            continue
        handed = party.pk not in loaded.standing.settles
        shown = rules.shown_to(side, rounds, found.terms)
        if handed:  # no figure ever comes back to a device that is the mediator's
            all_told = rules.shown_to_mediator(rounds, found.terms, set())
            nothing = (None,) * all_told.round
            shown = Shown(
                all_told.state, all_told.round, all_told.rounds, nothing, all_told.settled
            )
        plays.append(
            Play(side, party.name, shown, side in found.ready, side in found.allows, handed)
        )
    mediates = policy.runs_offers(loaded.standing)
    allowed = {Side(one) for one in found.allows}
    told = rules.shown_to_mediator(rounds, found.terms, allowed) if mediates and running else None
    own = bool(loaded.standing.settles & {found.asks_id, found.pays_id})
    return Attempt(found, tuple(plays), told, running and (own or mediates))
