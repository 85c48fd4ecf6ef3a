"""What those who act in a post are written about a matter: by their own way, and not at night."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from maplebridge.channels import public as channels
from maplebridge.core import calendar
from maplebridge.people import public as people

from .. import queries
from ..messages.posting import POSTED
from ..models import Matter
from ..rules.states import State
from .nudging import acting_in

AFTER_THE_END = frozenset({"call_left"})
"""What is written about a closed matter, too."""


def write_to_post(*, matter_id: UUID, post_id: UUID, why: str, now: datetime) -> int:
    """Queue one message to each who acts in the post today and has a way; how many.

    What is promised round the clock is written about at once, the rest in the morning. Who reported
    the matter is left out: they are told as its reporter. About what is over only a call-back is written.
    """
    matter = Matter.objects.filter(pk=matter_id).first()
    post = people.Post.objects.filter(pk=post_id).first()
    if matter is None or post is None:
        return 0
    if matter.state in (State.ANSWERED, State.CLOSED) and why not in AFTER_THE_END:
        return 0
    urgent = queries.category_of(matter)[1].promise.round_the_clock
    ways = channels.ways_to(acting_in(post, now) - {matter.reporter_id})
    page = reverse("matters:show", args=[matter.pk])
    for way in ways.values():
        with translation.override(way.language):
            text = str(POSTED[why]) % {"reference": matter.reference, "by": _moment(matter)}
        if way.channel != "push":
            text = f"{text}\n\n{settings.SITE_URL.rstrip('/')}{page}"
        channels.send(
            channel=way.channel, account=way.account, to=way.address, text=text,
            data={"url": page}, about=("matters.matter", matter.pk), label=matter.reference,
            not_before=now if urgent else channels.not_at_night(now), now=now,
        )  # fmt: skip
    return len(ways)


def _moment(matter: Matter) -> str:
    """By when somebody decides, on the wall clock here; "" when nothing is to be decided."""
    if matter.decide_by is None:
        return ""
    return date_format(timezone.localtime(matter.decide_by, calendar.zone()), "DATETIME_FORMAT")
