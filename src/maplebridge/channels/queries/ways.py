"""The way by which somebody is told what they asked to hear of, when no matter of theirs is behind it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from ..models import Sender
from .push import devices_of


@dataclass(frozen=True, slots=True)
class Way:
    """One address of a person, and the language they read."""

    channel: str
    account: str
    address: str
    language: str


def ways_to(person_ids: Collection[UUID]) -> dict[UUID, Way]:
    """The newest browser of each, else their WeChat, else their mail; never SMS, which costs.

    Who has none of these is not in it. At most three statements, whatever the number of people.
    """
    if not person_ids:
        return {}
    found: dict[UUID, Way] = {}
    for channel in ("mail", "wechat"):
        if channel == "mail" and not settings.MAIL_BOX:
            continue
        proved = Sender.objects.filter(channel=channel, person__in=person_ids)
        for one in proved.select_related("person").order_by("proved_at", "id"):
            found[one.person_id] = Way(channel, one.account, one.address, one.person.language)
    for device in reversed(devices_of(person_ids)):
        found[device.person_id] = Way("push", "", str(device.pk), device.person.language)
    return found
