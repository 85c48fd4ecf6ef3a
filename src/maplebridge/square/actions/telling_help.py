"""Who reported, who helps and who could help is written to when a helper comes, finishes or leaves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation

from maplebridge.channels import public as channels
from maplebridge.core import calendar
from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.organisations import public as organisations
from maplebridge.people import public as people

from ..messages import ASKED_TO_ACT, HELPED
from ..models import Claim, HelpWanted

VOLUNTEERS_MAX = 50


def write_of_help(*, claim_id: UUID, what: str, now: datetime) -> int:
    """Queue one message to each who has a way, with the number and no name; how many.

    The handler's post is asked apart. Volunteers are told only that a matter which they may see is
    free again, while helpers are wanted.
    """
    found = Claim.objects.select_related("help__matter").filter(pk=claim_id).first()
    if found is None:
        return 0
    matter = found.help.matter
    told = {_key(what, who): people_told for who, people_told in _whom(found, what, now).items()}
    sent = 0
    for key, person_ids in told.items():
        for way in channels.ways_to(person_ids).values():
            _write(way, matter, found, key, now)
            sent += 1
    return sent


def write_of_asking(*, person_id: UUID, now: datetime) -> int:
    """Queue a message to who was asked to act for an organisation, where they have a way; how many."""
    ways = channels.ways_to({person_id})
    page = reverse("organisations:mine")
    for way in ways.values():
        with translation.override(way.language):
            text = str(ASKED_TO_ACT)
        if way.channel != "push":
            text = f"{text}\n\n{settings.SITE_URL.rstrip('/')}{page}"
        channels.send(
            channel=way.channel, account=way.account, to=way.address, text=text,
            data={"url": page}, not_before=channels.not_at_night(now), now=now,
        )  # fmt: skip
    return len(ways)


def _key(what: str, who: str) -> str:
    return f"{what}_{who}"


def _whom(found: Claim, what: str, now: datetime) -> dict[str, set[UUID]]:
    """Who hears of it, by what they are to the matter."""
    matter = found.help.matter
    reporter: set[UUID] = {matter.reporter_id} if matter.reporter_id else set()
    if what in {"sent_back", "confirmed"}:
        return {"helper": _those_who_hold(found, now)}
    if what in {"claimed", "done"}:
        return {"reporter": reporter}
    waiting = _volunteers(found.help, now) - reporter - {found.person_id}
    helper = _those_who_hold(found, now) if what == "lapsed" else set()
    return {"reporter": reporter, "volunteer": waiting, "helper": helper}


def _those_who_hold(found: Claim, now: datetime) -> set[UUID]:
    """Whoever took it on; where they no longer act for the organisation, those who do."""
    if found.organisation_id is None:
        return {found.person_id}
    acting = organisations.who_acts_for(found.organisation_id, calendar.today(now))
    return {found.person_id} if found.person_id in acting else acting


def _volunteers(wanted: HelpWanted, now: datetime) -> set[UUID]:
    """Those who act as volunteers where the matter lies, while it is open to the neighbours there."""
    matter = wanted.matter
    if wanted.closed_at is not None or not matter.is_open or matter.visibility == "private":
        return set()
    today = calendar.today(now)
    acting = people.workers_for(matter.path, Role.VOLUNTEER, today=today)
    return {one.person.pk for one in acting[:VOLUNTEERS_MAX]}


def _write(
    way: channels.Way, matter: matters.Matter, found: Claim, key: str, now: datetime
) -> None:
    page = reverse("square:help", args=[matter.pk])
    with translation.override(way.language):
        day = formats.date_format(found.until, "MONTH_DAY_FORMAT")
        text = str(HELPED[key]) % {"reference": matter.reference, "day": day}
    if way.channel != "push":
        text = f"{text}\n\n{settings.SITE_URL.rstrip('/')}{page}"
    channels.send(
        channel=way.channel, account=way.account, to=way.address, text=text, data={"url": page},
        about=("matters.matter", matter.pk), label=matter.reference,
        not_before=channels.not_at_night(now), now=now,
    )  # fmt: skip
