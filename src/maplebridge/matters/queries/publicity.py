"""Whether everybody reads a matter by now: a floor above keeps that, so it is found by its name."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from .. import policy
from ..models import Matter
from ..policy import Standing
from ..rules.publicity import Publicity


def publicity_of(matter: Matter, standing: Standing) -> Publicity:
    """One statement, and only of a matter that its reporter opened to everybody."""
    asks = policy.may_see_photos(standing) and policy.may_show_public(matter)
    if not (asks and settings.PUBLICITY):
        return Publicity()
    ask: Callable[[UUID], Publicity] = import_string(settings.PUBLICITY)
    return ask(matter.pk)
