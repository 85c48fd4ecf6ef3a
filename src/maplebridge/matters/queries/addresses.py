"""The matters of whoever writes from one address of a channel."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from ..models import Matter, MatterAddress
from ..rules.states import Verb

LATEST = 20


def matters_of_address(
    channel: str, account: str, address: str, person_id: UUID | None
) -> list[Matter]:
    """The latest matters told at this address, and those of the person who proved it; newest first."""
    found = _theirs(channel, account, address, person_id)
    return list(found.order_by("-reported_at", "-id")[:LATEST])


def matter_of_address(
    reference: str, channel: str, account: str, address: str, person_id: UUID | None
) -> Matter | None:
    """One of them by its reference; None for anybody else's, whether there is such a one or not."""
    found = _theirs(channel, account, address, person_id)
    return found.filter(reference=reference).first()


def last_answer_of(matter: Matter) -> str:
    """The words of the answer that stands; "" when there is none."""
    found = matter.events.filter(verb=Verb.ANSWER.value).order_by("-at", "-id")
    return found.values_list("text", flat=True).first() or ""


def _theirs(channel: str, account: str, address: str, person_id: UUID | None) -> QuerySet[Matter]:
    """Who proved an address hears of all that is theirs; a name's matter is told to that name alone."""
    told = MatterAddress.objects.filter(channel=channel, address=address)
    if channel != "sms":  # a number is the same by whatever provider its text comes
        told = told.filter(account=account)
    theirs = Q(pk__in=told.values("matter"), reporter__isnull=True)
    if person_id is not None:
        theirs |= Q(reporter=person_id)
    return Matter.objects.filter(theirs)
