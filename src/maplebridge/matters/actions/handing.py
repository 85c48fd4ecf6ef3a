"""Where a matter belongs: hand it on, hand it back, and the decision of those above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import calendar, outbox
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Level, Role, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy, queries
from ..models import Matter
from ..rules import ladder
from ..rules.input import tidy
from ..rules.ladder import Asked
from ..rules.states import ReturnReason, Verb
from .placed import place_it
from .steps import attach, check_words, lock, step, told_place, whom_covered


def refer(
    *,
    viewer: Viewer,
    matter_id: UUID,
    place_id: UUID,
    reason: str,
    event_id: UUID | None = None,
    now: datetime,
) -> Matter:
    """Hand the matter on to who answers at another place, with the reason. Clocks run on.
    `place_id` may be that of a service point: then its team is asked. What nobody has placed yet
    lies from now on at the place that it goes to.

    The post that was asked first answers for it until the other takes it on; when nobody does so
    in time, those above both decide. Sent by somebody above it needs no such waiting.
    """
    reason = tidy(reason)
    check_words(reason, missing="matter_reason_missing")
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.REFER, now)
        asked = _who_answers_at(place_id, now)
        if asked == matter.handler_id:
            raise RuleBroken("matter_refer_same")
        deputy_for = whom_covered(viewer, matter)
        if policy.standing_of(viewer, matter) is policy.Standing.HANDLER:
            _check_not_passed_round(matter, asked)
            matter.first_asked_id = matter.first_asked_id or matter.handler_id
            matter.decide_by = in_hours(matter, ladder.HAND_OVER_HOURS, now)
        else:
            matter.first_asked_id = None
        matter.handler_id = asked
        if matter.path == "":
            place_it(viewer, matter, place_id, now)
        step(
            viewer, matter, Verb.REFER, now,
            text=reason, to_post_id=asked, deputy_for=deputy_for, event_id=event_id,
        )  # fmt: skip
        _tell_handed_on(matter, now)
        return matter


def return_(
    *,
    viewer: Viewer,
    matter_id: UUID,
    reason: str,
    text: str,
    photos: Sequence[UUID] = (),
    now: datetime,
) -> Matter:
    """Hand the matter back with the reason and what proves it. Those above decide by a clock.

    Until then the post that was asked first answers for it. Where nobody stands above those
    concerned it stays with that post, says so, and is listed as stuck (queries.Tab.STUCK). Raises
    RuleBroken when it was decided in this round already.
    """
    text = tidy(text)
    check_words(text, missing="matter_reason_missing")
    if reason not in set(ReturnReason):
        raise RuleBroken("matter_return_reason_unknown")
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.RETURN, now)
        post = policy.handling_post(viewer, matter)
        if post is None or post.post_id != matter.handler_id:
            raise RuleBroken("matter_return_not_held", reference=matter.reference)
        if ladder.was_decided(queries.moves_of(matter)):
            raise RuleBroken("matter_was_decided", reference=matter.reference)
        arbiter = arbiter_of(matter, now)
        deputy_for = whom_covered(viewer, matter)
        give_back(matter, arbiter, now)
        event = step(
            viewer, matter, Verb.RETURN, now,
            text=text, code=reason, to_post_id=arbiter.pk if arbiter else None,
            deputy_for=deputy_for,
        )  # fmt: skip
        attach(event, photos)
        tell_above(matter, arbiter, Asked.DECIDE, now)
        return matter


def assign(
    *, viewer: Viewer, matter_id: UUID, place_id: UUID, reason: str, now: datetime
) -> Matter:
    """Decide where a matter that was handed back belongs, with the reason. It stays decided for
    this round. Raises RuleBroken for somebody below the post that was asked to decide."""
    reason = tidy(reason)
    check_words(reason, missing="matter_reason_missing")
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.ASSIGN, now)
        asked_to_decide = queries.arbiter_asked(matter)
        post = policy.handling_post(viewer, matter)
        if post is None:
            raise Forbidden("matter_not_yours", reference=matter.reference)
        if asked_to_decide is not None and not asked_to_decide.path.startswith(post.path):
            raise RuleBroken("matter_others_decide", place=asked_to_decide.place.name)
        concerned = {matter.handler_id, *_who_handed_back(matter)}
        matter.handler_id = _who_answers_at(place_id, now)
        matter.first_asked_id = None
        step(viewer, matter, Verb.ASSIGN, now, text=reason, to_post_id=matter.handler_id)
        for told in sorted({matter.handler_id, *concerned} - {None}, key=str):
            assert told is not None
            outbox.tell(facts.PostAsked(matter.pk, told, "decided"), now=now)
        return matter


def arbiter_of(matter: Matter, now: datetime) -> people.Post | None:
    """The nearest post above all that are concerned, whose holder or deputy is there today."""
    concerned = people.Post.objects.filter(pk__in=[matter.handler_id, matter.first_asked_id])
    posts = {post.pk: post.path for post in concerned}
    around = territory.common_path([matter.path, *posts.values()])
    chain = queries.supervisors(matter, around, now)
    found = ladder.next_above([cover.post_id for cover in chain], list(posts))
    if found is None:
        return queries.last_resort(list(posts), now)
    return people.Post.objects.filter(pk=found).first()


def give_back(matter: Matter, arbiter: people.Post | None, now: datetime) -> None:
    """The first asked answers for the matter again; the clock of those who decide starts."""
    matter.handler_id = matter.first_asked_id or matter.handler_id
    matter.first_asked_id = None
    matter.decide_by = in_hours(matter, ladder.DECIDE_HOURS, now) if arbiter else None


def tell_above(matter: Matter, post: people.Post | None, why: Asked, now: datetime) -> None:
    """The bell of its place rings, and whoever acts in the post is written to."""
    if post is not None:
        outbox.tell(facts.MatterEscalated(matter.pk, post.place_id), now=now)
        outbox.tell(facts.PostAsked(matter.pk, post.pk, why.value), now=now)


def _who_handed_back(matter: Matter) -> list[UUID]:
    """The posts that this round's hand-overs went to: they wait for the decision too."""
    return [
        move.to_post
        for move in ladder.this_round(queries.moves_of(matter))
        if move.verb is Verb.REFER and move.to_post is not None
    ]


def _tell_handed_on(matter: Matter, now: datetime) -> None:
    outbox.tell(facts.MatterHandedOn(matter.pk, told_place(matter)), now=now)


def _who_answers_at(place_id: UUID, now: datetime) -> UUID:
    today = calendar.today(now)
    if team := people.teams_of([place_id], today).get(place_id):
        if not people.acting_in_team(team.pk, today):
            raise RuleBroken("matter_refer_nowhere")
        return team.pk
    place = territory.place_by_id(place_id)
    role = Role.GRID_WORKER if place.level == Level.GRID else Role.OPERATOR
    found = people.who_answers(place.path, role, today=today)
    if found is None:
        raise RuleBroken("matter_refer_nowhere")
    return found.post_id


def _check_not_passed_round(matter: Matter, asked: UUID) -> None:
    moves = queries.moves_of(matter)
    if ladder.was_decided(moves):
        raise RuleBroken("matter_was_decided", reference=matter.reference)
    if ladder.held_before(moves, asked):
        raise RuleBroken("matter_passed_round", reference=matter.reference)


def in_hours(matter: Matter, hours: int, now: datetime) -> datetime:
    rulebook, category = queries.category_of(matter)
    return ladder.hours_from(now, hours, category.promise, queries.office(now, rulebook)).at
