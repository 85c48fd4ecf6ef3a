"""Whether an answer that nobody objected to can still be rated."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..models import Matter, Rating
from ..rules.states import ANSWER_CODES, ClosingCode, State

RATES_LATE = timedelta(days=30)


def rates_late(matter: Matter, now: datetime) -> bool:
    """Whether the clock closed it less than 30 days ago and nobody rated it. At most one query.

    Who rated closed it themselves; what was taken back or joined to another has no answer to rate.
    """
    if matter.state != State.CLOSED or matter.closed_at is None:
        return False
    if now > matter.closed_at + RATES_LATE:
        return False
    if ClosingCode(matter.closing_code) not in ANSWER_CODES:
        return False
    return not Rating.objects.filter(matter=matter.pk, closing=matter.closing).exists()
