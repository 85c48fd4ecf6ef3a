"""Several reports of one thing: join it, close a repetition, take apart what was joined wrongly."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from maplebridge import events as facts
from maplebridge.core import outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..models import CoReporter, Matter, MatterBand
from ..rules import twins
from ..rules.states import ClosingCode, State, Verb, next_state
from .co_reporters import muted_people
from .steps import (
    check,
    close,
    fetch,
    leave_joined,
    owe,
    step,
    tell_closed,
    told_place,
)

BATCH = 500
SIGNED_MAX = 20_000
"""Most signatures written in one night for matters that came in without one."""


def join(
    *, viewer: Viewer, matter_id: UUID, instead_of: UUID | None = None, now: datetime
) -> Matter:
    """ "Me too": the viewer hears of every step from now on. Nothing else of it opens to them.

    `instead_of` is a matter of theirs about the same thing, just reported: it is taken back.
    Raises RuleBroken for whoever joined before.
    """
    with transaction.atomic():
        locked = _fetch_all(matter_id, *([instead_of] if instead_of else []))
        matter = check(viewer, locked[matter_id], Verb.JOIN, now)
        assert viewer.person_id is not None, "policy lets only neighbours join"
        _, fresh = CoReporter.objects.get_or_create(
            matter=matter, person_id=viewer.person_id, via=None, defaults={"joined_at": now}
        )
        if not fresh:
            raise RuleBroken("matter_already_joined", reference=matter.reference)
        step(viewer, matter, Verb.JOIN, now, by_reporter=True)
        if instead_of is not None:
            own = check(viewer, locked[instead_of], Verb.WITHDRAW, now)
            close(own, ClosingCode.WITHDRAWN, now)
            step(viewer, own, Verb.WITHDRAW, now, text=matter.reference, by_reporter=True)
            tell_closed(own, now)
        return matter


def mark_duplicate(*, viewer: Viewer, matter_id: UUID, of_reference: str, now: datetime) -> Matter:
    """Close the matter as a repetition of an earlier one that the viewer works on too.

    All its reporters become co-reporters of the earlier one. Both numbers go on leading to it. Its
    open tasks go on there: the work is the same.
    Raises RuleBroken for a number that is unknown here, or that was joined to this very matter.
    """
    earlier_id = _joined_to(of_reference)
    with transaction.atomic():
        locked = _fetch_all(matter_id, *([earlier_id] if earlier_id else []))
        matter = check(viewer, locked[matter_id], Verb.MARK_DUPLICATE, now)
        earlier = locked.get(earlier_id) if earlier_id else None
        if earlier is None or policy.standing_of(viewer, earlier) not in policy.WORKERS:
            raise RuleBroken("matter_duplicate_unknown")
        if earlier.pk == matter.pk:
            named = of_reference.strip().upper()[:24]
            if named == matter.reference:
                raise RuleBroken("matter_duplicate_unknown")
            raise RuleBroken("matter_duplicate_circle", reference=named)
        if earlier.duplicate_of_id is not None:
            raise RuleBroken("matter_state_forbids", reference=earlier.reference)
        matter.duplicate_of = earlier
        _bring_along(matter, earlier, now)
        matter.tasks.filter(ended_at__isnull=True).update(matter=earlier)
        close(matter, ClosingCode.DUPLICATE, now)
        step(viewer, matter, Verb.MARK_DUPLICATE, now, text=earlier.reference)
        if next_state(State(earlier.state), Verb.JOIN) is not None:
            step(viewer, earlier, Verb.JOIN, now, text=matter.reference)
        tell_closed(matter, now)
        return matter


def split(*, viewer: Viewer, matter_id: UUID, now: datetime) -> Matter:
    """Take apart what was joined wrongly: the matter is open again and its reporters go back to it.

    Its clocks ran on meanwhile; nobody gains time by a mistake. It waits to be taken on.
    """
    with transaction.atomic():
        earlier_id = Matter.objects.filter(pk=matter_id).values_list("duplicate_of", flat=True)
        other = earlier_id.first()
        locked = _fetch_all(matter_id, *([other] if other else []))
        matter = check(viewer, locked[matter_id], Verb.SPLIT, now)
        earlier = locked.get(other) if other else None
        if earlier is None or matter.duplicate_of_id != earlier.pk:
            raise RuleBroken("matter_not_joined", reference=matter.reference)
        if not matter.words:
            raise RuleBroken("matter_forgotten", reference=matter.reference)
        leave_joined(matter)
        matter.closed_at = None
        matter.closing_code = ""
        run = queries.clocks_of(matter, now, then=Verb.SPLIT)
        matter.settle_due_at = run.settle_due.at
        owe(matter, (run.next_due or run.settle_due).at)
        step(viewer, matter, Verb.SPLIT, now, text=earlier.reference)
        if State(earlier.state) is not State.CLOSED:
            step(viewer, earlier, Verb.SPLIT, now, text=matter.reference)
        outbox.tell(facts.MatterReopened(matter.pk, told_place(matter)), now=now)
        return matter


def sign(matter_id: UUID) -> None:
    """Keep what a matter's words are recognised by. Twice is once; what is forgotten stays so."""
    matter = Matter.objects.select_related("place").filter(pk=matter_id).exclude(words="").first()
    if matter is None or matter.bands.exists():
        return
    spot = queries.spot_of(matter)
    cell = None
    if spot.lon is not None and spot.lat is not None:
        cell = twins.cell_of(spot.lon, spot.lat)
    MatterBand.objects.bulk_create(
        [
            MatterBand(matter=matter, number=number, band=band, cell=cell, grid=matter.grid_id)
            for number, band in enumerate(twins.bands(queries.fold(matter.words)))
        ],
        ignore_conflicts=True,
    )


