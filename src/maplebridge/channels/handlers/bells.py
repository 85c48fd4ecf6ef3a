"""Rings a bell outside when something happens at a place: screens and pagers may listen."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from maplebridge import events
from maplebridge.core.outbox import outside

from ..adapters import publish
from ..rules import TOPIC, bell


@outside
def ring_the_bell(
    fact: events.MatterReported | events.MatterReopened | events.MatterEscalated | events.TaskAsked,
    *,
    now: datetime,
) -> None:
    """Publish ids on the place's topic; nothing to do without a broker.

    May ring twice for one fact when a worker dies between ringing and noting it: listeners look
    the matter up by its id, so a second ring changes nothing. Raises when the broker is away; the
    outbox rings again later.
    """
    if not settings.MQTT_URL:
        return
    if isinstance(fact, events.TaskAsked):
        rung = bell(type(fact).__name__, fact.task_id, now, of="task")
    else:
        rung = bell(type(fact).__name__, fact.matter_id, now)
    publish(TOPIC.format(place=fact.place_id), rung)
