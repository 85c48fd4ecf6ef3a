"""The way by which somebody is told what they asked to hear of, when no matter of theirs is behind it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from maplebridge.people import public as people

from ..models import ChosenWay, Sender
from ..rules.ways import Wish, order
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


def ways_chosen(person_ids: Collection[UUID], *, may_cost: bool, now: datetime) -> dict[UUID, Way]:
    """As ways_to, but the way that a person chose comes first: a text message too, where `may_cost`
    allows it. Who chose the page hears on their devices alone. Three statements, and at most three
    more for each who chose."""
    found = ways_to(person_ids)
    chosen = ChosenWay.objects.filter(person__in=person_ids).select_related("person")
    for one in chosen:
        may_text = may_cost and one.way == Wish.SMS
        way = way_to(one.person, may_cost=may_text, now=now)
        if way is not None:
            found[one.person_id] = way
        elif one.person_id in found and found[one.person_id].channel != "push":
            del found[one.person_id]
    return found


def chosen_way(person_id: UUID | None) -> str:
    """What the person chose; "" is "as it came"."""
    found = ChosenWay.objects.filter(person=person_id).values_list("way", flat=True)
    return found.first() or ""


def way_to(
    person: people.Person, *, came_by: Way | None = None, may_cost: bool, now: datetime
) -> Way | None:
    """Where this person is written to about what is theirs; None leaves it to the page.

    `came_by` is the address that their matter came from, when it is still theirs. `may_cost`
    allows a text message to who did not come by one.
    """
    wished = order(chosen_way(person.pk), came_by.channel if came_by else "", may_cost=may_cost)
    for channel in wished:
        if came_by is not None and channel == came_by.channel:
            return came_by
        if found := address_of(person, channel, now):
            return found
    return None


def address_of(person: people.Person, channel: str, now: datetime) -> Way | None:
    """The newest address that the person proved on this channel."""
    if channel == "sms":
        number = people.proved_number(person.pk, now)
        return Way("sms", "", number, person.language) if number else None
    if channel == "mail" and not settings.MAIL_BOX:
        return None
    found = Sender.objects.filter(channel=channel, person=person.pk)
    sender = found.order_by("-proved_at", "-id").first()
    return Way(channel, sender.account, sender.address, person.language) if sender else None
