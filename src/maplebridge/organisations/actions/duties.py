"""What the clock does with the register, and what goes with an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from maplebridge.core import calendar

from .. import rules
from ..models import Delegate

BATCH = 500


def purge_expired(*, now: datetime) -> None:
    """Forget who acted for whom once it is long over, and invitations that nobody answered."""
    register = import_string(f"{settings.RETENTION}.RETENTION")
    days = next(line.days for line in register if line.model == "organisations.Delegate")
    day = calendar.today(now) - timedelta(days=days)
    silent = now - timedelta(days=rules.INVITED_DAYS)
    over = Q(until__lt=day) | Q(ended_at__lt=now - timedelta(days=days))
    unanswered = Q(accepted_at__isnull=True, invited_at__lt=silent)
    rows = Delegate.objects.filter(over | unanswered).order_by("pk")
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Delegate.objects.filter(pk__in=ids).delete()


@transaction.atomic
def forget(*, person_id: UUID, now: datetime) -> None:
    """The account was closed: they act for nobody any more, and are asked nothing."""
    mine = Delegate.objects.filter(person=person_id, ended_at__isnull=True)
    mine.filter(accepted_at__isnull=True).delete()
    mine.update(ended_at=now)
