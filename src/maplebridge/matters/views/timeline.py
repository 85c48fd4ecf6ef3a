"""The timeline as people read it: what was done and by whom, on a page or on a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..actions.telling import day, deadline
from ..messages import CODES, RECOURSES, RESTS, RETURNS, STEPS
from ..models import Matter, MatterEvent
from ..rules.ladder import Asked
from ..rules.states import (
    CONFIDED,
    HOUSEWORK,
    OF_TASKS,
    ON_CALL,
    OPEN,
    ClosingCode,
    Recourse,
    RestReason,
    ReturnReason,
    State,
    Verb,
)
from .wording import category_name


@dataclass(slots=True)
class Shown:
    """One line of the timeline as portal/_timeline.html prints it."""

    title: str
    at: datetime
    who: str
    words: str
    tone: str
    icon: str
    photos: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Handled:
    """Who worked on a matter that is answered: by name, and in which post."""

    name: str
    post: str
    holder: str


@dataclass(frozen=True, slots=True)
class Story:
    """A matter's timeline and what is needed to tell it to one viewer."""

    matter: Matter
    viewer: Viewer
    standing: policy.Standing
    events: list[MatterEvent]
    names: dict[UUID, str]
    offices: dict[UUID, people.Post]
    places: dict[UUID, str]

    @property
    def inside(self) -> bool:
        return policy.may_see_photos(self.standing)


def story_of(
    viewer: Viewer,
    matter: Matter,
    standing: policy.Standing,
    *,
    more_people: Sequence[UUID] = (),
    on_paper: bool = False,
) -> Story:
    """Read the timeline. Posts are looked up only where they are named.

    How the work is shared out is told to those who work on it alone; that somebody went to court is
    nobody's business but theirs and the handler's.
    """
    events = queries.events_of(matter)
    if standing not in policy.WORKERS:
        events = [event for event in events if event.verb not in HOUSEWORK]
    if not policy.may_see_photos(standing):
        events = [event for event in events if event.verb not in CONFIDED]
    acted = [pk for e in events for pk in (e.actor_id, e.deputy_for_id) if pk is not None]
    names = people.names_for([*acted, *more_people], viewer)
    names |= queries.names_of_workers(events)
    named = on_paper or State(matter.state) not in OPEN
    offices = queries.offices_of(matter, events) if named else {}
    places = queries.place_names(events)
    return Story(matter, viewer, standing, events, names, offices, places)


def on_page(story: Story) -> list[Shown]:
    return [_shown(story, event, _who(story, event)) for event in story.events]


def on_paper(story: Story) -> list[Shown]:
    """For documents and programs, where nobody is "you": each is named by what they are here."""
    return [_shown(story, event, _who_in_full(story, event)) for event in story.events]


def handled_by(story: Story) -> Handled | None:
    """Who answered an answered or closed matter; None when no worker touched it, or while open."""
    if State(story.matter.state) in OPEN:
        return None
    worked = [e for e in story.events if e.actor_id is not None and _in_office(e)]
    answers = [e for e in worked if e.verb == Verb.ANSWER]
    if not worked:
        return None
    last = (answers or worked)[-1]
    assert last.actor_id is not None
    post = story.offices.get(last.deputy_for_id or last.actor_id)
    return Handled(
        name=story.names.get(last.actor_id, ""),
        post=people.office_name(post) if post else "",
        holder=story.names.get(last.deputy_for_id, "") if last.deputy_for_id else "",
    )


def _in_office(event: MatterEvent) -> bool:
    """Whether it is the work of those who answer; who did a part answers to them."""
    helped = event.verb == Verb.TAKE_PART or event.verb in OF_TASKS
    return not event.by_reporter and not helped


