"""What those who answer do: sort, take on, work, let rest, answer, and reach the reporter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import calendar, outbox
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import Matter
from ..rules import ladder
from ..rules.input import (
    storable,
    tidy,
)
from ..rules.states import ANSWER_CODES, TAKEN_ON, ClosingCode, RestReason, State, Verb
from .contacts import GivenContact, read_given_contact
from .leaving import leave_open
from .looking import ask_for_a_look
from .steps import (
    attach,
    check,
    check_words,
    fetch,
    hand_to_viewer,
    heard,
    lock,
    optional,
    owe,
    set_kind,
    step,
    told_place,
)


def accept(
    *,
    viewer: Viewer,
    matter_id: UUID,
    text: str = "",
    event_id: UUID | None = None,
    now: datetime,
) -> Matter:
    """Take a matter on. The resident sees who and by when; words with it are a first answer.

    Raises RuleBroken with the name of the colleague who was a moment faster.
    """
    text = optional(text)
    with transaction.atomic():
        matter = fetch(matter_id)
        try:
            check(viewer, matter, Verb.ACCEPT, now)
        except RuleBroken as broken:
            raise _taken_by_another(viewer, matter) or broken from None
        hand_to_viewer(viewer, matter)
        matter.act_at = None
        heard(matter, Verb.ACCEPT, text, now)
        step(viewer, matter, Verb.ACCEPT, now, text=text, event_id=event_id)
        return matter


def _taken_by_another(viewer: Viewer, matter: Matter) -> RuleBroken | None:
    """The refusal for somebody whose colleague has taken the matter on, None for any other."""
    if State(matter.state) not in TAKEN_ON:
        return None
    taken = matter.events.filter(verb=Verb.ACCEPT.value).order_by("-at", "-id").first()
    if taken is None or taken.actor_id is None or taken.actor_id == viewer.person_id:
        return None
    name = queries.names_of_workers([taken]).get(taken.actor_id, "")
    return RuleBroken("matter_taken_on", reference=matter.reference, name=name)


def triage(
    *,
    viewer: Viewer,
    matter_id: UUID,
    category: str,
    text: str = "",
    longer: bool = False,
    event_id: UUID | None = None,
    now: datetime,
) -> Matter:
    """Say what kind of matter it really is. Its promise counts from the report on, also backwards.

    The timeline keeps both kinds. Nobody wins time by it: a promise that was given stands where the
    new kind promises less, unless somebody above says that the `longer` one counts. The line says
    the day that follows. Whoever has the matter keeps it: the page proposes whom the kind names.
    """
    text = optional(text)
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.TRIAGE, now)
        rulebook = queries.catalogue_version(matter.rulebook)
        if rulebook.get(category) is None:
            raise RuleBroken("matter_category_unknown")
        earlier = matter.category
        if earlier == category and matter.state != State.RECEIVED:
            raise RuleBroken("matter_category_same", reference=matter.reference)
        if earlier != category:
            above = policy.standing_of(viewer, matter) is policy.Standing.SUPERVISOR
            matter.promised_as = "" if above and longer else matter.promised_as or earlier
            set_kind(matter, category, now)
        step(
            viewer, matter, Verb.TRIAGE, now,
            text=text, code=category, earlier_code=earlier, event_id=event_id,
        )  # fmt: skip
        if earlier != category:
            ask_for_a_look(matter, now)
            outbox.tell(facts.MatterSorted(matter.pk, told_place(matter)), now=now)
        return matter


def start(*, viewer: Viewer, matter_id: UUID, text: str = "", now: datetime) -> Matter:
    """Work has begun: somebody is on the spot. The resident can see that."""
    text = optional(text)
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.START, now)
        heard(matter, Verb.START, text, now)
        step(viewer, matter, Verb.START, now, text=text)
        return matter


def suspend(
    *, viewer: Viewer, matter_id: UUID, reason: str, text: str, until: date, now: datetime
) -> Matter:
    """Let the matter rest until the morning of a day, for a reason that the resident reads.

    The settling clock stands still meanwhile; work goes on by itself on that day. A second rest in
    one round needs somebody above. What rests for a petition or a court that the resident named
    rests as long as that is going on.
    """
    text = tidy(text)
    check_words(text, missing="matter_reason_missing")
    if reason not in set(RestReason):
        raise RuleBroken("matter_rest_reason_unknown")
    today = calendar.today(now)
    if not today < until <= today + timedelta(days=ladder.REST_DAYS_MAX):
        raise RuleBroken("matter_rest_day", most=ladder.REST_DAYS_MAX)
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.SUSPEND, now)
        above = policy.standing_of(viewer, matter) is policy.Standing.SUPERVISOR
        named = matter.recourse_since is not None and reason == RestReason.COURT
        if not above and not named and ladder.rested_before(queries.moves_of(matter)):
            raise RuleBroken("matter_rest_again", reference=matter.reference)
        wakes = calendar.start_of(until)
        matter.first_asked_id = None
        heard(matter, Verb.SUSPEND, text, now)
        owe(matter, wakes)
        matter.act_at = wakes
        step(viewer, matter, Verb.SUSPEND, now, text=text, code=reason, until=wakes)
        return matter


def resume(*, viewer: Viewer, matter_id: UUID, text: str = "", now: datetime) -> Matter:
    """Go on before the day that was said."""
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.RESUME, now)
        wake(viewer, matter, now, optional(text))
        return matter


def wake(viewer: Viewer, matter: Matter, now: datetime, text: str = "") -> None:
    """End the rest of a locked matter: what was left of the settling time is left again."""
    run = queries.clocks_of(matter, now, then=Verb.RESUME)
    matter.settle_due_at = run.settle_due.at
    owe(matter, run.settle_due.at)
    step(viewer, matter, Verb.RESUME, now, text=text)


def answer(
    *,
    viewer: Viewer,
    matter_id: UUID,
    text: str,
    code: str = ClosingCode.FIXED.value,
    photos: Sequence[UUID] = (),
    helpers: Sequence[UUID] = (),
    left: str = "",
    of_group: bool = False,
    event_id: UUID | None = None,
    now: datetime,
) -> Matter:
    """Answer the resident and propose how it ends. `helpers` are those who said they took part.

    `left` says why parts of the work stay open; without it they stand in the way (RuleBroken),
    those of its group when `of_group` says that there are any.
    """
    text = tidy(text)
    check_words(text, missing="matter_answer_missing")
    if code not in ANSWER_CODES:
        raise RuleBroken("matter_code_unknown")
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.ANSWER, now)
        leave_open(viewer, matter, left, now, of_group=of_group)
        heard(matter, Verb.ANSWER, text, now)
        matter.answered_at = now
        matter.due_at = None
        matter.first_asked_id = None
        matter.proposed_code = code
        event = step(viewer, matter, Verb.ANSWER, now, text=text, code=code, event_id=event_id)
        attach(event, photos)
        matter.helpers.filter(person_id__in=helpers).update(confirmed_at=now)
        outbox.tell(facts.MatterAnswered(matter.pk, told_place(matter)), now=now)
        return matter


def see_contact(
    *, viewer: Viewer, matter_id: UUID, reason: str, now: datetime
) -> people.PersonCard | GivenContact:
    """Who reported it and how to reach them, for those who work on it; logged with the reason.

    Of somebody who is no person here, what a program said of them.
    """
    reason = tidy(reason)
    if not reason or len(reason) > 200 or not storable(reason):
        raise RuleBroken("matter_reason_for_contact")
    matter = queries.get_matter(viewer, matter_id)
    if policy.standing_of(viewer, matter) not in policy.WORKERS:
        raise Forbidden("matter_not_yours", reference=matter.reference)
    if matter.reporter_id is None:
        return read_given_contact(viewer=viewer, matter=matter, reason=reason, now=now)
    return people.read_contact(
        viewer=viewer, person_id=matter.reporter_id, what="matter", thing_id=matter.pk,
        reason=reason, now=now,
    )  # fmt: skip
