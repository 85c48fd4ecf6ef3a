"""What every step shares: fetch and lock, may?, rule?, write, audit, tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from maplebridge import events as facts
from maplebridge.core import audit, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..models import CoReporter, Matter, MatterEvent, MatterPhoto
from ..rules import ladder
from ..rules.clocks import is_answer
from ..rules.conversing import HEARD
from ..rules.input import (
    PHOTOS_MAX,
    WORDS_MAX,
    storable,
    tidy,
)
from ..rules.states import OPEN, ClosingCode, State, Verb, next_state
from .finding import find_by_line


def fetch(matter_id: UUID) -> Matter:
    """The matter, locked until the transaction ends. Raises Missing."""
    found = Matter.objects.select_for_update(of=("self",), no_key=True)
    matter = found.select_related("community").filter(pk=matter_id).first()
    if matter is None:
        raise Missing("matter_missing")
    return matter


def lock(
    viewer: Viewer, matter_id: UUID, verb: Verb, now: datetime, receipt_hash: str = ""
) -> Matter:
    """Fetch + lock, may?, rule? in this order: Missing, Forbidden, then the state."""
    return check(viewer, fetch(matter_id), verb, now, receipt_hash)


def check(
    viewer: Viewer, matter: Matter, verb: Verb, now: datetime, receipt_hash: str = ""
) -> Matter:
    """What `lock` checks, of a matter that is locked already."""
    matter.bond = queries.bond_of(viewer, matter, now)
    if not policy.may_see(viewer, matter, receipt_hash):
        raise Missing("matter_missing")
    if not policy.may(viewer, matter, verb, receipt_hash):
        raise Forbidden("matter_not_yours", reference=matter.reference)
    if next_state(State(matter.state), verb) is None:
        raise RuleBroken("matter_state_forbids", reference=matter.reference)
    return matter


def said_before(viewer: Viewer, matter: Matter, event_id: UUID | None, text: str) -> bool:
    """Whether this very line was written by an earlier try. Raises RuleBroken for another's id."""
    earlier = MatterEvent.objects.filter(pk=event_id).first() if event_id is not None else None
    if earlier is None:
        return False
    mine = (earlier.matter_id, earlier.actor_id) == (matter.pk, viewer.person_id)
    if not mine or earlier.text != text:
        raise RuleBroken("matter_id_taken")
    return True


def whom_covered(viewer: Viewer, matter: Matter) -> UUID | None:
    post = policy.handling_post(viewer, matter)
    return post.deputy_for if post else None


def hand_to_viewer(viewer: Viewer, matter: Matter) -> None:
    """A matter without a handler is held by the post of whoever takes it on.

    One that has a handler stays with that post, also when a supervisor or a deputy takes it on; a
    hand-over is over then. Changes the object only: the `step` that follows writes it.
    """
    post = policy.handling_post(viewer, matter)
    if post is not None and matter.handler_id is None:
        matter.handler_id = post.post_id
    if post is not None and post.post_id == matter.first_asked_id:
        matter.handler_id = post.post_id
    matter.first_asked_id = None


def heard(matter: Matter, verb: Verb, text: str, now: datetime) -> None:
    """The first answer is met by what the resident was told; then the settling day is owed."""
    if matter.first_answered_at is None and is_answer(verb, not text):
        matter.first_answered_at = now
        if matter.due_at is not None:
            owe(matter, matter.settle_due_at)


def owe(matter: Matter, due: datetime) -> None:
    """The next deadline; nobody above has been told of it yet."""
    matter.due_at = due
    matter.rung = 0


def set_kind(matter: Matter, category: str, now: datetime) -> None:
    """Another kind, and the deadlines of the running round by its promise. Changes the object only."""
    matter.category = category
    recount(matter, now)


def set_alarm(matter: Matter, state: State) -> None:
    """When the clock acts next: on a missed deadline, or when nobody took it on or decided in time.

    Handing a matter on or back stops no deadline. A rest has set its own end.
    """
    waits = state is State.RETURNED or (state in OPEN and matter.first_asked_id is not None)
    if not waits:
        matter.decide_by = None
    if state not in OPEN:
        matter.act_at = None
    elif state is not State.SUSPENDED:
        overdue = (
            None if _stands_still(matter) else ladder.overdue_alarm(matter.due_at, matter.rung)
        )
        matter.act_at = ladder.next_alarm(matter.decide_by, overdue, matter.reply_due_at)


def _stands_still(matter: Matter) -> bool:
    """Whether nothing can become late: it was heard, and a petition or a court is at work."""
    return matter.recourse_since is not None and matter.first_answered_at is not None


def recount(matter: Matter, now: datetime, then: Verb | None = None) -> bool:
    """Set the deadlines of the running round by its events, as if `then` were done now; whether one
    of them moved. Those above who were told stay told while the new deadline has passed as well."""
    run = queries.clocks_of(matter, now, then=then)
    before = (matter.first_answer_due_at, matter.settle_due_at)
    matter.first_answer_due_at, matter.settle_due_at = run.first_answer_due.at, run.settle_due.at
    matter.due_certain = run.first_answer_due.certain and run.settle_due.certain
    if matter.due_at is not None and matter.state != State.SUSPENDED:
        heard = matter.first_answered_at is not None
        due = matter.settle_due_at if heard else matter.first_answer_due_at
        if due != matter.due_at and due > now:
            owe(matter, due)
        matter.due_at = due
    return before != (matter.first_answer_due_at, matter.settle_due_at)


