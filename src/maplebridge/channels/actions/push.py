"""Switch news on a device on and off, and send it there."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from maplebridge.core import audit
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import adapters, queries
from ..adapters.bus import NotDelivered
from ..adapters.senders import Refused
from ..models import Outgoing, PushDevice
from ..rules.push import (
    AUTH_BYTES,
    DEVICES_MAX,
    ENDPOINT_MAX,
    PURPOSE,
    SALT_BYTES,
    TTL_SECONDS,
    encrypt,
    is_point,
    is_push_host,
    padded,
    topic,
    vapid,
)
from ..rules.webhooks import read_target
from .sending import send

CHANNEL = "push"
WITHIN = timedelta(days=1)
KEPT = timedelta(days=365)
BATCH = 500


@transaction.atomic
def switch_on(
    *, viewer: Viewer, endpoint: str, point: str, auth: str, text_version: str, now: datetime
) -> PushDevice:
    """Keep a browser and the receipt for the yes. The same browser again is the same row."""
    _check(endpoint, point, auth)
    consent = people.give_consent(
        viewer=viewer, purpose=PURPOSE, text_version=text_version, now=now
    )
    mine = PushDevice.objects.filter(person=consent.person_id).exclude(endpoint=endpoint)
    if mine.count() >= DEVICES_MAX:
        raise RuleBroken("push_too_many", most=DEVICES_MAX)
    device, _made = PushDevice.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "person_id": consent.person_id,
            "point": point,
            "auth": auth,
            "created_at": now,
        },
    )
    audit.record(viewer=viewer, verb="push_on", thing=device, now=now)
    return device


@transaction.atomic
def switch_off(*, viewer: Viewer, device_id: UUID, now: datetime) -> None:
    """Forget a browser; with the last one the consent is taken back."""
    mine = PushDevice.objects.select_for_update().filter(person=viewer.person_id)
    device = mine.filter(pk=device_id).first() if viewer.person_id else None
    if device is None:
        raise Missing("push_missing")
    audit.record(viewer=viewer, verb="push_off", thing=device, now=now)
    device.delete()
    if not mine.exists():
        people.withdraw_consent(viewer=viewer, purpose=PURPOSE, now=now)


def nudge(
    *,
    person_ids: Collection[UUID],
    matter_id: UUID,
    reference: str,
    fresh: bool,
    not_before: datetime | None = None,
    now: datetime,
) -> int:
    """Queue "there is news" to each browser of these people; how many. In a transaction."""
    devices = queries.devices_of(person_ids)
    for device in devices:
        with override(device.person.language):
            words = gettext("A new concern came in: %(reference)s") if fresh else gettext(
                "There is news about %(reference)s"
            )  # fmt: skip
        _tell(
            device, words % {"reference": reference}, url=f"/matters/{matter_id}/",
            about=("matter", matter_id), label=reference, not_before=not_before, now=now,
        )  # fmt: skip
    return len(devices)


def nudge_task(*, person_ids: Collection[UUID], task_id: UUID, asked: bool, now: datetime) -> int:
    """Queue "a task is asked of your post", or that one ended, and nothing of what it says."""
    devices = queries.devices_of(person_ids)
    for device in devices:
        with override(device.person.language):
            words = gettext("Your post is asked for a task") if asked else gettext(
                "A task that you asked for has ended"
            )  # fmt: skip
        _tell(
            device, words, url=f"/matters/tasks/{task_id}/",
            about=("task", task_id), label="", now=now,
        )  # fmt: skip
    return len(devices)


def _tell(
    device: PushDevice,
    words: str,
    *,
    url: str,
    about: tuple[str, UUID],
    label: str,
    not_before: datetime | None = None,
    now: datetime,
) -> None:
    send(
        channel=CHANNEL, account="", to=str(device.pk), text=words, data={"url": url},
        about=about, label=label, within=WITHIN, not_before=not_before,
        now=now,
    )  # fmt: skip


def deliver_push(message: Outgoing, *, now: datetime) -> str:
    """The door of this channel: one try. Raises NotDelivered, Refused."""
    device = PushDevice.objects.filter(pk=message.to).first()
    if device is None or device not in queries.devices_of([device.person_id]):
        raise Refused("switched_off")
    point, auth = padded(device.point), padded(device.auth)
    assert point is not None
    assert auth is not None
    words = {"body": message.text, "url": message.data.get("url", "/"), "tag": message.label}
    body = encrypt(
        json.dumps(words, ensure_ascii=False).encode(),
        browser=point,
        auth=auth,
        ours=ec.generate_private_key(ec.SECP256R1()),
        salt=os.urandom(SALT_BYTES),
    )
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(TTL_SECONDS),
        "Urgency": "normal",
        "Topic": topic(message.label),
        **vapid(device.endpoint, _contact(), queries.server_key(), now),
    }
    answer = adapters.post(device.endpoint, body, headers)
    if answer.status in {404, 410}:
        PushDevice.objects.filter(pk=device.pk).delete()
        raise Refused("gone")
    if not 200 <= answer.status < 300:
        if answer.status in {0, 429} or answer.status >= 500:
            raise NotDelivered(f"the push service answered {answer.status} {answer.problem}")
        raise Refused(f"http_{answer.status}")
    return ""


def purge_devices(*, now: datetime) -> None:
    """Remove browsers kept long enough, and those of people who took their yes back."""
    old = PushDevice.objects.filter(created_at__lt=now - KEPT).order_by("created_at", "pk")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        PushDevice.objects.filter(pk__in=ids).delete()
    last = None
    while True:
        rows = PushDevice.objects.order_by("pk")
        batch = list(
            (rows.filter(pk__gt=last) if last else rows).values_list("pk", "person")[:BATCH]
        )
        if not batch:
            return
        willing = people.who_agreed({person for _pk, person in batch}, PURPOSE)
        gone = [pk for pk, person in batch if person not in willing]
        PushDevice.objects.filter(pk__in=gone).delete()
        last = batch[-1][0]


def _check(endpoint: str, point: str, auth: str) -> None:
    """Only a push service that we know is ever called, and only with keys that are some."""
    usable = (
        len(endpoint) <= ENDPOINT_MAX
        and is_push_host(endpoint, settings.PUSH_HOSTS)
        and read_target(endpoint, settings.WEBHOOK_HOSTS) is not None
    )
    secret = padded(auth)
    if not usable or not is_point(padded(point)) or secret is None or len(secret) != AUTH_BYTES:
        raise RuleBroken("push_unusable")


def _contact() -> str:
    """Whom a push service writes to when something is wrong with our messages."""
    return f"mailto:{settings.DEFAULT_FROM_EMAIL}"
