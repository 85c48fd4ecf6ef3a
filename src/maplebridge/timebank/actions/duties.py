"""What the clock does: overdue visits reach the coordinator, old requests lapse, old words go."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.module_loading import import_string

from maplebridge.core import audit, calendar
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger

from .. import queries
from ..models import Kinship, Member, Offer, Request, Visit, VisitRating
from ..queries.minutes import WALLET
from ..rules.stages import LIVE, Asked, Stage
from .asking import end
from .rulebook import rules_for
from .telling import tell_coordinators

BATCH = 200


def tell_overdue(*, now: datetime) -> None:
    """Tell the coordinator, once, of a helper who came and did not say that they left."""
    late = timedelta(minutes=rules_for(calendar.today(now), now=now).book.overdue_minutes)
    open_ = Visit.objects.filter(stage=Stage.STARTED.value, overdue_at__isnull=True)
    for visit in open_.select_related("request").order_by("id")[:BATCH]:
        when = visit.request.when
        if when is None or queries.instant(when.day, when.last) + late > now:
            continue
        with transaction.atomic():
            if not Visit.objects.filter(
                pk=visit.pk, stage=Stage.STARTED.value, overdue_at__isnull=True
            ).update(overdue_at=now):
                continue
            tell_coordinators(visit.request, "overdue", now)
            audit.record(viewer=SYSTEM, verb="timebank.overdue", thing=visit, now=now)


def lapse(*, now: datetime) -> None:
    """Requests whose last window is over by a day and to which nobody goes."""
    agreed = [Asked.AGREED.value]
    days = rules_for(calendar.today(now), now=now).book.paper_days
    today = calendar.today(now)
    past = Q(last_day__lt=today) & ~Q(state__in=agreed)
    no_card = Q(last_day__lt=today - timedelta(days=days), state__in=agreed)
    there = Visit.objects.filter(
        request=OuterRef("pk"),
        stage__in=[Stage.STARTED.value, Stage.ENDED.value, Stage.DISPUTED.value],
    )
    old = Request.objects.filter(past | no_card, ~Exists(there), ended_at__isnull=True)
    while ids := list(old.order_by("last_day", "id").values_list("pk", flat=True)[:BATCH]):
        for request_id in ids:
            _lapse(request_id, now)


@transaction.atomic
def _lapse(request_id: UUID, now: datetime) -> None:
    request = Request.objects.select_for_update().get(pk=request_id)
    if Asked(request.state) in LIVE:
        end(request, Asked.LAPSED, now)
        tell_coordinators(request, "lapsed", now)
        audit.record(viewer=SYSTEM, verb="timebank.lapse", thing=request, now=now)


def purge_expired(*, now: datetime) -> None:
    """Empty or remove what the register says; the minutes of the ledger name no words."""
    kept = {name: now - timedelta(days=_days(name)) for name in (
        "timebank.VisitRating", "timebank.Request", "timebank.Visit", "timebank.Kinship",
        "timebank.Member",
    )}  # fmt: skip
    VisitRating.objects.filter(at__lt=kept["timebank.VisitRating"]).delete()
    Kinship.objects.filter(used_at__lt=kept["timebank.Kinship"]).delete()
    _empty_requests(kept["timebank.Request"], now)
    _remove_visits(kept["timebank.Visit"], now)
    _remove_members(kept["timebank.Member"])


def _empty_requests(before: datetime, now: datetime) -> None:
    old = Request.objects.filter(ended_at__lt=before, emptied=False).order_by("ended_at", "id")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Request.objects.filter(pk__in=ids).update(
                notes="", language="", gender="", things=[], windows=[], emptied=True
            )
            Visit.objects.filter(request__in=ids).update(objection="", answer="", why=[])
            for request_id in ids:
                audit.record(
                    viewer=SYSTEM, verb="timebank.purge", thing=("timebank.request", request_id),
                    now=now,
                )  # fmt: skip


def _remove_visits(before: datetime, now: datetime) -> None:
    """Whole requests with their visits, long after the last of them."""
    old = Request.objects.filter(ended_at__lt=before, emptied=True).order_by("ended_at", "id")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Visit.objects.filter(request__in=ids).delete()
            Request.objects.filter(pk__in=ids).delete()


def _remove_members(before: datetime) -> None:
    """Those who did nothing for so long, have no visit on record and no minutes."""
    visits = Visit.objects.filter(member=OuterRef("pk"))
    asked = Request.objects.filter(elder=OuterRef("person"), ended_at__isnull=True)
    old = Member.objects.filter(~Exists(visits), ~Exists(asked), active_at__lt=before)
    after = Q()
    while found := list(old.filter(after).order_by("active_at", "id")[:BATCH]):
        last = found[-1]  # who has minutes stays, and must not hide those behind them
        after = Q(active_at__gt=last.active_at) | Q(active_at=last.active_at, pk__gt=last.pk)
        for member in found:
            account = ledger.find_account(
                unit=ledger.Unit.MIN, kind=WALLET, owner_id=member.person_id
            )
            if account is None or ledger.balance(account).posted == 0:
                member.delete()


def forget(*, person_id: UUID, now: datetime) -> None:
    """The account is closed: what was offered and the ties to relatives go at once."""
    with transaction.atomic():
        Offer.objects.filter(member__person=person_id).delete()
        Kinship.objects.filter(Q(giver=person_id) | Q(relative=person_id)).delete()


def _days(table: str) -> int:
    """The days that the register says: it lies above the floors, so it is found by its name."""
    register = import_string(f"{settings.RETENTION}.RETENTION")
    days = next(line.days for line in register if line.model == table)
    assert isinstance(days, int)
    return days
