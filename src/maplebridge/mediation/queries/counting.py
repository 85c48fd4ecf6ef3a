"""What the clocks of a file rest on beside its own columns, and the page of its days that count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Max, Q, Sum

from maplebridge.core import calendar

from .. import policy
from ..models import (
    AgreedPart,
    Agreement,
    AidWish,
    CountedDay,
    CourtConfirmation,
    FollowUp,
    Handover,
    MediationFile,
    MoreDays,
)
from ..rules.counting import Counted, Day, Known, Start, may_add_days
from ..rules.court import ENDED, Suit, Track, clocks
from ..rules.stages import Confirmation, State
from ..rules.talks import AFTER
from ..rules.terms import TERMS, Code
from .access import Loaded, may_have


def known_of(file: MediationFile) -> Known:
    """Three queries while people talk, up to six afterwards; none for a draft."""
    if file.stage is State.DRAFT:
        return Known()
    days = CountedDay.objects.filter(file=file).select_related("party").order_by("id")
    last, visits = None, tuple[date, ...]()
    if file.stage in AFTER:
        holds = Agreement.objects.filter(file=file, state="in_effect").order_by("-id")[:1]
        parts = AgreedPart.objects.filter(payment__agreement__in=list(holds))
        last = parts.aggregate(last=Max("due_on"))["last"]
        visits = tuple(FollowUp.objects.filter(file=file).values_list("visited_on", flat=True))
    at_court = _at_court(file)
    return Known(
        days=tuple(_day(one) for one in days),
        more_days=_added(file),
        last_due=last, visits=visits, applied_on=at_court.applied_on if at_court else None,
        taken_on=at_court.taken_on if at_court else None,
        ruling_longer=at_court is not None and at_court.ruling_longer,
        others=(*_suits(file), *_aid(file)),
    )  # fmt: skip


def _suits(file: MediationFile) -> Iterator[Start]:
    """The clocks of papers that a party handed to a court: that party's alone. While others talk on
    or agreed, those of parties that left."""
    if not may_have(file, "has_suits"):
        return
    rows = Handover.objects.filter(file=file, outcome="", taken_back_at__isnull=True)
    if file.stage not in ENDED | {State.ARCHIVED}:
        rows = rows.filter(party__left_at__isnull=False)
    for one in rows.order_by("id"):
        yield from clocks(Suit(
            calendar.today(one.asked_at), one.organisation_id is not None, one.freeze, one.filed_on,
            one.frozen_on, Track(one.track) if one.track else None, party=str(one.party_id),
            mark=f"h{one.pk.hex[-6:]}",
        ))  # fmt: skip


def _aid(file: MediationFile) -> Iterator[Start]:
    """Seven days to decide, three more to name a lawyer: the clocks of the party that asked."""
    if not may_have(file, "has_aid"):
        return
    rows = AidWish.objects.filter(file=file, asked_on__isnull=False, refused_on__isnull=True)
    for one in rows.select_related("party").order_by("id"):
        mark, party = f"a{one.party.position}", str(one.party_id)
        assert one.asked_on is not None, "asked for above"
        if one.granted_on is None:
            yield Start(TERMS[Code.LEGAL_AID], one.asked_on, party, mark)
        elif one.named_on is None:
            yield Start(TERMS[Code.LAWYER], one.granted_on, party, mark)


def _added(file: MediationFile) -> int:
    if not may_add_days(file.stage) or file.accepted_at is None:
        return 0
    if not may_have(file, "has_more_days"):
        return 0
    agreed = MoreDays.objects.filter(file=file, agreed_at__isnull=False)
    return agreed.aggregate(sum=Sum("days"))["sum"] or 0


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
    left_at = loaded.standing.left_at
    if left_at is not None:  # of everybody's days those that stood there then
        rows = rows.filter(Q(party__isnull=False) | Q(entered_at__lte=left_at))
    return [one for one in rows if policy.sees_own_day(loaded.standing, one.party_id)]


def proposal_of(file: MediationFile) -> MoreDays | None:
    """The days that were proposed and not yet answered by all."""
    found = MoreDays.objects.filter(file=file, agreed_at__isnull=True, dropped_at__isnull=True)
    return found.first()