def close(matter: Matter, code: ClosingCode, now: datetime) -> None:
    matter.closing += 1
    matter.closing_code = code.value
    matter.wrote_at = matter.reply_due_at = None
    matter.closed_at = now
    matter.due_at = None
    matter.first_asked_id = None


def step(
    viewer: Viewer,
    matter: Matter,
    verb: Verb,
    now: datetime,
    *,
    text: str = "",
    by_reporter: bool = False,
    code: str = "",
    earlier_code: str = "",
    until: datetime | None = None,
    place_id: UUID | None = None,
    earlier_place_id: UUID | None = None,
    to_post_id: UUID | None = None,
    deputy_for: UUID | None = None,
    event_id: UUID | None = None,
) -> MatterEvent:
    """Write the next state, the line of the timeline and the audit entry."""
    before = State(matter.state)
    after = next_state(before, verb)
    assert after is not None
    if verb in _REPLIES and not by_reporter:
        matter.wrote_at = matter.reply_due_at = None
    if deputy_for is None and not by_reporter:
        deputy_for = whom_covered(viewer, matter)
    if after not in OPEN:
        matter.helped_at = None
    matter.state = after.value
    matter.last_activity_at = now
    set_alarm(matter, after)
    matter.save(update_fields=CHANGING)
    event = MatterEvent(
        id=event_id or uuid7(),
        matter=matter,
        verb=verb.value,
        actor_id=viewer.person_id,
        by_reporter=by_reporter,
        deputy_for_id=deputy_for,
        to_post_id=to_post_id,
        text=text,
        from_state=before.value,
        to_state=after.value,
        code=code or matter.closing_code,
        earlier_code=earlier_code,
        until=until,
        place_id=place_id,
        earlier_place_id=earlier_place_id,
        closing=matter.closing,
        at=now,
    )
    event.save(force_insert=True)
    find_by_line(matter.pk, verb, text)
    audit.record(
        viewer=viewer, verb=f"matter.{verb.value}", thing=matter, now=now, deputy_for=deputy_for,
        event=event.pk, state=after.value,
    )  # fmt: skip
    if verb in HEARD:
        outbox.tell(facts.StepTaken(matter.pk, event.pk), now=now)
    return event


_REPLIES = frozenset(
    {Verb.ACCEPT, Verb.ADD_WORDS, Verb.ANSWER, Verb.SUSPEND, Verb.START, Verb.CLOSE_UNDISPUTED}
)
"""The resident hears something by these: whoever spoke last is no longer the resident."""


CHANGING = [
    "state", "handler", "first_answer_due_at", "settle_due_at", "due_at", "due_certain",
    "first_answered_at", "answered_at", "closed_at", "proposed_code", "closing_code", "closing",
    "duplicate_of", "last_activity_at", "category", "first_asked", "decide_by", "act_at",
    "rung", "recourse_since", "promised_as", "wrote_at", "reply_due_at",
    "helped_at",
]  # fmt: skip


def leave_joined(matter: Matter) -> None:
    """The matter stands for itself again: those who came with it hear of it here, not there."""
    CoReporter.objects.filter(via=matter).delete()
    matter.duplicate_of = None


def tell_closed(matter: Matter, now: datetime) -> None:
    helped = matter.helpers.filter(confirmed_at__isnull=False).order_by("said_at", "id")
    outbox.tell(
        facts.MatterClosed(
            matter_id=matter.pk,
            place_id=told_place(matter),
            closing=matter.closing,
            closing_code=matter.closing_code,
            reporter_id=matter.reporter_id,
            helper_ids=tuple(helped.values_list("person_id", flat=True)[:50]),
        ),
        now=now,
    )


def optional(text: str) -> str:
    text = tidy(text)
    if text:
        check_words(text, missing="matter_words_missing")
    return text


def check_words(words: str, *, missing: str, most: int = WORDS_MAX) -> None:
    """Raise RuleBroken when `words` (tidied) are absent, too long or cannot be shown."""
    if not words:
        raise RuleBroken(missing)
    if len(words) > most:
        raise RuleBroken("matter_words_too_long", length=len(words), most=most)
    if not storable(words):
        raise RuleBroken("matter_words_unreadable")


def attach(event: MatterEvent, photos: Sequence[UUID]) -> None:
    """Join kept photos to a line of the timeline.

    Their rows are locked until the transaction ends: the sweep of files that nothing points to
    comes before (then RuleBroken) or after, never in between.
    """
    if not photos:
        return
    photos = tuple(dict.fromkeys(photos))
    if len(photos) > PHOTOS_MAX:
        raise RuleBroken("matter_too_many_photos", most=PHOTOS_MAX)
    kept = StoredFile.objects.select_for_update(no_key=True).filter(pk__in=photos)
    if len(kept.order_by("pk").values_list("pk", flat=True)) < len(photos):
        raise RuleBroken("matter_photo_expired")
    MatterPhoto.objects.bulk_create(
        MatterPhoto(event=event, file_id=file_id, order=order)
        for order, file_id in enumerate(photos)
    )


def told_place(matter: Matter) -> UUID:
    return matter.grid_id or matter.community_id or matter.place_id
