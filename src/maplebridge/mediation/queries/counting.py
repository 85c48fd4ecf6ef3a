"""What the clocks of a file rest on beside its own columns, and the page of its days that count."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Sum

from .. import policy
from ..models import AgreedPart, CountedDay, CourtConfirmation, FollowUp, MediationFile, MoreDays
from ..rules.counting import Counted, Day, Known
from ..rules.stages import Confirmation, State
from ..rules.talks import AFTER
from .access import Loaded


def known_of(file: MediationFile) -> Known:
    """Two queries while people talk, up to five afterwards; none for a draft."""
    if file.stage is State.DRAFT:
        return Known()
    days = CountedDay.objects.filter(file=file).select_related("party").order_by("id")
    more = MoreDays.objects.filter(file=file, agreed_at__isnull=False)
    last, visits = None, tuple[date, ...]()
    if file.stage in AFTER:
        parts = AgreedPart.objects.filter(
            payment__agreement__file=file, payment__agreement__state="in_effect"
        )
        last = parts.aggregate(last=Max("due_on"))["last"]
        visits = tuple(FollowUp.objects.filter(file=file).values_list("visited_on", flat=True))
    at_court = _at_court(file)
    return Known(
        days=tuple(_day(one) for one in days),
        more_days=more.aggregate(sum=Sum("days"))["sum"] or 0,
        last_due=last, visits=visits, applied_on=at_court.applied_on if at_court else None,
    )  # fmt: skip


def _at_court(file: MediationFile) -> CourtConfirmation | None:
    if file.confirmation != Confirmation.APPLIED:
        return None
    return CourtConfirmation.objects.filter(agreement__file=file, outcome="").first()


def _day(one: CountedDay) -> Day:
    party = str(one.party_id) if one.party_id else ""
    number = one.party.position if one.party else 0
    return Day(Counted(one.kind), one.day, party, number, one.done_on)


def days_for(loaded: Loaded) -> list[CountedDay]:
    """The entered days that the viewer may read, in the order in which they were entered."""
    rows = CountedDay.objects.filter(file=loaded.file).select_related("party").order_by("id")
    return [one for one in rows if policy.sees_own_day(loaded.standing, one.party_id)]


def proposal_of(file: MediationFile) -> MoreDays | None:
    """The days that were proposed and not yet answered by all."""
    found = MoreDays.objects.filter(file=file, agreed_at__isnull=True, dropped_at__isnull=True)
    return found.first()
