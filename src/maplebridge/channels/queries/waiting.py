"""Why a message has not gone out yet, and until when it waits."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from maplebridge.core import calendar

from ..messages import WAITS


def why_it_waits(due_at: datetime, tries: int, now: datetime) -> str:
    """What a message that waits waits for: the morning, another try, the worker's next round."""
    if due_at <= now:
        return str(WAITS["now"])
    local = timezone.localtime(due_at, calendar.zone())
    facts = {"day": date_format(local, "MONTH_DAY_FORMAT"), "at": f"{local:%H:%M}"}
    return str(WAITS["again" if tries else "night"]) % facts