def _shown(story: Story, event: MatterEvent, who: str) -> Shown:
    _, tone, icon = STEPS[Verb(event.verb)]
    readable = story.inside or event.verb in {Verb.REPORT, Verb.ANSWER}
    readable = readable and event.verb not in _WITH_ANOTHER
    readable = readable and (event.verb not in OF_TASKS or story.standing in policy.WORKERS)
    return Shown(
        title=_placed(story, event) or _title(story.matter, event, inside=story.inside),
        at=event.at,
        who="" if event.verb in OF_TASKS and story.standing not in policy.WORKERS else who,
        words=event.text if readable else "",
        tone=tone,
        icon=icon,
        photos=_photos(event) if story.inside else [],
    )


def _photos(event: MatterEvent) -> list[dict[str, str]]:
    return [
        {
            "url": reverse("matters:photo", args=[event.matter_id, photo.pk]),
            "alt": gettext("Photo %(number)s") % {"number": photo.order + 1},
        }
        for photo in event.photos.all()
    ]


def _placed(story: Story, event: MatterEvent) -> str:
    """From where to where, for those inside; neighbours learn no more than the head of the page says."""
    if event.verb != Verb.PLACE or event.place_id is None or not story.inside:
        return ""
    facts = {"place": story.places.get(event.place_id, "")}
    return (
        gettext("Found to lie at %(place)s, not at %(before)s")
        % {
            **facts,
            "before": story.places.get(event.earlier_place_id, ""),
        }
        if event.earlier_place_id
        else gettext("Found to lie at %(place)s") % facts
    )


def _title(matter: Matter, event: MatterEvent, *, inside: bool) -> str:
    verb, place = Verb(event.verb), event.to_post.place.name if event.to_post else ""
    if verb in _WITH_ANOTHER and event.text and inside:
        return _WITH_ANOTHER[verb] % {"reference": event.text}
    if verb is Verb.ESCALATE and event.code == Asked.OVERDUE:
        return _told_late(place)
    if verb in _TO_A_PLACE and place:
        return _TO_A_PLACE[verb] % {"place": place}
    if verb is Verb.RETURN:
        return _handed_back(event)
    if verb is Verb.SUSPEND and event.code and event.until is not None:
        facts = {"day": day(event.until), "reason": RESTS[RestReason(event.code)]}
        return gettext("Rests until %(day)s: %(reason)s") % facts
    if verb in _SORTING and event.code and (inside or verb is Verb.TRIAGE):
        return _sorted(matter, event)
    if verb is Verb.ANSWER and event.code:
        return gettext("Answered: %(ending)s") % {"ending": CODES[ClosingCode(event.code)]}
    if verb in {Verb.RATE, Verb.CLOSE_UNDISPUTED} and event.code:
        return gettext("Closed: %(ending)s") % {"ending": CODES[ClosingCode(event.code)]}
    return _with_a_code(event)


def _with_a_code(event: MatterEvent) -> str:
    if event.verb == Verb.DISPUTE and event.code == ON_CALL:
        return gettext("Not solved, said when called back: opened again")
    if event.verb == Verb.NAME_RECOURSE and event.code in set(Recourse):
        named = RECOURSES[Recourse(event.code)]
        return gettext("Named by the resident: %(recourse)s") % {"recourse": named}
    if event.verb == Verb.RECOUNT and event.until is not None:
        facts = {"day": day(event.until - timedelta(microseconds=1))}
        if event.code == "rules":
            return gettext("The promise became shorter: settled by %(day)s") % facts
        return gettext("The calendar changed: settled by %(day)s") % facts
    return str(STEPS[Verb(event.verb)][0])


def _handed_back(event: MatterEvent) -> str:
    if event.to_post is None:
        return gettext("Handed back; nobody stands above who could decide. It stays where it is")
    if event.code:
        return gettext("Handed back: %(reason)s") % {"reason": RETURNS[ReturnReason(event.code)]}
    return str(STEPS[Verb.RETURN][0])


_SORTING = {Verb.REPORT, Verb.TRIAGE}


