"""What the reporter is told by the channel that a matter came by."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.formats import date_format

from maplebridge.channels import public as channels
from maplebridge.core import calendar

from .. import queries
from ..messages import RESTS, kind_name
from ..messages.conversing import SAFE, SHORT, TALK, TOLD
from ..models import (
    CHANNELS,
    Conversation,
    Matter,
    MatterAddress,
    MatterEvent,
)
from ..rules.conversing import TALK_AFTER_ANSWER, TALK_AFTER_WORDS
from ..rules.states import RestReason, State, Verb
from . import hearing
from .links import link_for
from .nudging import nudge_of_step


def matter_channel(channel: str) -> str:
    """How a matter calls the channel it came by: what it has no word for is a chat."""
    return channel if channel in CHANNELS else "chat"


def tell_reporter(*, matter_id: UUID, line_id: UUID, now: datetime) -> None:
    """Write to the reporter what one line of the timeline means; most lines mean nothing to them."""
    found = MatterEvent.objects.select_related("matter__reporter")
    line = found.filter(pk=line_id).first()
    if line is not None and line.verb in TOLD:
        _tell(line, now)


def tell_received(*, matter_id: UUID, now: datetime) -> None:
    """Write that it was received to who reported on a page, by phone or by a worker.

    Who wrote by a channel reads it in the reply.
    """
    found = MatterEvent.objects.select_related("matter__reporter")
    line = found.filter(matter=matter_id, verb=Verb.REPORT.value).first()
    if line is None or MatterAddress.objects.filter(matter=matter_id).exists():
        return
    _tell(line, now)


def _tell(line: MatterEvent, now: datetime) -> None:
    matter, verb = line.matter, Verb(line.verb)
    nudge_of_step(line, now=now)
    way = hearing.way_of(matter, verb, now=now)
    if way is None:
        return
    talks = hearing.came_by(way, matter)
    if hearing.has_seen(line, matter) and not talks and verb is not Verb.REPORT:
        return
    with translation.override(way.language):
        text = told_of(line)
        if not text:
            return
        say(
            channel=way.channel, account=way.account, address=way.address, text=text,
            matter=matter, short=SHORT[line.verb], safe="" if talks else SAFE[line.verb],
            not_before=None if way.channel == "mail" else hearing.when(matter, line, now=now),
            now=now,
        )  # fmt: skip
    _keep_open(way, line, now)


def told_of(line: MatterEvent) -> str:
    """The sentence for a line in the language that is active; "" when the reporter need not know."""
    if line.verb not in TOLD or (line.verb == Verb.ADD_WORDS and line.by_reporter):
        return ""
    if line.verb == Verb.TRIAGE and (line.by_reporter or line.code == line.earlier_code):
        return ""
    if line.verb == Verb.SPLIT and line.to_state != State.REOPENED:
        return ""  # what was taken from it is none of its reporter's
    key = "accept_words" if line.verb == Verb.ACCEPT and line.text else line.verb
    facts = {"reference": line.matter.reference, "text": line.text, "day": "", "reason": ""}
    if line.verb == Verb.TRIAGE:
        kind = queries.catalogue_version(line.matter.rulebook).get(line.code)
        facts["kind"] = kind_name(kind) if kind else line.code
        facts["day"] = day(deadline(line.matter.settle_due_at))
    if line.verb == Verb.REPORT and line.matter.first_answer_due_at is not None:
        facts |= {"day": day(line.matter.first_answer_due_at)}
    if line.verb == Verb.PLACE:
        facts["place"] = line.place.name if line.place else line.matter.place.name
    if line.verb == Verb.SUSPEND and line.until is not None:
        facts |= {"day": day(line.until), "reason": str(RESTS[RestReason(line.code)])}
    if line.verb == Verb.RECOUNT and line.until is not None:
        facts |= {"day": day(line.until - timedelta(microseconds=1))}
    return str(TOLD[key]) % facts


def _keep_open(told: channels.Way, line: MatterEvent, now: datetime) -> None:
    """What the reporter writes next may be the reply to this: surely to a worker's words, perhaps
    to an answer."""
    within = {Verb.ADD_WORDS.value: TALK_AFTER_WORDS, Verb.ANSWER.value: TALK_AFTER_ANSWER}
    if line.verb in within:
        until = now + within[line.verb]
        about = until if line.verb == Verb.ADD_WORDS else None
        Conversation.objects.filter(
            channel=told.channel, account=told.account, address=told.address, asking=""
        ).update(matter=line.matter, open_until=until, about_until=about, last_at=now)


def say(
    *,
    channel: str,
    account: str,
    address: str,
    text: str,
    matter: Matter | None = None,
    short: Any = "",
    safe: Any = "",
    not_before: datetime | None = None,
    now: datetime,
) -> None:
    """Queue one message; `short` says it in a word, `safe` what a text says that nobody asked for.

    What is about a matter carries the link to its page, for the ways that cannot hold the words.
    """
    data = {channels.BRIEF: str(short), channels.SAFE: str(safe)}
    if matter is not None:
        data[channels.LINK] = link_for(matter.pk, now=now)
    channels.send(
        channel=channel,
        account=account,
        to=address,
        text=text,
        data={name: value for name, value in data.items() if value},
        not_before=not_before,
        about=("matters.matter", matter.pk) if matter else None,
        label=matter.reference if matter else "",
        now=now,
    )


def talk(key: str, **facts: Any) -> str:
    """A sentence of the conversation in the language that is active."""
    return str(TALK[key]) % facts


def deadline(at: datetime) -> datetime:
    """A deadline as people say it: the end of a day is that day's last second, not the next 0:00."""
    local = at.astimezone(calendar.zone())
    return local - timedelta(seconds=1) if (local.hour, local.minute) == (0, 0) else local


def day(when: datetime) -> str:
    """A day as people say it, on the jurisdiction's calendar."""
    return date_format(timezone.localtime(when, calendar.zone()), "MONTH_DAY_FORMAT")
