"""Joining an address to a person: by a code from their own page, sent from that address."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from ..models import ChosenWay, Incoming, LinkCode, PushDevice, Sender
from ..rules.senders import LINKED, VALID, code_from, code_in, hash_of


@transaction.atomic
def make_code(*, viewer: Viewer, now: datetime) -> str:
    """A code for the viewer, shown once; the one before is void."""
    if viewer.person_id is None:
        raise Forbidden("channels_sign_in_first")
    code = code_from(secrets.randbits(64))
    row, _ = LinkCode.objects.update_or_create(
        person_id=viewer.person_id,
        defaults={"digest": hash_of(code), "expires_at": now + VALID},
    )
    audit.record(viewer=viewer, verb="channels.make_code", thing=row, now=now)
    return code


def prove(*, incoming: Incoming, now: datetime) -> bool:
    """Whether the message was a code; then its sender is joined to whoever asked for the code.

    Raises RuleBroken `channels_code_unknown` for a code that is none, or none any more, and for one
    in a mail that our own mail server does not vouch for: anybody can write any sender. An address
    that was somebody else's goes to whoever proves it now.
    """
    code = code_in(incoming.text)
    if not code or incoming.channel not in LINKED:
        return False
    if incoming.channel == "mail" and incoming.account != settings.MAIL_BOX.lower():
        raise RuleBroken("channels_code_unknown")
    take_code(
        code=code, channel=incoming.channel, account=incoming.account, address=incoming.sender,
        how="written", now=now,
    )  # fmt: skip
    return True


@transaction.atomic
def take_code(
    *, code: str, channel: str, account: str, address: str, how: str, now: datetime
) -> Sender:
    """Join an address to whoever asked for this code, which is void then. `how` it came: written
    or scanned. Raises RuleBroken `channels_code_unknown`."""
    asked = LinkCode.objects.filter(digest=hash_of(code), expires_at__gt=now)
    found = asked.select_for_update().first()
    if found is None:
        raise RuleBroken("channels_code_unknown")
    person_id = found.person_id
    found.delete()
    sender, _ = Sender.objects.update_or_create(
        channel=channel,
        account=account,
        address=address,
        defaults={"person_id": person_id, "proved_at": now},
    )
    audit.record(
        viewer=Viewer(person_id=person_id), verb="channels.link", thing=sender, now=now,
        channel=channel, how=how,
    )  # fmt: skip
    return sender


@transaction.atomic
def let_go(*, channel: str, account: str, address: str, now: datetime) -> bool:
    """The address itself says that it is nobody's any more; whether it was somebody's.

    So whoever scanned another's code by mistake is free again without that person's page.
    """
    found = Sender.objects.filter(channel=channel, account=account, address=address).first()
    if found is None:
        return False
    audit.record(
        viewer=Viewer(person_id=found.person_id), verb="channels.unlink", thing=found, now=now,
        channel=channel, how="written",
    )  # fmt: skip
    found.delete()
    return True


@transaction.atomic
def unlink(*, viewer: Viewer, sender_id: UUID, now: datetime) -> None:
    """Take an address back: what comes from it is nobody's again. Only by the person."""
    found = Sender.objects.filter(pk=sender_id, person=viewer.person_id).first()
    if found is None or viewer.person_id is None:
        raise Missing("channels_sender_missing")
    audit.record(viewer=viewer, verb="channels.unlink", thing=found, now=now, channel=found.channel)
    found.delete()


def forget_person(*, person_id: UUID) -> None:
    """The person closed the account: their addresses are nobody's, their devices are told nothing."""
    PushDevice.objects.filter(person=person_id).delete()
    LinkCode.objects.filter(person=person_id).delete()
    ChosenWay.objects.filter(person=person_id).delete()
    Sender.objects.filter(person=person_id).delete()


def person_behind(
    *, channel: str, account: str, address: str, now: datetime
) -> people.Person | None:
    """Who proved this address; None for a stranger."""
    if channel == "sms":
        return people.person_by_number(address, now)
    found = Sender.objects.filter(channel=channel, account=account, address=address)
    sender = found.select_related("person").first()
    return sender.person if sender is not None else None