def _sorted(matter: Matter, event: MatterEvent) -> str:
    """As what: by the words of the report, or by somebody; with the deadline that follows."""
    facts = {"kind": category_name(matter.rulebook, event.code)}
    if event.verb == Verb.REPORT:
        return gettext("Reported; sorted from the words as: %(kind)s") % facts
    if _counts_now(matter, event):
        facts["day"] = day(deadline(matter.settle_due_at))
        return gettext("Sorted as: %(kind)s; settled by %(day)s") % facts
    return gettext("Sorted as: %(kind)s") % facts


def _told_late(place: str) -> str:
    if place:
        return gettext("A deadline passed; told above: %(place)s") % {"place": place}
    return gettext("A deadline passed; nobody further above is left to tell")


def _counts_now(matter: Matter, event: MatterEvent) -> bool:
    """Whether the sorting changed the kind, and the deadline that followed still runs."""
    changed = event.earlier_code != event.code and event.code == matter.category
    return changed and matter.state in OPEN - {State.SUSPENDED} and event.closing == matter.closing


_TO_A_PLACE = {
    Verb.REFER: gettext_lazy("Handed on to %(place)s"),
    Verb.ASSIGN: gettext_lazy("Decided: it belongs to %(place)s"),
    Verb.ESCALATE: gettext_lazy("Those above were asked: %(place)s"),
    Verb.ADD_TASK: gettext_lazy("A part was asked of %(place)s"),
}


_WITH_ANOTHER = {
    Verb.MARK_DUPLICATE: gettext_lazy("Closed as a repetition of %(reference)s"),
    Verb.JOIN: gettext_lazy("%(reference)s, about the same, was joined to it"),
    Verb.SPLIT: gettext_lazy("Taken apart from %(reference)s"),
}


def _by_the_clock(event: MatterEvent) -> bool:
    """Whether no person did it: nobody objected, took it on, decided or ended the rest in time."""
    return event.actor_id is None and not event.by_reporter and event.verb != Verb.REPORT


def _who(story: Story, event: MatterEvent) -> str:
    """Who did it, in words. Neighbours read no resident's name, not even a masked one."""
    if event.actor_id is None:
        if _by_the_clock(event):
            return gettext("by the clock")
        return gettext("a resident") if event.by_reporter else ""
    if event.actor_id == story.viewer.person_id:
        name = gettext("you")
    elif event.by_reporter and (event.verb == Verb.JOIN or not story.inside):
        return gettext("a resident")
    else:
        name = story.names.get(event.actor_id, "")
    if event.deputy_for_id is not None:
        holder = story.names.get(event.deputy_for_id, "")
        return gettext("%(name)s, acting for %(holder)s") % {"name": name, "holder": holder}
    return name


def _who_in_full(story: Story, event: MatterEvent) -> str:
    if _by_the_clock(event):
        return gettext("by the clock")
    if event.by_reporter and (event.verb == Verb.JOIN or not story.inside):
        return gettext("a resident")
    if event.actor_id is None:
        return gettext("the reporter") if event.by_reporter else ""
    name = story.names.get(event.actor_id, "")
    if event.verb == Verb.TAKE_PART:
        return gettext("%(name)s, who helped") % {"name": name}
    if event.by_reporter:
        if event.actor_id == story.matter.reporter_id:
            return gettext("%(name)s, the reporter") % {"name": name}
        return gettext("%(name)s, for the reporter") % {"name": name}
    return _worker(story, event, name)


def _worker(story: Story, event: MatterEvent, name: str) -> str:
    assert event.actor_id is not None
    office = story.offices.get(event.deputy_for_id or event.actor_id)
    role = people.ROLE_NAMES[office.role] if office else gettext("Worker")
    if event.deputy_for_id is None:
        return gettext("%(role)s %(name)s") % {"role": role, "name": name}
    holder = story.names.get(event.deputy_for_id, "")
    facts = {"name": name, "role": role, "holder": holder}
    return gettext("%(name)s, acting for %(role)s %(holder)s") % facts
