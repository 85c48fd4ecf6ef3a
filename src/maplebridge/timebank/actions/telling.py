"""Who is written to when something moves: the number of a request, never a name or a need."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from maplebridge.channels import public as channels
from maplebridge.core import calendar
from maplebridge.core.viewer import Role
from maplebridge.people import public as people

from ..messages import TOLD
from ..models import Request, Visit

COORDINATORS_MAX = 5


def tell_helper(visit: Visit, request: Request, what: str, now: datetime) -> None:
    page = reverse("timebank:visit", args=[visit.pk])
    _write({visit.member.person_id}, f"helper_{what}", request, page, now)


def tell_elder(request: Request, what: str, now: datetime) -> None:
    """The elder, and who wrote the request down for them as their agent."""
    whom = {request.elder_id} | ({request.entered_by_id} if request.channel == "agent" else set())
    _write(whom, f"elder_{what}", request, reverse("timebank:request", args=[request.pk]), now)


def tell_coordinators(request: Request, what: str, now: datetime) -> None:
    """The nearest who act as operator for the elder's place today, else its head."""
    today = calendar.today(now)
    acting = people.workers_for(request.path, Role.OPERATOR, today=today)
    acting = acting or people.workers_for(request.path, Role.HEAD, today=today)
    near = [one for one in acting if acting and one.post.path == acting[0].post.path]
    whom = {one.person.pk for one in near[:COORDINATORS_MAX]}
    _write(
        whom, f"coordinator_{what}", request, reverse("timebank:request", args=[request.pk]), now
    )


def _write(whom: Collection[UUID], key: str, request: Request, page: str, now: datetime) -> None:
    for way in channels.ways_to(whom).values():
        with translation.override(way.language):
            text = str(TOLD[key]) % {"reference": request.reference}
        if way.channel != "push":
            text = f"{text}\n\n{settings.SITE_URL.rstrip('/')}{page}"
        channels.send(
            channel=way.channel, account=way.account, to=way.address, text=text,
            data={"url": page}, about=("timebank.request", request.pk), label=request.reference,
            not_before=channels.not_at_night(now), now=now,
        )  # fmt: skip
