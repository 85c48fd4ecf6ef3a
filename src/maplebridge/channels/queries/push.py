"""The browsers of a person, and the key by which push services know us."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils.crypto import salted_hmac

from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from ..models import PushDevice
from ..rules.push import DEVICES_MAX, PURPOSE, key_from, point_of, unpadded


def server_key() -> ec.EllipticCurvePrivateKey:
    """Made from the server's key, so that no database and no copy of one holds it."""
    seed = salted_hmac("maplebridge.channels.push", "1", algorithm="sha512").digest()
    return key_from(seed)


def server_point() -> str:
    """What a browser is told on switching on: it takes messages of this sender alone."""
    return unpadded(point_of(server_key()))


def push_is_on() -> bool:
    return bool(settings.PUSH_HOSTS)


def my_devices(viewer: Viewer) -> list[PushDevice]:
    mine = PushDevice.objects.filter(person=viewer.person_id)
    return list(mine.order_by("-created_at", "-id")[:DEVICES_MAX])


def devices_of(person_ids: Collection[UUID]) -> list[PushDevice]:
    """The browsers of these people whose consent is in force and whose account is open."""
    if not person_ids or not push_is_on():
        return []
    willing = people.who_agreed(person_ids, PURPOSE)
    found = PushDevice.objects.filter(person__in=willing).select_related("person")
    return list(found.order_by("person", "-created_at")[: DEVICES_MAX * len(person_ids)])
