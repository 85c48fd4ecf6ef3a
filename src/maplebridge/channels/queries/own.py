"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from maplebridge.people import public as people

from ..models import ChosenWay, Incoming, IncomingFile, LinkCode, Outgoing, PushDevice, Sender


@dataclass(frozen=True, slots=True)
class Address:
    """An address that is a person's, and since when: what was written before may be another's."""

    channel: str
    account: str
    address: str
    since: datetime


def addresses_of(person_id: UUID, now: datetime) -> list[Address]:
    """What the person linked, and their proved number, which has no account of ours ("")."""
    linked = Sender.objects.filter(person=person_id).order_by("id")
    found = [Address(one.channel, one.account, one.address, one.proved_at) for one in linked]
    number = people.number_since(person_id, now)
    return found + ([Address("sms", "", *number)] if number else [])


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """Messages from and to the person's addresses and browsers, and those addresses themselves."""
    addresses = addresses_of(person_id, now)
    devices = PushDevice.objects.filter(person=person_id)
    heard, written = Q(pk__in=[]), Q(pk__in=[])
    for one in addresses:
        where = Q(channel=one.channel) if one.channel == "sms" else Q(
            channel=one.channel, account=one.account
        )  # fmt: skip
        heard |= where & Q(sender=one.address, received_at__gte=one.since)
        written |= where & Q(to=one.address, made_at__gte=one.since)
    written |= Q(channel="push", to__in=[str(device.pk) for device in devices])
    incoming = Incoming.objects.filter(heard).order_by("id")
    return [
        people.OwnRows("linked_addresses", Sender, Sender.objects.filter(person=person_id)),
        people.OwnRows("chosen_way", ChosenWay, ChosenWay.objects.filter(person=person_id)),
        people.OwnRows("link_codes", LinkCode, LinkCode.objects.filter(person=person_id)),
        people.OwnRows("devices", PushDevice, devices, hidden=("auth", "point")),
        people.OwnRows("messages_in", Incoming, incoming),
        people.OwnRows(
            "pictures_in", IncomingFile, IncomingFile.objects.filter(incoming__in=incoming)
        ),
        people.OwnRows("messages_out", Outgoing, Outgoing.objects.filter(written).order_by("id")),
    ]
