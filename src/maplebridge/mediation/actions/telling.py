"""Who is written to about a file: its number and what is to be done, never a name or a quarrel."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from maplebridge.channels import public as channels
from maplebridge.core import calendar
from maplebridge.core.viewer import Role
from maplebridge.people import public as people

from .. import queries
from ..messages import ALERTS
from ..messages.resting import REST_OVER, REST_STAYS
from ..models import MediationFile, Party
from ..rules.terms import Code

KEEPERS_MAX = 5
FOR_PARTIES = frozenset({
    Code.CONFIRM, Code.MEDIATE, Code.POLICE_AFTER_FAILURE, Code.POLICE_AFTER_CERTIFICATE,
    Code.CERTIFICATE_REVIEW,
})  # fmt: skip
"""The other clocks are those of the desk."""


def tell_of_alert(
    file: MediationFile, code: Code, last: date, now: datetime, party: str = ""
) -> None:
    """The mediator who leads, else the nearest who keep the books; and the parties, where the day
    is theirs to keep. Of a day of one party (its id) no other party hears."""
    whom = _desk(file, now)
    here = Party.objects.filter(file=file, left_at__isnull=True)
    if party:  # its own day, also of a party that left the talks
        whom |= all_around(Party.objects.filter(pk=party, file=file), now)
    if code in FOR_PARTIES:
        whom |= all_around(here, now)
    write(whom, file, ALERTS[code], last, now)


def around(party: Party, now: datetime) -> set[UUID]:
    """Whom a party is reached through: itself, who speaks for it today, who acts for the organisation."""
    today = calendar.today(now)
    found = {one.person_id for one in queries.speaking(party, today) if one.person_id}
    if party.person_id is not None:
        found.add(party.person_id)
    return found | queries.acting_for(party, today)


def all_around(parties: QuerySet[Party], now: datetime) -> set[UUID]:
    found = parties.order_by("position").prefetch_related("representatives")
    return set[UUID]().union(*(around(one, now) for one in found))


def _desk(file: MediationFile, now: datetime) -> set[UUID]:
    today = calendar.today(now)
    if file.lead_id is not None:
        held = people.seats(today, among=[file.lead_id], limit=1)
        return {person for seat in held for person in seat.people}
    acting = people.workers_for(file.path, Role.MEDIATOR, today=today)
    acting = acting or people.workers_for(file.path, Role.OPERATOR, today=today)
    near = [one for one in acting if one.post.path == acting[0].post.path]
    return {one.person.pk for one in near[:KEEPERS_MAX]}


def tell_of_rest(file: MediationFile, *, over: bool, now: datetime) -> None:
    """A file that rested goes on: all in it are told. When it could not, the desk alone."""
    whom, words = _desk(file, now), REST_OVER if over else REST_STAYS
    if over:
        whom |= all_around(Party.objects.filter(file=file, left_at__isnull=True), now)
    write(whom, file, words, calendar.today(now), now)


def write(
    whom: Collection[UUID], file: MediationFile, words: str | Promise, last: date, now: datetime
) -> set[UUID]:
    """Returns those to whom a message went out: the others have no way of being written to."""
    page, ways = reverse("mediation:file", args=[file.pk]), channels.ways_to(whom)
    for way in ways.values():
        with translation.override(way.language):
            text = str(words) % {"reference": file.reference, "day": last.isoformat()}
        if way.channel != "push":
            text = f"{text}\n\n{settings.SITE_URL.rstrip('/')}{page}"
        channels.send(
            channel=way.channel, account=way.account, to=way.address, text=text,
            data={"url": page}, about=("mediation.mediationfile", file.pk), label=file.reference,
            not_before=channels.not_at_night(now), now=now,
        )  # fmt: skip
    return set(ways)
