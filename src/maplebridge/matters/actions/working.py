"""What those who answer do: take on, hand on, answer, and reach the reporter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Level, Role, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy, queries
from ..models import Matter
from ..rules.input import (
    storable,
    tidy,
)
from ..rules.states import ANSWER_CODES, ClosingCode, Verb
from .steps import (
    attach,
    check_words,
    close,
    hand_to_viewer,
    heard,
    lock,
    optional,
    step,
    tell_closed,
    whom_covered,
)


def accept(*, viewer: Viewer, matter_id: UUID, text: str = "", now: datetime) -> Matter:
    """Take a matter on. The resident sees who and by when."""
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.ACCEPT, now)
        hand_to_viewer(viewer, matter)
        heard(matter, now)
        step(viewer, matter, Verb.ACCEPT, now, text=optional(text))
        return matter


def refer(*, viewer: Viewer, matter_id: UUID, place_id: UUID, reason: str, now: datetime) -> Matter:
    """Hand the matter on to who answers at another place, with the reason. Clocks run on."""
    reason = tidy(reason)
    check_words(reason, missing="matter_reason_missing")
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.REFER, now)
        place = territory.place_by_id(place_id)
        role = Role.GRID_WORKER if place.level == Level.GRID else Role.OPERATOR
        found = people.who_answers(place.path, role, today=calendar.today(now))
        if found is None:
            raise RuleBroken("matter_refer_nowhere")
        if found.post_id == matter.handler_id:
            raise RuleBroken("matter_refer_same")
        deputy_for = whom_covered(viewer, matter)
        matter.handler_id = found.post_id
        step(
            viewer, matter, Verb.REFER, now,
            text=reason, to_post_id=found.post_id, deputy_for=deputy_for,
        )  # fmt: skip
        return matter


def answer(
    *,
    viewer: Viewer,
    matter_id: UUID,
    text: str,
    code: str = ClosingCode.FIXED.value,
    photos: Sequence[UUID] = (),
    helpers: Sequence[UUID] = (),
    now: datetime,
) -> Matter:
    """Answer the resident and propose how it ends. `helpers` are those who said they took part."""
    text = tidy(text)
    check_words(text, missing="matter_answer_missing")
    if code not in ANSWER_CODES:
        raise RuleBroken("matter_code_unknown")
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.ANSWER, now)
        heard(matter, now)
        matter.answered_at = now
        matter.due_at = None
        matter.proposed_code = code
        event = step(viewer, matter, Verb.ANSWER, now, text=text, code=code)
        attach(event, photos)
        matter.helpers.filter(person_id__in=helpers).update(confirmed_at=now)
        return matter


def mark_duplicate(*, viewer: Viewer, matter_id: UUID, of_reference: str, now: datetime) -> Matter:
    """Close the matter as a repetition of an earlier one that the viewer works on too."""
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.MARK_DUPLICATE, now)
        earlier = Matter.objects.filter(reference=of_reference.strip().upper()[:24]).first()
        if (
            earlier is None
            or earlier.pk == matter.pk
            or policy.standing_of(viewer, earlier) not in policy.WORKERS
        ):
            raise RuleBroken("matter_duplicate_unknown")
        matter.duplicate_of = earlier
        close(matter, ClosingCode.DUPLICATE, now)
        step(viewer, matter, Verb.MARK_DUPLICATE, now, text=earlier.reference)
        tell_closed(matter, now)
        return matter


def see_contact(
    *, viewer: Viewer, matter_id: UUID, reason: str, now: datetime
) -> people.PersonCard:
    """Who reported it and how to reach them, for those who work on it; logged with the reason."""
    reason = tidy(reason)
    if not reason or len(reason) > 200 or not storable(reason):
        raise RuleBroken("matter_reason_for_contact")
    matter = queries.get_matter(viewer, matter_id)
    if policy.standing_of(viewer, matter) not in policy.WORKERS:
        raise Forbidden("matter_not_yours", reference=matter.reference)
    if matter.reporter_id is None:
        raise Missing("matter_missing")
    return people.read_contact(
        viewer=viewer, person_id=matter.reporter_id, what="matter", thing_id=matter.pk,
        reason=reason, now=now,
    )  # fmt: skip
