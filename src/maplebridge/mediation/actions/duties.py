"""What the clock does: reminders are given in time, and what is past its days is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maplebridge.core import audit, calendar
from maplebridge.core.viewer import SYSTEM

from .. import policy, queries
from ..models import (
    AidWish,
    CaucusNote,
    CountedDay,
    FileReading,
    Handover,
    LeadChoice,
    MediationFile,
    MediatorProfile,
    MinutesSign,
    MoreDays,
    OfficeSeat,
    Party,
    PartyConsent,
    Representative,
    Sitting,
    SittingNotice,
    Step,
    StepWords,
    Tie,
)
from ..queries.access import Loaded
from ..queries.clocks import CLOSED_WAYS
from ..rules import terms
from ..rules.counting import Start
from ..rules.keeping import AGREED_DAYS, DRAFT_DAYS, FAILED_DAYS
from ..rules.stages import State
from ..rules.terms import ALERT, Code
from .forgetting import forget_talks
from .moving import note, rung, set_clocks
from .telling import tell_of_alert

BATCH = 200


def ring(*, now: datetime) -> None:
    """Give every reminder whose day has come, each once; also those of days on which nothing ran."""
    due = MediationFile.objects.filter(ring_at__lte=now).order_by("ring_at", "id")
    days = queries.days_of(now)
    for file_id in list(due.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            _ring(file_id, days, now)


def _ring(file_id: UUID, days: terms.Days, now: datetime) -> None:
    locked = MediationFile.objects.select_for_update(of=("self",)).select_related("lead")
    file = locked.filter(pk=file_id, ring_at__lte=now).first()
    if file is None:
        return
    alone = Loaded(file, (), (), policy.NOBODY)
    today, said, known = calendar.today(now), rung(file), queries.known_of(file)
    told: set[tuple[Code, str]] = set()
    for start, alert in queries.alerts_of(file, days, known):
        if not terms.ringing((alert,), said, today):
            continue
        whose = UUID(start.party) if start.party else None
        note(alone, SYSTEM, ALERT, now, code=alert.key, thing_id=whose)
        if (alert.code, alert.mark) not in told:  # after days on which nothing ran: said once
            _tell(file, start, days, now)
        told.add((alert.code, alert.mark))
    set_clocks(file, now)
    file.save(update_fields=["ring_at"])


def _tell(file: MediationFile, start: Start, days: terms.Days, now: datetime) -> None:
    """Until which day; of a way that is closed already nothing is said."""
    end = terms.last_day(start.term, start.day, days, start.gaps)
    closed = start.term.code in CLOSED_WAYS and end is not None and calendar.today(now) > end.day
    if end is not None and not closed:
        tell_of_alert(file, start.term.code, end.day, now, start.party)


def purge_expired(*, now: datetime) -> None:
    """Empty what the register says: the figures of a file and the codes of its steps stay."""
    _remove_drafts(now - timedelta(days=DRAFT_DAYS))
    over = MediatorProfile.objects.filter(post__term_to__lt=calendar.today(now))
    over.delete()
    agreed = Q(agreed_on__isnull=False, ended_at__lt=now - timedelta(days=AGREED_DAYS))
    failed = Q(agreed_on__isnull=True, ended_at__lt=now - timedelta(days=FAILED_DAYS))
    old = MediationFile.objects.filter(agreed | failed, emptied=False, held_at__isnull=True)
    while ids := list(old.order_by("ended_at", "id").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            empty(ids)
            for file_id in ids:
                audit.record(
                    viewer=SYSTEM, verb="mediation.purge",
                    thing=("mediation.mediationfile", file_id), now=now,
                )  # fmt: skip


def empty(ids: Iterable[UUID]) -> None:
    """Words, names, papers and readings of these files go."""
    files = list(ids)
    CaucusNote.objects.filter(file__in=files).delete()
    LeadChoice.objects.filter(party__file__in=files).delete()
    Tie.objects.filter(file__in=files).delete()
    MinutesSign.objects.filter(sitting__file__in=files).delete()
    SittingNotice.objects.filter(sitting__file__in=files).delete()
    Sitting.objects.filter(file__in=files).delete()
    CountedDay.objects.filter(file__in=files).delete()
    Handover.objects.filter(file__in=files).delete()
    AidWish.objects.filter(file__in=files).delete()
    MoreDays.objects.filter(file__in=files).delete()
    FileReading.objects.filter(file__in=files).delete()
    forget_talks(files)
    PartyConsent.objects.filter(party__file__in=files).delete()
    Representative.objects.filter(party__file__in=files).delete()
    OfficeSeat.objects.filter(file__in=files).delete()
    StepWords.objects.filter(step__file__in=files).delete()
    Party.objects.filter(file__in=files).update(
        name="", phone="", address="", job="", needs="", birth_year=None, person=None,
        organisation=None, identity="", identity_seen_by=None, credit_code="", representative="",
    )  # fmt: skip
    MediationFile.objects.filter(pk__in=files).update(
        facts="", requests="", hold_reason="", opened_by=None, emptied=True
    )


def throw_away(ids: Iterable[UUID]) -> None:
    """Drafts and all that hangs on them go; of one with a line of record, which stands for ever, the
    empty file stays, and nobody sees it."""
    drafts = list(ids)
    empty(drafts)
    recorded = set(Step.objects.filter(file__in=drafts).values_list("file_id", flat=True))
    gone = [one for one in drafts if one not in recorded]
    Party.objects.filter(file__in=gone).delete()
    MediationFile.objects.filter(pk__in=gone).delete()


def _remove_drafts(before: datetime) -> None:
    old = MediationFile.objects.filter(
        state=State.DRAFT.value, last_activity_at__lt=before, emptied=False
    )
    while ids := list(old.order_by("last_activity_at", "id").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            throw_away(ids)
