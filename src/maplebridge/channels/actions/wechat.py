"""A callback of the official account: checked, kept, and answered at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import audit, files, outbox
from maplebridge.core.errors import Missing, RuleBroken, Unavailable
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from ..adapters import wechat as account
from ..adapters.bus import NotDelivered
from ..adapters.senders import Refused
from ..messages import GREETINGS
from ..models import GridCode, Incoming, IncomingFile
from ..queries import keepers_only
from ..rules import wechat as rules
from ..rules.senders import VALID, scene_of_code
from .linking import person_behind, take_code
from .receiving import receive
from .sending import receipt

log = structlog.get_logger("maplebridge.channels")


def take_callback(query: Mapping[str, str], body: bytes, *, now: datetime) -> bytes:
    """Keep what the callback says; what goes back in the answer. Raises NotWechat.

    In safe mode (a key is set) only the sealed content counts; a plain one beside it is not read.
    """
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    rules.check_signature(query.get("signature", ""), settings.WECHAT_TOKEN, stamp, nonce)
    rules.check_time(stamp, now)
    fields, key = rules.fields_of(body), b""
    if settings.WECHAT_AES_KEY:
        key, envelope = rules.key_from(settings.WECHAT_AES_KEY), fields.get("Encrypt", "")
        given = query.get("msg_signature", "")
        rules.check_signature(given, settings.WECHAT_TOKEN, stamp, nonce, envelope)
        fields = rules.fields_of(rules.unseal(envelope, key, settings.WECHAT_APP_ID))
    if told := rules.finished(fields):
        receipt(
            channel="wechat", provider_ref=told.provider_ref, to=told.sender,
            arrived=told.arrived, code=told.code, now=now,
        )  # fmt: skip
        return b"success"
    heard = rules.heard(fields)
    if heard is None:
        return b"success"
    reply = _keep(heard, now)
    if not reply:
        return b"success"
    plain = rules.reply_to(heard, reply, now)
    if not key:
        return plain
    return rules.sealed_reply(
        plain, key=key, app_id=settings.WECHAT_APP_ID, token=settings.WECHAT_TOKEN, stamp=stamp
    )


def _keep(heard: rules.Heard, now: datetime) -> str:
    """Store it once; a greeting for a new follower or a scanned code goes back at once."""
    data, reply = dict(heard.data), ""
    if code := data.pop("link", ""):
        return _join(heard, data, code, now)
    if heard.kind in {"follow", "scan"}:
        reply, data["greeted"] = _greeting(data["place_id"]), True
    if heard.kind == "location":
        data["lon"], data["lat"] = territory.from_gcj02(data.pop("gcj_lon"), data.pop("gcj_lat"))
    try:
        receive(
            channel="wechat", account=heard.account, external_id=heard.external_id,
            sender=heard.sender, kind=heard.kind, text=heard.text, data=data,
            fetch=heard.kind == "image", now=now,
        )  # fmt: skip
    except RuleBroken as broken:
        return broken.sentence
    return reply


def _join(heard: rules.Heard, data: dict[str, Any], code: str, now: datetime) -> str:
    """The code of somebody's page was scanned: joined once, and said to whoever scanned it.

    WeChat sends the same event again when our answer is late: then it is joined already, and the
    same is said. The code itself is not kept.
    """
    try:
        with transaction.atomic():
            _, fresh = receive(
                channel="wechat", account=heard.account, external_id=heard.external_id,
                sender=heard.sender, kind=heard.kind, data=data | {"joined": True}, now=now,
            )  # fmt: skip
            if fresh:
                take_code(
                    code=code, channel="wechat", account=heard.account, address=heard.sender,
                    how="scanned", now=now,
                )  # fmt: skip
    except RuleBroken as broken:
        return broken.sentence
    person = person_behind(channel="wechat", account=heard.account, address=heard.sender, now=now)
    return str(GREETINGS["joined"]) % {"name": people.masked(person).name} if person else ""


def scene_address(code: str) -> str:
    """What the QR code holds that sends this code when it is scanned; good as long as the code.

    Called outside a transaction. "" when WeChat is not set up or does not give it now: the code can
    be written then.
    """
    if not settings.WECHAT_APP_ID:
        return ""
    try:
        seconds = int(VALID.total_seconds())
        return account.make_code(scene_of_code(code), seconds=seconds)
    except (NotDelivered, Refused) as problem:
        log.warning("no code from wechat", why=str(problem))
        return ""


def _greeting(place_id: str) -> str:
    if place_id:
        try:
            place = territory.place_by_id(UUID(place_id))
        except Missing:
            place_id = ""
        else:
            return str(GREETINGS["place"]) % {"place": place.name}
    return str(GREETINGS["anywhere"])


def fetch_picture(*, incoming_id: UUID, now: datetime) -> None:
    """Fetch the picture of a message, then tell of the message. Called outside a transaction.

    A picture that cannot be had or kept is said in the message; one that may come later raises.
    """
    incoming = Incoming.objects.filter(pk=incoming_id).first()
    if incoming is None or incoming.data.get("fetched"):
        return
    stored, lost = None, ""
    try:
        content = account.picture(incoming.data["media_id"])
        stored = files.ingest(SimpleUploadedFile("picture", content), now=now)
    except Unavailable:
        raise
    except NotDelivered:
        raise
    except RuleBroken as broken:
        lost = broken.code
    except Refused as refused:
        lost = refused.code
    with transaction.atomic():
        locked = Incoming.objects.select_for_update().get(pk=incoming_id)
        if locked.data.get("fetched"):
            return
        if stored is not None:
            IncomingFile.objects.create(incoming=locked, file=stored, order=0)
        locked.data |= {"fetched": True} | ({"lost": lost} if lost else {})
        locked.save(update_fields=["data"])
        outbox.tell(facts.MessageReceived(incoming_id), now=now)


def make_code(*, viewer: Viewer, place_id: UUID, now: datetime) -> GridCode:
    """The QR code of a place, asked from WeChat once. Raises Forbidden, Missing, Unavailable."""
    place = territory.place_by_id(place_id)
    keepers_only(viewer, place)
    app_id = settings.WECHAT_APP_ID
    known = GridCode.objects.filter(app_id=app_id, place=place).first()
    if known is not None:
        return known
    try:
        address = account.make_code(rules.scene_of(place.pk.hex))
    except NotDelivered as problem:
        raise Unavailable("channels_wechat_away") from problem
    except Refused as refused:
        raise RuleBroken("channels_wechat_refused", code=refused.code) from refused
    with transaction.atomic():
        code, fresh = GridCode.objects.get_or_create(
            app_id=app_id, place=place, defaults={"address": address[:300], "made_at": now}
        )
        if fresh:
            audit.record(
                viewer=viewer, verb="channels.make_grid_code", thing=code, now=now, place=place.pk
            )
    return code
