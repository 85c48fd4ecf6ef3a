"""When a message does not arrive: the same words another way, if the person proved one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from ..models import Outgoing
from ..queries import address_of
from ..rules.messages import FREE_ONLY, UNDELIVERED
from ..rules.ways import CHAIN, after
from .linking import person_behind
from .sending import send


def instead(message: Outgoing, *, now: datetime) -> Outgoing | None:
    """The message that goes out instead, by WeChat, SMS, then mail, each once.

    None when nobody proved the address, or nothing that they proved is left; no SMS for what was
    sent as `FREE_ONLY`. Each message is replaced once.
    """
    if message.channel not in CHAIN or message.replacements.exists():
        return None
    before = _chain(message)
    person = _written_to(message, now)
    if person is None:
        return None
    first = before[-1]
    tried = {one.channel for one in before}
    for channel in after(tried, may_cost=not first.data.get(FREE_ONLY)):
        if way := address_of(person, channel, now):
            about = (message.about_kind, message.about_id) if message.about_id else None
            return send(
                channel=way.channel, account=way.account, to=way.address, text=first.text,
                data=first.data, about=about, label=message.label,
                instead_of=message, now=now,
            )  # fmt: skip
    return None


def _chain(message: Outgoing) -> list[Outgoing]:
    """The message and those that it went out instead of, the first of all last."""
    found = [message]
    while (before := found[-1].instead_of) is not None and len(found) <= len(CHAIN):
        found.append(before)
    return found


def _written_to(message: Outgoing, now: datetime) -> people.Person | None:
    return person_behind(
        channel=message.channel, account=message.account, address=message.to, now=now
    )


def send_another_way(*, viewer: Viewer, message: Outgoing, now: datetime) -> str:
    """Send what did not arrive by the next way of the person; its channel.

    The caller has seen that the viewer answers for what it is about. Raises RuleBroken when no way
    is left: then somebody calls or goes there.
    """
    with transaction.atomic():
        locked = Outgoing.objects.select_for_update(of=("self",)).get(pk=message.pk)
        if locked.state not in UNDELIVERED:
            raise RuleBroken("channels_message_on_its_way")
        made = instead(locked, now=now)
        if made is None:
            raise RuleBroken("channels_no_other_way")
        audit.record(viewer=viewer, verb="channels.another_way", thing=made, now=now)
        return made.channel
