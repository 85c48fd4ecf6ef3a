"""Which version of the rules is in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..messages import LABELS
from ..models import HoursRules


def rules_on(day: date) -> HoursRules | None:
    """The version in force on `day`; None while none was needed yet."""
    found: HoursRules | None = (
        HoursRules.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    )
    return found


def versions() -> list[HoursRules]:
    return list(HoursRules.objects.order_by("-valid_from")[:20])


def hours_label(day: date) -> Any:
    """How the place calls it: hours for each other, or time bank."""
    found = rules_on(day)
    return LABELS[found.book.label if found else "hours"]
