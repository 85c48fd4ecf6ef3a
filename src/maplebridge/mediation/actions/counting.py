"""Days that count are entered, ended and written anew; days of mediation are added by all together."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..models import CountedDay, MoreDays, Party
from ..queries.access import Loaded
from ..rules.counting import MORE_DAYS_MAX, OWN, Counted, may_add_days
from ..rules.stages import State
from .moving import fetch, keep, note

ENTERED, MORE = "day_entered", "more_days"
OLDEST_YEARS = 30


def enter_day(
    *, viewer: Viewer, file_id: UUID, kind: Counted, day: date, party_id: UUID | None = None,
    now: datetime,
) -> CountedDay:  # fmt: skip
    """Write down a day that counts; one of the same kind that stood there goes, and its clock begins
    anew. A party enters its own days, whoever leads all of them.

    Raises Forbidden, RuleBroken (no day of the past; a day of one party without the party).
    """
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now, left_too=True)
        if (kind in OWN) != (party_id is not None):
            raise RuleBroken("day_whose")
        party = loaded.party(party_id) if party_id else None
        if not policy.may_enter_day(loaded.standing, party.pk if party else None):
            raise Forbidden("mediation_not_yours")
        if loaded.file.stage is State.DRAFT or loaded.file.emptied:
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        today = calendar.today(now)
        if not today.year - OLDEST_YEARS < day.year or day > today:
            raise RuleBroken("day_of_the_past")
        made = put_day(loaded, viewer, kind, day, party, now)
        keep(loaded, now)
    return made


def put_day(
    loaded: Loaded, viewer: Viewer, kind: Counted, day: date, party: Party | None, now: datetime
) -> CountedDay:
    """The day in the place of one of its kind, in the caller's transaction; `keep` sets the clocks."""
    CountedDay.objects.filter(file=loaded.file, kind=kind.value, party=party).delete()
    made = CountedDay.objects.create(
        file=loaded.file, kind=kind.value, party=party, day=day, entered_by_id=viewer.person_id,
        entered_at=now,
    )  # fmt: skip
    _noted(loaded, viewer, made, now)
    return made


def end_day(*, viewer: Viewer, file_id: UUID, day_id: UUID, done_on: date, now: datetime) -> None:
    """What began with a day is done: its clock ends."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now, left_too=True)
        found = next((one for one in queries.days_for(loaded) if one.pk == day_id), None)
        if found is None:
            raise Missing("mediation_missing")
        if not policy.may_enter_day(loaded.standing, found.party_id):
            raise Forbidden("mediation_not_yours")
        if not found.day <= done_on <= calendar.today(now):
            raise RuleBroken("day_of_the_past")
        found.done_on = done_on
        found.save(update_fields=["done_on"])
        _noted(loaded, viewer, found, now)
        keep(loaded, now)


def _noted(loaded: Loaded, viewer: Viewer, one: CountedDay, now: datetime) -> None:
    """A day of everybody's stands in the record; one of a party alone in the audit only, because the
    other side reads the record."""
    if one.party_id is None:
        note(loaded, viewer, ENTERED, now, code=one.kind)
    else:
        audit.record(viewer=viewer, verb=f"mediation.{ENTERED}", thing=loaded.file, now=now)


def propose_days(*, viewer: Viewer, file_id: UUID, days: int, now: datetime) -> MoreDays:
    """Somebody proposes more days for the mediation; whoever proposes as a party said yes with it."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not loaded.standing.settles and not policy.may_write(loaded.standing):
            raise Forbidden("mediation_not_yours")
        if not may_add_days(loaded.file.stage) or loaded.file.accepted_at is None:
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        if not 1 <= days <= MORE_DAYS_MAX:
            raise RuleBroken("more_days_odd", most=MORE_DAYS_MAX)
        before = queries.proposal_of(loaded.file)
        if before is not None and not _all_said(loaded, before):
            raise RuleBroken("more_days_asked")
        if before is not None:  # who had not answered left: nobody can say more to it
            before.dropped_at = now
            before.save(update_fields=["dropped_at"])
        own = [str(one.pk) for one in loaded.present if one.pk in loaded.standing.settles]
        made = MoreDays.objects.create(
            file=loaded.file, days=days, said=own, asked_by_id=viewer.person_id, asked_at=now
        )
        note(loaded, viewer, MORE, now, code="asked")
        _agreed(loaded, viewer, made, now)
    return made


def answer_days(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, said: bool, now: datetime
) -> None:
    """A party says yes or no to more days. Once all said yes they count; a no ends the proposal."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if not policy.may_say_for(loaded.standing, party.pk):
            raise Forbidden("mediation_not_yours")
        found = queries.proposal_of(loaded.file)
        if found is None or not may_add_days(loaded.file.stage):
            raise RuleBroken("more_days_none")
        if not said:
            found.dropped_at = now
            found.save(update_fields=["dropped_at"])
            note(loaded, viewer, MORE, now, code="dropped")
            return
        found.said = sorted({*found.said, str(party.pk)})
        found.save(update_fields=["said"])
        audit.record(viewer=viewer, verb="mediation.more_days_yes", thing=loaded.file, now=now)
        _agreed(loaded, viewer, found, now)


def days_after_leaving(loaded: Loaded, viewer: Viewer, now: datetime) -> None:
    """Whoever left need not answer: when all the others said yes, the days count."""
    found = queries.proposal_of(loaded.file)
    if found is not None and may_add_days(loaded.file.stage):
        _agreed(loaded, viewer, found, now)


def _all_said(loaded: Loaded, found: MoreDays) -> bool:
    return all(str(one.pk) in found.said for one in loaded.present)


def _agreed(loaded: Loaded, viewer: Viewer, found: MoreDays, now: datetime) -> None:
    if _all_said(loaded, found):
        found.agreed_at = now
        found.save(update_fields=["agreed_at"])
        note(loaded, viewer, MORE, now, code="agreed")
        keep(loaded, now)
