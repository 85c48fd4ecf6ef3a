"""Remove what has been kept long enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from maplebridge.people import public as people

from ..models import ChosenWay, Incoming, LinkCode, Outgoing, Sender

BATCH = 500


def purge_expired(*, now: datetime) -> None:
    """Forget old messages in both directions, in batches, each in its own transaction."""
    for rows in _expired(_since(now)):
        while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                rows.model._default_manager.filter(pk__in=ids).delete()


def _expired(since: Callable[[str], datetime]) -> list[models.QuerySet[Any]]:
    return [
        Incoming.objects.filter(received_at__lt=since("Incoming")),
        Outgoing.objects.filter(made_at__lt=since("Outgoing")),
        LinkCode.objects.filter(expires_at__lt=since("LinkCode")),
        ChosenWay.objects.exclude(person__in=people.with_account()),
        Sender.objects.exclude(person__in=people.with_account()),
    ]


def _since(now: datetime) -> Callable[[str], datetime]:
    """Each table's days are written in the register alone, which lies above the floors."""
    register = import_string(f"{settings.RETENTION}.RETENTION")
    days = {line.model: line.days for line in register if line.days is not None}
    return lambda table: now - timedelta(days=days[f"channels.{table}"])
