"""When people are not written to about what can wait until the morning. Local time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

FROM, UNTIL = time(21), time(8)


def awake(local: datetime) -> datetime:
    """`local` itself in the day; at night the next morning."""
    if FROM > local.time() >= UNTIL:
        return local
    day = local.date() + timedelta(days=local.time() >= FROM)
    return datetime.combine(day, UNTIL, tzinfo=local.tzinfo)