def keep_signatures(*, now: datetime) -> None:
    """Every night: sign what is recent and was not signed (seeded, or from before this was kept),
    remove the signatures of matters that were closed too long ago to be anybody's twin."""
    before = now - timedelta(days=twins.LATELY_DAYS)
    signed = MatterBand.objects.filter(matter=OuterRef("pk"), number=0)
    recent = Matter.objects.filter(~Exists(signed), reported_at__gte=before).exclude(words="")
    for pk in recent.order_by("-reported_at", "-id").values_list("pk", flat=True)[:SIGNED_MAX]:
        sign(pk)
    old = MatterBand.objects.filter(number=0, matter__closed_at__lt=before)
    while ids := list(old.order_by("id").values_list("matter_id", flat=True)[:BATCH]):
        MatterBand.objects.filter(matter__in=ids).delete()


def _bring_along(matter: Matter, earlier: Matter, now: datetime) -> None:
    """The reporter and the co-reporters of the repetition hear of the earlier matter from now on."""
    muted = muted_people(matter.pk) | muted_people(earlier.pk)
    people = set(matter.co_reporters.values_list("person_id", flat=True))
    if matter.reporter_id is not None:
        people.add(matter.reporter_id)
    people.discard(earlier.reporter_id)
    CoReporter.objects.bulk_create(
        [
            CoReporter(
                id=uuid7(),
                matter=earlier,
                person_id=person,
                via=matter,
                joined_at=now,
                muted_at=now if person in muted else None,
            )
            for person in sorted(people)
        ]
    )


def _joined_to(reference: str) -> UUID | None:
    """The matter of this number; when it was joined to another one, that one."""
    found = Matter.objects.filter(reference=reference.strip().upper()[:24])
    row = found.values_list("pk", "duplicate_of").first()
    for _ in range(queries.CHAIN_MAX):
        if row is None or row[1] is None:
            break
        row = Matter.objects.filter(pk=row[1]).values_list("pk", "duplicate_of").first()
    return row[0] if row else None


def _fetch_all(*ids: UUID) -> dict[UUID, Matter]:
    """The matters, locked in the order of their keys, so that two such steps never wait in a ring."""
    return {pk: fetch(pk) for pk in sorted(set(ids))}
