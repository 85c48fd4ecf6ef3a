"""Read another person's data, for a reason that they see."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer

from .. import queries
from ..models import AccessRecord, Person
from .checks import clean_reason


@transaction.atomic
def read_person(
    *, viewer: Viewer, person_id: UUID, reason: str, now: datetime
) -> queries.PersonCard:
    """Name, phone and home of somebody in one's place. They see that it was read, and why."""
    person = queries.get_person(viewer, person_id)
    if person.pk != viewer.person_id:
        log_access(viewer=viewer, subject_id=person.pk, what="card", reason=reason, now=now)
    return queries.card_of(person, open_=True)


@transaction.atomic
def read_contact(
    *, viewer: Viewer, person_id: UUID, what: str, thing_id: UUID, reason: str, now: datetime
) -> queries.PersonCard:
    """How to reach the person who asked for something, wherever they live.

    The caller has made sure that the viewer works on the thing `thing_id` of kind `what`; the
    person's log names it. Raises Missing when there is no such person.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Missing("no_such_person")
    log_access(
        viewer=viewer, subject_id=person_id, what=what, thing_id=thing_id, reason=reason, now=now
    )
    return queries.card_of(person, open_=True)


@transaction.atomic
def log_access(
    *,
    viewer: Viewer,
    subject_id: UUID,
    what: str,
    reason: str,
    now: datetime,
    thing_id: UUID | None = None,
) -> None:
    """Note in the subject's log that the viewer read `what` of theirs, and why."""
    assert viewer.person_id is not None, "only a person reads"
    AccessRecord.objects.create(
        subject_id=subject_id,
        reader_id=viewer.person_id,
        what=what,
        thing_id=thing_id,
        reason=clean_reason(reason),
        at=now,
    )
