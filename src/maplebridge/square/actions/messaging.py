"""Who follows and agreed to it is written to: one message a matter, not at night, stopped in one tap."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from maplebridge.channels import public as channels
from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from .. import queries
from ..messages import MESSAGES, NO_MORE, WHY
from ..models import Alert, Publication
from ..rules.quiet import APART, KEPT, is_quiet
from ..rules.why import Why

PURPOSE = "alerts"
SALT = "maplebridge.square.messages"
NONCE = 12
BATCH = 200


def send_messages(*, now: datetime) -> None:
    """Write about what waits; at night nothing, so that it goes out in the morning."""
    if is_quiet(timezone.localtime(now, calendar.zone()).time()):
        return
    last: UUID | None = None
    while True:
        last = _send_some(last, now)
        if last is None:
            return


@transaction.atomic
def _send_some(last: UUID | None, now: datetime) -> UUID | None:
    """The alerts behind `last`, at most BATCH; the id of the last of them."""
    found = Alert.objects.select_for_update().filter(waits=True)
    if last is not None:
        found = found.filter(id__gt=last)
    rows = list(found.order_by("id")[:BATCH])
    if not rows:
        return None
    willing = people.who_agreed({row.person_id for row in rows}, PURPOSE)
    ways = channels.ways_to(willing)
    released = queries.public().filter(pk__in={row.publication_id for row in rows})
    shown = {one.pk: one for one in released.select_related("matter", "community", "street")}
    lately = _written_lately(rows, now)
    settled: list[UUID] = []
    sent: list[UUID] = []
    for pair, alerts in _by_matter(rows).items():
        if pair in lately:
            continue
        settled += [one.pk for one in alerts]
        newest = max(alerts, key=lambda one: one.at)
        way, publication = ways.get(pair[0]), shown.get(pair[1])
        if way is None or publication is None or _is_over(newest, now):
            continue
        _write(way, pair[0], publication, Why(newest.why), now)
        sent.append(newest.pk)
    Alert.objects.filter(pk__in=settled).update(waits=False)
    Alert.objects.filter(pk__in=sent).update(messaged_at=now)
    return rows[-1].pk


def _by_matter(rows: Iterable[Alert]) -> dict[tuple[UUID, UUID], list[Alert]]:
    found: dict[tuple[UUID, UUID], list[Alert]] = defaultdict(list)
    for row in rows:
        found[row.person_id, row.publication_id].append(row)
    return found


def _written_lately(rows: Iterable[Alert], now: datetime) -> set[tuple[UUID, UUID]]:
    """Whom one of these matters has written to within the last day."""
    persons, publications = zip(*((row.person_id, row.publication_id) for row in rows), strict=True)
    found = Alert.objects.filter(
        person__in=set(persons), publication__in=set(publications), messaged_at__gt=now - APART
    )
    return set(found.values_list("person_id", "publication_id"))


def _is_over(alert: Alert, now: datetime) -> bool:
    return alert.seen_at is not None or alert.at < now - KEPT


def _write(
    way: channels.Way, person_id: UUID, publication: Publication, why: Why, now: datetime
) -> None:
    """The released words go by WeChat and mail; a device shows the number alone, as its owner agreed."""
    matter, place = publication.matter, publication.community or publication.street
    stop = reverse("square:no_more", args=[stop_token(person_id, matter.pk)])
    facts = {
        "reference": matter.reference,
        "title": matters.title_of(publication.words),
        "place": place.name if place else "",
    }
    house = settings.SITE_URL.rstrip("/")
    with translation.override(way.language):
        if way.channel == "push":
            text = str(MESSAGES["device"]) % facts
        else:
            page = house + reverse("square:show", args=[matter.pk])
            ending = str(NO_MORE) % {"url": house + stop}
            text = "\n\n".join([str(MESSAGES[why]) % facts, page, ending])
        short = str(WHY[why])
    channels.send(
        channel=way.channel, account=way.account, to=way.address, text=text,
        data={"url": stop, "short": short, channels.FREE_ONLY: True},
        about=("square.publication", publication.pk), label=matter.reference, within=KEPT, now=now,
    )  # fmt: skip


def stop_token(person_id: UUID, matter_id: UUID) -> str:
    """What a message carries: whom it was written to, and about what, for nobody but us to read.

    Encrypted and not merely signed: links are forwarded and stand in logs. It works as long as the
    server's key, also when the row that it was written for is purged.
    """
    nonce = secrets.token_bytes(NONCE)
    sealed = _cipher().encrypt(nonce, person_id.bytes + matter_id.bytes, None)
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def read_stop_token(token: str) -> tuple[UUID, UUID]:
    """The person and the matter. Raises Missing for what we did not make."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        plain = _cipher().decrypt(raw[:NONCE], raw[NONCE:], None)
    except (ValueError, InvalidTag):
        raise Missing("square_link_unknown") from None
    return UUID(bytes=plain[:16]), UUID(bytes=plain[16:])


def _cipher() -> AESGCM:
    key = hmac.digest(settings.SECRET_KEY.encode(), SALT.encode(), "sha256")
    return AESGCM(key)


@transaction.atomic
def stop_messages(*, token: str, now: datetime) -> None:
    """No more messages about what the person follows; the home page goes on telling. Twice is once."""
    person_id, _matter = read_stop_token(token)
    people.withdraw_consent(viewer=Viewer(person_id=person_id), purpose=PURPOSE, now=now)
