"""What programs of others sent: the places they name, the lines they follow, and who sent how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from ..messages import STEPS
from ..models import ContactReading, Matter, MatterEvent, ProgramReport
from ..rules.open311.asked import UpdateQuery
from ..rules.open311.shapes import Update
from ..rules.open311.statuses import status_after
from ..rules.states import CONFIDED, HOUSEWORK, OF_TASKS, State, Verb
from .open311 import as_uuid, by_ids
from .reach import of_posts

CANDIDATES = 5
PROGRAMS_MAX = 100
_ENDING = frozenset({Verb.ANSWER, Verb.RATE, Verb.CLOSE_UNDISPUTED, Verb.WITHDRAW})


def place_under(asked: str) -> territory.Place:
    """The place with this id, or with this code today. Raises RuleBroken."""
    try:
        key = as_uuid(asked)
        return territory.place_by_id(key) if key else territory.place_by_code(asked)
    except Missing:
        raise RuleBroken("open311_address_id_unknown", asked=asked[:40]) from None


def place_called(address: str) -> territory.Place:
    """The one place that an address names. Raises RuleBroken, naming those it could be.

    Nothing is guessed: of several that fit, only one that is called exactly so is taken.
    """
    found = territory.search_places(address, limit=20)
    exact = [place for place in found if place.name == address.split()[-1]]
    if len(found) > 1 and len(exact) == 1:
        return exact[0]
    if not found:
        raise RuleBroken("open311_address_unknown")
    if len(found) > 1:
        around = territory.addresses(found[:CANDIDATES])
        names = [f"{around[p.pk]} {p.name} ({p.pk})" for p in found[:CANDIDATES]]
        raise RuleBroken("open311_address_several", places="; ".join(names))
    return found[0]


def matter_asked(asked: str) -> Matter:
    """The matter under a number or an id, of whatever kind. Raises Missing."""
    found = by_ids(Matter.objects.select_related("community"), [asked]).first()
    if found is None:
        raise Missing("open311_request_missing", asked=asked[:40])
    return found


def came_through(matter: Matter, account_id: UUID) -> bool:
    """Whether a program of this account sent the matter."""
    return ProgramReport.objects.filter(matter=matter.pk, account_id=account_id).exists()


def contact_given(matter: Matter) -> ProgramReport | None:
    """How to reach a sender who is no person here; None when nothing was given or all is forgotten."""
    if matter.reporter_id is not None:
        return None
    given = ProgramReport.objects.filter(matter=matter.pk).first()
    return given if given is not None and given.has_contact else None


def contact_readings(matter: Matter) -> list[ContactReading]:
    """Who read the contact that a sender gave, newest first."""
    rows = ContactReading.objects.filter(matter=matter.pk).select_related("reader")
    return list(rows.order_by("-at", "-id")[:50])


def updates(viewer: Viewer, account_id: UUID, query: UpdateQuery) -> list[Update]:
    """Lines of matters that came through programs of the account or belong to the viewer's posts,
    in the order of time. One statement."""
    reach = Q(matter__sent_by_program__account_id=account_id)
    if viewer.works:
        reach |= Q(matter__in=of_posts(viewer).values("pk"))
    found = MatterEvent.objects.filter(reach, at__gte=query.since, at__lte=query.until)
    untold = [verb.value for verb in {Verb.REPORT} | HOUSEWORK | OF_TASKS | CONFIDED]
    found = found.exclude(verb__in=untold).order_by("at", "id")
    rows = found.values_list(
        "id", "matter__reference", "verb", "to_state", "code", "at", "text",
        "matter__closing_code", "matter__proposed_code",
    )[query.page.offset : query.page.offset + query.page.size]  # fmt: skip
    return [
        Update(
            id=str(pk),
            reference=reference,
            status=status_after(
                State(state), code if Verb(verb) in _ENDING else closing or proposed
            ).value,
            at=at,
            words=text or str(STEPS[Verb(verb)][0]),
        )
        for pk, reference, verb, state, code, at, text, closing, proposed in rows
    ]


@dataclass(frozen=True, slots=True)
class Sender:
    """How many matters came through one program of an office; "" are all programs of residents."""

    program: str
    matters: int
    last_at: datetime


def senders(viewer: Viewer, since: datetime) -> list[Sender]:
    """Who sent how much into the viewer's places since an instant, most first. It names programs of
    offices and nobody else."""
    found = ProgramReport.objects.filter(at__gte=since, matter__in=of_posts(viewer).values("pk"))
    counted = found.values("program").annotate(matters=Count("pk"), last_at=Max("at"))
    rows = counted.order_by("-matters", "program")[:PROGRAMS_MAX]
    return [Sender(row["program"], row["matters"], row["last_at"]) for row in rows]
