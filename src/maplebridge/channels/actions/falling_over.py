"""When a channel is closed to us for now: the same words another way, if the person proved one."""

from __future__ import annotations

from datetime import datetime

from maplebridge.people import public as people

from ..models import Outgoing
from ..rules.messages import FREE_ONLY
from .linking import person_behind
from .sending import send

FALLING = frozenset({"wechat"})


def instead(message: Outgoing, *, now: datetime) -> Outgoing | None:
    """The SMS that goes out instead; None when nobody proved the address, or has a proved number.

    None too for what was sent as `FREE_ONLY`.
    """
    if message.channel not in FALLING or message.data.get(FREE_ONLY):
        return None
    person = person_behind(
        channel=message.channel, account=message.account, address=message.to, now=now
    )
    number = people.proved_number(person.pk, now) if person is not None else ""
    if not number:
        return None
    about = (message.about_kind, message.about_id) if message.about_id else None
    return send(
        channel="sms", account="", to=number, text=message.text, data=message.data, about=about,
        label=message.label, instead_of=message, now=now,
    )  # fmt: skip
