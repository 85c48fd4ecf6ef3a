"""Where the reporter of a matter hears of a step, and when: their own way, and not at night."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from maplebridge.channels import public as channels
from maplebridge.core import calendar

from .. import queries
from ..models import Matter, MatterAddress, MatterEvent
from ..rules.states import Verb


def way_of(matter: Matter, verb: Verb, *, now: datetime) -> channels.Way | None:
    """The address at which the reporter is written to about this step; None leaves it to the page.

    Whose matter has a name is written to as they chose; else where they came from, while that is
    still theirs. Who has no name here is told where the matter came from. A number that was given
    on the phone is written to about the steps that texts may cost alone.
    """
    told = MatterAddress.objects.filter(matter=matter.pk).first()
    may_cost = may_text(verb, now)
    if matter.reporter is None:
        if told is None or (matter.channel == "phone" and not may_cost):
            return None
        return channels.Way(told.channel, told.account, told.address, settings.LANGUAGE_CODE)
    came_by = None
    given = matter.channel == "phone"
    if told is not None and (may_cost if given else still_theirs(told, matter, now)):
        language = matter.reporter.language
        came_by = channels.Way(told.channel, told.account, told.address, language)
    return channels.way_to(matter.reporter, came_by=came_by, may_cost=may_cost, now=now)


def may_text(verb: Verb, now: datetime) -> bool:
    """Whether this step may cost a text message, by the catalogue in force today: it is about what
    the house spends now, not about what was promised with the report."""
    return verb.value in queries.catalogue(calendar.today(now)).sms_steps


def still_theirs(told: MatterAddress, matter: Matter, now: datetime) -> bool:
    """Who took their address back, or lost the number to somebody else, is not written to there."""
    if matter.reporter_id is None:
        return True
    behind = channels.person_behind(
        channel=told.channel, account=told.account, address=told.address, now=now
    )
    return behind is not None and behind.pk == matter.reporter_id


def came_by(way: channels.Way, matter: Matter) -> bool:
    """Whether they wrote to us from this very address: there a conversation goes on."""
    if matter.channel == "phone":
        return False
    found = MatterAddress.objects.filter(matter=matter.pk, channel=way.channel)
    return found.filter(account=way.account, address=way.address).exists()


def has_seen(line: MatterEvent, matter: Matter) -> bool:
    """Whether the reporter made this step by themselves, on a page that has told them so."""
    return line.by_reporter and line.actor_id is not None and line.actor_id == matter.reporter_id


def when(matter: Matter, line: MatterEvent, *, now: datetime) -> datetime:
    """At once in the day, to what they just did themselves, and where every hour counts; else in
    the morning."""
    return now if line.by_reporter else for_others(matter, now=now)


def for_others(matter: Matter, *, now: datetime) -> datetime:
    """The same for those who did not make the step, whoever did."""
    if queries.category_of(matter)[1].promise.round_the_clock:
        return now
    return channels.not_at_night(now)
