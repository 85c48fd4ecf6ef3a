"""What a caller reported before, as far as it lies at the operator's place."""

from __future__ import annotations

from dataclasses import dataclass

from maplebridge.core.viewer import Viewer

from ..models import Matter, PhoneCall
from .reach import of_posts
from .rows import Row, rows_of
from .whom import Whom

HISTORY_MAX = 5


@dataclass(frozen=True, slots=True)
class History:
    """The caller, covered, and their latest matters at the viewer's place."""

    whom: Whom
    rows: list[Row]


def history(viewer: Viewer, whom: Whom) -> History:
    found = of_posts(viewer).filter(reporter=whom.id).order_by("-reported_at", "-id")
    return History(whom, rows_of(found[:HISTORY_MAX]))


def call_of(matter: Matter) -> PhoneCall | None:
    """The call in which the matter was reported; asked for those that came by phone alone."""
    return PhoneCall.objects.filter(matter=matter.pk).first() if matter.channel == "phone" else None
