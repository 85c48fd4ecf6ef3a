"""The public timeline: what was done and in which post, never by whom; released words only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from maplebridge.core import calendar
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from ..models import Publication

TOLD = (
    frozenset(matters.Verb)
    - {matters.Verb.ADD_WORDS, matters.Verb.LEAVE_TASKS}
    - matters.HOUSEWORK
    - matters.OF_TASKS
    - matters.CONFIDED
)
"""Words that were added are between the reporter and the handler; they are not told. Nor is how the
work was shared out."""


@dataclass(slots=True)
class PublicStep:
    """One line, as portal/_timeline.html prints it; `pictures` are ids of public copies,
    `photos` their addresses, which the view fills in. `at` is a day for what residents did: the
    minute would help to guess who it was."""

    title: str
    at: date | datetime
    who: str
    words: str
    tone: str
    icon: str
    pictures: list[UUID] = field(default_factory=list)
    photos: list[dict[str, str]] = field(default_factory=list)


def story_of(publication: Publication) -> list[PublicStep]:
    """Four queries, whatever the number of lines."""
    matter = publication.matter
    events = [e for e in matters.events_of(matter) if e.verb in TOLD]
    offices = matters.offices_of(matter, events)
    worded = dict(publication.lines.values_list("event_id", "words"))
    copies: dict[UUID, list[UUID]] = {}
    shown = publication.pictures.filter(file__isnull=False).order_by("photo__order", "id")
    for event_id, picture_id in shown.values_list("photo__event_id", "id"):
        copies.setdefault(event_id, []).append(picture_id)
    steps = [_step(publication, event, offices, worded) for event in events]
    for event, step in zip(events, steps, strict=True):
        step.pictures = copies.pop(event.pk, [])
    for left in copies.values():  # photos of added words stand with the report
        steps[0].pictures += left
    return steps


def _step(
    publication: Publication,
    event: matters.MatterEvent,
    offices: dict[UUID, people.Post],
    worded: dict[UUID, str],
) -> PublicStep:
    verb = matters.Verb(event.verb)
    words, tone, icon = matters.STEPS[verb]
    reported = verb is matters.Verb.REPORT
    return PublicStep(
        title=_title(event, str(words)),
        at=event.at if _of_an_office(event, offices) else calendar.today(event.at),
        who=_who(event, offices),
        words=publication.words if reported else worded.get(event.pk, ""),
        tone=tone,
        icon=icon,
    )


def _of_an_office(event: matters.MatterEvent, offices: dict[UUID, people.Post]) -> bool:
    """What the clock does follows a resident's step at once, and would tell its minute."""
    of_resident = event.by_reporter or event.verb in {matters.Verb.REPORT, matters.Verb.TAKE_PART}
    by = event.deputy_for_id or event.actor_id
    return by is not None and by in offices and not of_resident


def _title(event: matters.MatterEvent, words: str) -> str:
    verb = matters.Verb(event.verb)
    if verb is matters.Verb.ANSWER and event.code:
        ending = matters.CODES[matters.ClosingCode(event.code)]
        return gettext("Answered: %(ending)s") % {"ending": ending}
    if verb in {matters.Verb.RATE, matters.Verb.CLOSE_UNDISPUTED} and event.code:
        ending = matters.CODES[matters.ClosingCode(event.code)]
        return gettext("Closed: %(ending)s") % {"ending": ending}
    return words


def _who(event: matters.MatterEvent, offices: dict[UUID, people.Post]) -> str:
    if event.by_reporter or event.verb == matters.Verb.TAKE_PART:
        return gettext("a resident")
    if event.actor_id is None:
        return gettext("by the clock")
    post = offices.get(event.deputy_for_id or event.actor_id)
    if post is None:
        return gettext("Worker")
    return people.office_name(post)
