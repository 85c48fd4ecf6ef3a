"""How to reach somebody who reported through a program and is no person here; read, noted, forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from maplebridge.core import audit
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer

from .. import queries
from ..models import ContactReading, Matter, ProgramReport, ProgramUpdate
from ..rules.states import State

BATCH = 500
_EMPTY = {"name": "", "phone": "", "mail": ""}


@dataclass(frozen=True, slots=True)
class GivenContact:
    """What the sender said of themselves; nobody has proved it."""

    name: str
    phone: str
    mail: str


def read_given_contact(
    *, viewer: Viewer, matter: Matter, reason: str, now: datetime
) -> GivenContact:
    """The contact, once the reading is noted where whoever holds the receipt code reads it.

    The caller has made sure that the viewer works on the matter. Raises Missing.
    """
    assert viewer.person_id is not None, "only a person reads"
    with transaction.atomic():
        given = queries.contact_given(matter)
        if given is None:
            raise Missing("matter_missing")
        reading = ContactReading.objects.create(
            matter=matter, reader_id=viewer.person_id, reason=reason, at=now
        )
        audit.record(
            viewer=viewer, verb="matter.read_contact", thing=matter, now=now, reading=reading.pk
        )
        return GivenContact(given.name, given.phone, given.mail)


def forget_given_contacts(*, now: datetime) -> None:
    """Empty what senders said of themselves once their matter is closed long enough, in batches."""
    before = now - timedelta(days=_days())
    old = ProgramReport.objects.filter(matter__state=State.CLOSED, matter__closed_at__lt=before)
    old = old.exclude(Q(**_EMPTY))
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        ProgramReport.objects.filter(pk__in=ids).update(**_EMPTY)


def forget_sender(matter_id: UUID) -> None:
    """With the words of the matter: whose key it was, and who read the contact. Figures stay."""
    ProgramReport.objects.filter(matter=matter_id).update(account_id=None, **_EMPTY)
    ContactReading.objects.filter(matter=matter_id).delete()
    ProgramUpdate.objects.filter(event__matter=matter_id).delete()


def _days() -> int:
    register = import_string(f"{settings.RETENTION}.RETENTION")
    days = next(line.days for line in register if line.model == "matters.ProgramReport")
    assert isinstance(days, int)
    return days
