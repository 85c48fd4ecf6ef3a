"""A resident, a volunteer or an organisation puts a matter right: said with words and photos, confirmed.

Who took a matter upon themselves is kept by a floor above, which asks here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import outbox
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..models import Helper, Matter, MatterEvent
from ..rules.input import tidy
from ..rules.states import ClosingCode, State, Verb, next_state
from .steps import attach, check_words, fetch, heard, step, told_place


@transaction.atomic
def tell_help(
    *,
    viewer: Viewer,
    matter_id: UUID,
    text: str,
    photos: Sequence[UUID],
    counts: bool,
    now: datetime,
) -> MatterEvent:
    """What was done by somebody who took it upon themselves, as a line for those who work on it.

    `counts` makes them a helper, to be confirmed; an organisation is none. The caller has checked
    that the viewer took it on. Raises RuleBroken when the matter has moved on.
    """
    text = tidy(text)
    check_words(text, missing="matter_words_missing")
    matter = _open(matter_id, Verb.TAKE_PART)
    assert viewer.person_id is not None, "only a person takes a matter upon themselves"
    if counts:
        Helper.objects.get_or_create(
            matter=matter, person_id=viewer.person_id, defaults={"said_at": now}
        )
    matter.helped_at = now
    event = step(viewer, matter, Verb.TAKE_PART, now, text=text)
    attach(event, photos)
    return event


def take_help_back(*, matter_id: UUID) -> None:
    """It is not done yet, or whoever said so gave it up: nobody has to look at it."""
    Matter.objects.filter(pk=matter_id).update(helped_at=None)


@transaction.atomic
def confirm_help(
    *, viewer: Viewer, matter_id: UUID, text: str, helper_id: UUID | None, now: datetime
) -> Matter:
    """The reporter says that a helper put it right: answered as fixed, theirs to rate like any answer.

    Raises Missing, Forbidden, RuleBroken.
    """
    text = tidy(text)
    check_words(text, missing="matter_answer_missing")
    matter = _open(matter_id, Verb.ANSWER)
    matter.bond = queries.bond_of(viewer, matter, now)
    if not policy.may_see(viewer, matter):
        raise Missing("matter_missing")
    if policy.standing_of(viewer, matter) is not policy.Standing.REPORTER:
        raise policy.not_yours(matter)
    heard(matter, Verb.ANSWER, text, now)
    matter.answered_at = now
    matter.due_at = None
    matter.first_asked_id = None
    matter.proposed_code = ClosingCode.FIXED.value
    code = ClosingCode.FIXED.value
    step(viewer, matter, Verb.ANSWER, now, text=text, by_reporter=True, code=code)
    if helper_id is not None:
        matter.helpers.filter(person_id=helper_id).update(confirmed_at=now)
    outbox.tell(facts.MatterAnswered(matter.pk, told_place(matter)), now=now)
    return matter


def _open(matter_id: UUID, verb: Verb) -> Matter:
    matter = fetch(matter_id)
    if matter.state == State.ANSWERED or next_state(State(matter.state), verb) is None:
        raise RuleBroken("matter_state_forbids", reference=matter.reference)
    return matter
