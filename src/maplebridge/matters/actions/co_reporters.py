"""Those who said "me too" hear of every step on their own way, and stop it in one tap."""

from __future__ import annotations

from datetime import datetime
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
from ..messages.conversing import CO_REPORTED, CO_REPORTED_MORE, NEWS, SHORT, TOLD
from ..models import CoReporter, Matter, MatterEvent
from ..rules.states import Verb

SALT = "maplebridge.matters.co_reporters"
BATCH = 200


def tell_co_reporters(*, matter_id: UUID, line_id: UUID, now: datetime) -> None:
    """Write to each what the step was, never the words in it: each message is one of its own.

    Who is told by the address that their own report came from is not told twice.
    """
    line = MatterEvent.objects.select_related("matter").filter(pk=line_id).first()
    if line is None or line.verb not in TOLD or line.verb == Verb.ADD_WORDS:
        return
    told = set(_with_an_address(matter_id)) | {line.actor_id}
    hearing = [one for one in _hearing(line.matter) if one not in told]
    for at in range(0, len(hearing), BATCH):
        for person_id, way in channels.ways_to(hearing[at : at + BATCH]).items():
            _write(way, person_id, line, now)


def _hearing(matter: Matter) -> list[UUID]:
    """Each person once, in the order of their keys."""
    found = CoReporter.objects.filter(matter=matter, muted_at__isnull=True)
    return sorted(set(found.values_list("person_id", flat=True)))


def _with_an_address(matter_id: UUID) -> list[UUID]:
    """Those whose own joined report came by a channel: tell_joined writes to them there."""
    via = CoReporter.objects.filter(matter=matter_id, via__told_at__isnull=False)
    return list(via.values_list("person_id", flat=True))


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
        data={"url": page, "short": short, channels.FREE_ONLY: True},
        about=("matters.matter", line.matter_id), label=reference, now=now,
    )  # fmt: skip


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
