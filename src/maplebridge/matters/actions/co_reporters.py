"""Those who said "me too" hear of every step on their own way, and stop it in one tap."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from maplebridge.channels import public as channels
from maplebridge.core import audit
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer

from ..messages import STEPS
from ..messages.conversing import CO_REPORTED, CO_REPORTED_MORE, JOINED_SAFE, NEWS, SHORT
from ..models import CoReporter, Matter, MatterEvent
from ..rules.states import Verb
from .hearing import for_others, may_text

SALT = "maplebridge.matters.co_reporters"
BATCH = 200


def tell_co_reporters(*, line: MatterEvent, but: Collection[UUID], now: datetime) -> None:
    """Write to each what the step was, never the words in it: each message is one of its own.

    `but` are those who are told of it as reporters of their own. A text message costs, so it goes
    to whoever chose texts, about the steps that texts may cost, and to nobody else.
    """
    if line.verb == Verb.ADD_WORDS:
        return
    told = {*but, line.actor_id}
    hearing = [one for one in _hearing(line.matter) if one not in told]
    may_cost = may_text(Verb(line.verb), now)
    for at in range(0, len(hearing), BATCH):
        some = hearing[at : at + BATCH]
        for person_id, way in channels.ways_chosen(some, may_cost=may_cost, now=now).items():
            _write(way, person_id, line, now)


def _hearing(matter: Matter) -> list[UUID]:
    """Each person once, in the order of their keys."""
    found = CoReporter.objects.filter(matter=matter, muted_at__isnull=True)
    return sorted(set(found.values_list("person_id", flat=True)))


def muted_people(matter_id: UUID) -> set[UUID]:
    """Those who stopped the messages about a matter."""
    rows = CoReporter.objects.filter(matter=matter_id, muted_at__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def _write(way: channels.Way, person_id: UUID, line: MatterEvent, now: datetime) -> None:
    house, reference = settings.SITE_URL.rstrip("/"), line.matter.reference
    page = reverse("matters:joined")
    stop = reverse("matters:hear", args=[hearing_token(person_id, line.matter_id)])
    with translation.override(way.language):
        if way.channel == "push":
            text = str(NEWS) % {"reference": reference}
        else:
            step = str(STEPS[Verb(line.verb)][0])
            more = str(CO_REPORTED_MORE) % {"url": house + page, "stop": house + stop}
            text = str(CO_REPORTED) % {"reference": reference, "step": step} + "\n" + more
        short = str(SHORT[line.verb])
    channels.send(
        channel=way.channel, account=way.account, to=way.address, text=text,
        data={"url": page, "short": short, **_costs(way, line)},
        about=("matters.matter", line.matter_id), label=reference,
        not_before=None if way.channel == "mail" else for_others(line.matter, now=now), now=now,
    )  # fmt: skip


def _costs(way: channels.Way, line: MatterEvent) -> dict[str, Any]:
    """What a text says, to whoever chose texts; else that it never goes out as one."""
    if way.channel != "sms":
        return {channels.FREE_ONLY: True}
    with translation.override(way.language):
        return {channels.SAFE: str(JOINED_SAFE[line.verb])}


def hearing_token(person_id: UUID, matter_id: UUID) -> str:
    """What a message carries: whom it was written to, and about what. Only we can make it."""
    return signing.dumps([person_id.hex, matter_id.hex], salt=SALT)


def read_hearing_token(token: str) -> tuple[UUID, Matter]:
    """The person and the matter that they joined. Raises Missing for anything else."""
    try:
        person, matter_id = (UUID(part) for part in signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        raise Missing("matter_link_unknown") from None
    matter = Matter.objects.filter(pk=matter_id, co_reporters__person=person).first()
    if matter is None:
        raise Missing("matter_link_unknown")
    return person, matter


@transaction.atomic
def hear(*, token: str, wished: bool, now: datetime) -> None:
    """Stop the messages about one matter that the person joined, or have them again."""
    person_id, matter = read_hearing_token(token)
    rows = CoReporter.objects.filter(matter=matter, person=person_id, muted_at__isnull=not wished)
    if rows.update(muted_at=None if wished else now):
        audit.record(
            viewer=Viewer(person_id=person_id), verb="matter.hear", thing=matter, now=now,
            wished=wished,
        )  # fmt: skip
