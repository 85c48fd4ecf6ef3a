"""Remove what has been kept long enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from maplebridge.core import calendar

from ..models import (
    AccessRecord,
    Account,
    Consent,
    HouseholdMember,
    Leave,
    Mandate,
    Person,
    ProgramToken,
    StaffSession,
)

BATCH = 500

Forget = Callable[[models.QuerySet[Any]], object]


def purge_expired(*, now: datetime) -> None:
    """Remove what has been kept long enough, in batches, each in its own transaction."""
    for rows, forget in _expired(now):
        while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                forget(rows.model._default_manager.filter(pk__in=ids))


def _expired(now: datetime) -> list[tuple[models.QuerySet[Any], Forget]]:
    """Each table with the rows whose days are over, and how to forget them."""
    days = _days()
    today = calendar.today(now)

    def day(table: str) -> date:
        return today - timedelta(days=days[f"people.{table}"])

    def at(table: str) -> datetime:
        return now - timedelta(days=days[f"people.{table}"])

    gone = Person.objects.filter(left_on__lt=day("Person"), account__isnull=True)
    ended = Q(valid_to__lt=day("Mandate")) | Q(revoked_at__lt=at("Mandate"))
    over = Q(ends_on__lt=day("ProgramToken")) | Q(revoked_at__lt=at("ProgramToken"))
    return [
        (gone.exclude(name="", phone=""), lambda rows: rows.update(name="", phone="")),
        (HouseholdMember.objects.filter(ended_on__lt=day("HouseholdMember")), _delete),
        (
            Account.objects.filter(person=None, phone__isnull=False, created_at__lt=at("Account")),
            _delete,
        ),
        (Mandate.objects.filter(ended), _delete),
        (Consent.objects.filter(withdrawn_at__lt=at("Consent")), _delete),
        (StaffSession.objects.filter(ends_at__lt=at("StaffSession")), _delete),
        (AccessRecord.objects.filter(at__lt=at("AccessRecord")), _delete),
        (Leave.objects.filter(last_day__lt=day("Leave")), _delete),
        (ProgramToken.objects.filter(over), _delete),
        (Session.objects.filter(expire_date__lt=now), _delete),
    ]


def _days() -> dict[str, int]:
    """The register's figures: the one place where a figure is written."""
    register = import_string(f"{settings.RETENTION}.RETENTION")
    return {line.model: line.days for line in register if line.days is not None}


def _delete(rows: models.QuerySet[Any]) -> None:
    rows.delete()
