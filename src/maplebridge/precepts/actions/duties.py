"""What is forgotten of village rules and family precepts. The rules themselves stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from maplebridge.core import calendar
from maplebridge.people import public as people

from ..models import FamilyPrecept, RulesComment
from .family import empty

DAYS = 365
_BATCH = 500


def purge_expired(*, now: datetime) -> None:
    """Duty: comments lose person and words DAYS after their draft ended; precepts are emptied DAYS
    after the last member left the household."""
    old = RulesComment.objects.filter(draft__ended_at__lt=now - timedelta(days=DAYS))
    old.exclude(text="", answer="", person=None).update(text="", answer="", person=None)
    _empty_left_homes(now)


def _empty_left_homes(now: datetime) -> None:
    stays = people.HouseholdMember.objects.filter(household=OuterRef("household"))
    lately = Q(ended_on__isnull=True) | Q(ended_on__gte=calendar.today(now) - timedelta(days=DAYS))
    left = FamilyPrecept.objects.filter(
        ~Exists(stays.filter(lately)), deleted_at__isnull=True,
        written_at__lt=now - timedelta(days=DAYS),
    )  # fmt: skip
    for precept in left.order_by("id")[:_BATCH]:
        with transaction.atomic():
            empty(precept, now)
