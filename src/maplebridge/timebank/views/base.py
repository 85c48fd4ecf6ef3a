"""What every view of the time bank needs of a request, and how it says things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.views import signed_in as signed_in
from maplebridge.core.views import viewer_of as viewer_of

from ..actions import rules_for
from ..messages import LABELS
from ..models import HoursRules, Request
from ..rules.windows import Window, clock

View = Callable[..., HttpResponseBase]


def rules_now(now: datetime | None = None) -> HoursRules:
    now = now or timezone.now()
    return rules_for(calendar.today(now), now=now)


def label_of(rules: HoursRules) -> Any:
    """How the place calls it: hours for each other, or time bank."""
    return LABELS[rules.book.label]


def kind_choices(rules: HoursRules) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(kind.code, kind.name(language)) for kind in rules.book.kinds]


def kind_name(request: Request) -> str:
    """As the rules of the day of the request call it."""
    kind = request.rules.book.kind(request.kind)
    return kind.name(get_language() or "en") if kind else request.kind


def spans(windows: tuple[Window, ...]) -> list[tuple[Any, str]]:
    """Each time as its day and 09:00–11:00."""
    return [(one.day, span(one)) for one in windows]


def span(window: Window) -> str:
    return f"{clock(window.first)}–{clock(window.last)}"


def hours_and_minutes(minutes: int) -> tuple[int, int]:
    """Whole hours and minutes; the sign stands with both."""
    whole, rest = divmod(abs(minutes), 60)
    return (whole, rest) if minutes >= 0 else (-whole, -rest)


def key_of(text: str) -> UUID | None:
    """A page's mark in an address; None for what never was one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def attempt(
    request: HttpRequest, form: Form | None, act: Callable[[], object], thanks: str
) -> bool:
    """Do it and say thanks; what a rule forbids stands on the form, or above the page."""
    if form is not None and not form.is_valid():
        return False
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        if form is None:
            messages.error(request, str(broken.sentence))
        else:
            form.add_error(None, broken.sentence)
        return False
    messages.success(request, thanks)
    return True
