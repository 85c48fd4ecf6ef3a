"""What waits to be looked at has a day; when it passed, one above is told, once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.channels import public as channels
from maplebridge.core import audit, calendar
from maplebridge.core.viewer import SYSTEM
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from ..models import Publication
from ..queries import WITHDRAWN
from ..rules.stages import LOOK_WITHIN_DAYS

BATCH = 200


def let_wait(publication: Publication, now: datetime) -> None:
    """Somebody in a post should look, from now on; not saved here. A day that runs goes on."""
    if publication.waiting and publication.due_at is not None:
        return
    publication.waiting = True
    publication.due_at = calendar.add_working_days(now, LOOK_WITHIN_DAYS).at
    publication.told_above_at = None


def tell_above(*, now: datetime) -> None:
    """Each that is late, once. Its line in the queue says so to everybody who may decide."""
    late = Publication.objects.filter(
        waiting=True, told_above_at__isnull=True, due_at__lte=now, matter__visibility="public"
    ).exclude(matter__closing_code=WITHDRAWN)
    while ids := list(late.order_by("due_at", "id").values_list("matter_id", flat=True)[:BATCH]):
        for matter_id in ids:
            _tell(matter_id, now)


@transaction.atomic
def _tell(matter_id: UUID, now: datetime) -> None:
    """The nearest one above who acts today, is not the handler and did not report it."""
    matter = matters.lock_matter(matter_id)
    publication = Publication.objects.get(matter=matter)
    if not publication.waiting or publication.told_above_at is not None:
        return
    publication.told_above_at = now
    publication.save(update_fields=["told_above_at"])
    above = people.who_supervises(matter.path, today=calendar.today(now))
    own = (matter.reporter_id, matter.on_behalf_by_id)
    told = next(
        (one for one in above if one.post_id != matter.handler_id and one.person_id not in own),
        None,
    )
    if told is not None:
        channels.nudge(
            person_ids=[told.person_id], matter_id=matter.pk, reference=matter.reference,
            fresh=False, now=now,
        )  # fmt: skip
    audit.record(
        viewer=SYSTEM, verb="square.tell_above", thing=publication, now=now, matter=matter.pk,
        post=told.post_id if told else None,
    )  # fmt: skip
