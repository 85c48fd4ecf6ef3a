"""Proposals for the coordinator: what waits and who offers, laid before the pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden
from maplebridge.core.scope import scope_of
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import Offer, Request
from ..rules.book import Book
from ..rules.matching import Offered, Pair, Wanted, pair, propose
from ..rules.stages import Asked
from ..rules.windows import Window
from .access import instant, knows, taken_by
from .lists import lately, offers_around

REQUESTS_MAX = 300
OPTIONS_MAX = 50


@dataclass(frozen=True, slots=True)
class Proposal:
    """One request with the helpers that fit it best together, and a few who would fit as well."""

    request: Request
    when: Window | None
    pairs: tuple[tuple[Pair, UUID, str], ...]
    """The pair, the member and the helper's name as it may be printed."""


def proposals(
    viewer: Viewer, book: Book, now: datetime, *, only: UUID | None = None
) -> list[Proposal]:
    """For the requests of the coordinator's places that wait, the one that ends first at the top.

    Computed when asked for and kept nowhere. Raises Forbidden for who coordinates nothing.
    """
    if not policy.coordinates(viewer):
        raise Forbidden("timebank_coordinators_only")
    scope = scope_of(viewer, *policy.COORDINATORS)
    rows = Request.objects.filter(scope.q("path"), state=Asked.OPEN.value, emptied=False)
    rows = rows.filter(pk=only) if only else rows.filter(last_day__gte=calendar.today(now))
    requests = list(
        rows.select_related("rules", "place")
        .prefetch_related("visits")
        .order_by("last_day", "id")[:REQUESTS_MAX]
    )
    offers = offers_around(viewer)
    members = {offer.member.person_id: offer.member_id for offer in offers}
    wanted = [one for row in requests if (one := _wanted(row, book, now))]
    pairs = propose(wanted, _offered(offers, wanted, now))
    names = people.names_for([one.person for one in pairs], viewer)
    return [_proposal(row, pairs, members, names) for row in requests]


def _proposal(
    row: Request, pairs: list[Pair], members: dict[UUID, UUID], names: dict[UUID, str]
) -> Proposal:
    mine = [one for one in pairs if one.request == row.pk]
    found = tuple((one, members[one.person], names.get(one.person, "")) for one in mine)
    return Proposal(row, mine[0].when if mine else None, found)


def _wanted(row: Request, book: Book, now: datetime) -> Wanted | None:
    """The request without the windows that are over; None when none is left."""
    left = tuple(one for one in row.wanted if instant(one.day, one.first) > now)
    kind = book.kind(row.kind)
    if not left:
        return None
    asked = {visit.member_id for visit in row.visits.all()}
    return Wanted(
        id=row.pk, elder=row.elder_id, kind=row.kind, windows=left, minutes=row.minutes,
        path=row.path, insured=kind.insured if kind else True,
        pair_first=book.pair_first_visit, language=row.language, gender=row.gender,
        things=frozenset(row.things), excluded=frozenset(asked),
    )  # fmt: skip


def _offered(offers: list[Offer], wanted: list[Wanted], now: datetime) -> list[Offered]:
    """The helpers as the rules see them; members who were asked stand in `excluded` by member."""
    ids = [offer.member_id for offer in offers]
    known = knows(ids, [one.elder for one in wanted])
    taken, recent = taken_by(ids), lately(ids, now)
    return [
        Offered(
            person=offer.member.person_id, member=offer.member_id, skills=frozenset(offer.skills),
            weekly=offer.hours, path=offer.path, languages=frozenset(offer.languages),
            gender=offer.gender, avoids=frozenset(offer.avoids),
            insured_until=offer.member.insured_until,
            knows=frozenset(elder for member, elder in known if member == offer.member_id),
            lately=recent.get(offer.member_id, 0), taken=tuple(taken.get(offer.member_id, ())),
        )
        for offer in offers
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """A helper who would fit a request, and why."""

    member_id: UUID
    name: str
    when: Window
    why: tuple[str, ...]


def options(viewer: Viewer, row: Request, book: Book, now: datetime) -> list[Option]:
    """Everybody around the coordinator's places who would fit this one request, in no order of merit:
    the earliest visit first, then by name."""
    offers = offers_around(viewer)
    wanted = _wanted(row, book, now)
    if wanted is None:
        return []
    found = [made for one in _offered(offers, [wanted], now) if (made := pair(wanted, one))]
    members = {offer.member.person_id: offer.member_id for offer in offers}
    names = people.names_for([made.person for made in found], viewer)
    rows = [
        Option(members[made.person], names.get(made.person, ""), made.when, tuple(made.why))
        for made in found
    ]
    return sorted(rows, key=lambda one: (one.when, one.name, one.member_id))[:OPTIONS_MAX]
