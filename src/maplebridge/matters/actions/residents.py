"""What residents do afterwards: add, help, rate, dispute, take back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import calendar, outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..messages import REASONS, kind_name
from ..models import Helper, Matter, MatterRound, Rating, RatingReason
from ..rules import input as limits
from ..rules import reasons as why
from ..rules.clocks import due_from
from ..rules.input import (
    STARS,
    tidy,
)
from ..rules.states import ClosingCode, State, Verb, closing_code
from . import recourse as recourses
from .handing import in_hours
from .steps import (
    CHANGING,
    attach,
    check,
    check_words,
    close,
    fetch,
    heard,
    leave_joined,
    lock,
    optional,
    owe,
    recount,
    said_before,
    set_alarm,
    set_kind,
    step,
    tell_closed,
    told_place,
)


def add_words(
    *,
    viewer: Viewer,
    matter_id: UUID,
    text: str,
    photos: Sequence[UUID] = (),
    id: UUID | None = None,
    receipt_hash: str = "",
    recourse: str = "",
    asks: bool = False,
    now: datetime,
) -> Matter:
    """Add words or photos from either side. Only a worker's words count as heard.

    `id` is made by the client: the same words under the same id are added once. `recourse` is
    another way that the reporter has taken, of rules.states.Recourse. With `asks` a worker's words
    are a question: the settling clock waits for the reply, rules.clocks.ASK_DAYS of a round at most.
    """
    text = tidy(text)
    check_words(text, missing="matter_words_missing")
    with transaction.atomic():
        matter = fetch(matter_id)
        if said_before(viewer, matter, id, text):
            return matter
        check(viewer, matter, Verb.ADD_WORDS, now, receipt_hash)
        by_reporter = policy.standing_of(viewer, matter, receipt_hash) not in policy.WORKERS
        if by_reporter:
            _check_words_of_today(matter, now)
            _wrote(matter, now)
        else:
            heard(matter, Verb.ADD_WORDS, text, now)
        event = step(
            viewer, matter, Verb.ADD_WORDS, now, text=text, by_reporter=by_reporter, event_id=id,
            code=queries.QUESTION if asks and not by_reporter else "",
        )  # fmt: skip
        if matter.is_open and recount(matter, now):  # a question, or the reply to one
            set_alarm(matter, State(matter.state))
            matter.save(update_fields=CHANGING)
        attach(event, photos)
        if recourse and by_reporter:
            recourses.note(viewer, matter, recourse, "", now)
        return matter


def _wrote(matter: Matter, now: datetime) -> None:
    """The resident spoke last: the inbox says so, and whoever has it is told and should reply."""
    if not matter.is_open:
        return
    if matter.wrote_at is None:
        matter.wrote_at = now
        matter.reply_due_at = in_hours(matter, settings.REPLY_HOURS, now)
    if matter.handler_id is not None:
        outbox.tell(facts.PostAsked(matter.pk, matter.handler_id, "wrote"), now=now)


def _check_words_of_today(matter: Matter, now: datetime) -> None:
    today = matter.events.filter(verb=Verb.ADD_WORDS.value, by_reporter=True)
    today = today.filter(at__gte=calendar.start_of(calendar.today(now)))
    if today.count() >= limits.WORDS_A_DAY:
        raise RuleBroken(
            "matter_enough_words_today", most=limits.WORDS_A_DAY, reference=matter.reference
        )


def take_part(*, viewer: Viewer, matter_id: UUID, now: datetime) -> Matter:
    """A neighbour or volunteer says that they helped; the handler confirms with the answer."""
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.TAKE_PART, now)
        assert viewer.person_id is not None, "policy lets only neighbours take part"
        _, fresh = Helper.objects.get_or_create(
            matter=matter, person_id=viewer.person_id, defaults={"said_at": now}
        )
        if not fresh:
            raise RuleBroken("matter_already_helping", reference=matter.reference)
        step(viewer, matter, Verb.TAKE_PART, now)
        return matter


def rate(
    *,
    viewer: Viewer,
    matter_id: UUID,
    stars: int,
    solved: bool,
    text: str = "",
    reasons: Sequence[str] = (),
    receipt_hash: str = "",
    now: datetime,
) -> Matter:
    """Rate the answer and close the matter with the code that follows from it.

    What the clock closed can still be rated for 30 days; it is not opened or closed again by that.

    `reasons` are of rules.reasons. Raises RuleBroken for one that does not go with the stars.
    """
    if stars not in STARS:
        raise RuleBroken("matter_stars_unknown")
    given = _reasons(stars, reasons)
    text = optional(text)
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.RATE, now, receipt_hash)
        late = matter.state == State.CLOSED
        if late and not queries.rates_late(matter, now):
            raise RuleBroken("matter_rated_too_late", reference=matter.reference)
        code = closing_code(ClosingCode(matter.proposed_code), solved=solved)
        if late:
            matter.closing_code = code.value
        else:
            close(matter, code, now)
        rating = Rating.objects.create(
            matter=matter, closing=matter.closing, stars=stars, solved=solved, text=text, at=now
        )
        if given:
            RatingReason.objects.bulk_create(
                RatingReason(rating=rating, reason=reason.value) for reason in given
            )
        step(
            viewer, matter, Verb.RATE, now,
            text=text, by_reporter=True, code=matter.closing_code,
        )  # fmt: skip
        if not late:
            tell_closed(matter, now)
        return matter


def _reasons(stars: int, codes: Sequence[str]) -> list[why.Reason]:
    given = why.known(codes)
    if given is None:
        raise RuleBroken("matter_reason_unknown")
    if wrong := why.unfit(stars, given):
        raise RuleBroken("matter_reason_unfit", reason=str(REASONS[wrong]))
    return given


def dispute(
    *,
    viewer: Viewer,
    matter_id: UUID,
    reason: str,
    receipt_hash: str = "",
    recourse: str = "",
    now: datetime,
) -> Matter:
    """Not solved: the matter is opened again, goes back to its post and gets new clocks.

    The round that ends is kept for the figures. `recourse` as in add_words.
    """
    reason = tidy(reason)
    check_words(reason, missing="matter_reason_missing")
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.DISPUTE, now, receipt_hash)
        rulebook = queries.catalogue_version(matter.rulebook)
        _check_still_disputable(matter, rulebook.reopen_days, now)
        open_again(viewer, matter, reason, now)
        if recourse:
            recourses.note(viewer, matter, recourse, "", now)
        return matter


def open_again(viewer: Viewer, matter: Matter, reason: str, now: datetime, code: str = "") -> None:
    """A new round of a matter that is locked and checked: the one that ends is kept."""
    matter.promised_as = ""
    MatterRound.objects.create(
        matter=matter,
        first_answer_due_at=matter.first_answer_due_at,
        settle_due_at=matter.settle_due_at,
        first_answered_at=matter.first_answered_at,
        answered_at=matter.answered_at,
        ended_at=matter.closed_at or now,
    )
    office = queries.office(now, queries.catalogue_version(matter.rulebook))
    first, settle = due_from(now, queries.promise_of(matter), office)
    matter.first_answer_due_at, matter.settle_due_at = first.at, settle.at
    owe(matter, first.at)
    matter.due_certain = first.certain and settle.certain
    matter.first_answered_at = matter.answered_at = matter.closed_at = None
    matter.closing_code = matter.proposed_code = ""
    leave_joined(matter)
    step(viewer, matter, Verb.DISPUTE, now, text=reason, by_reporter=True, code=code)
    outbox.tell(facts.MatterReopened(matter.pk, told_place(matter)), now=now)


def _check_still_disputable(matter: Matter, days: int, now: datetime) -> None:
    """An answer may be disputed while it stands, a closed matter for `days` calendar days."""
    if matter.closed_at is not None and now > matter.closed_at + timedelta(days=days):
        raise RuleBroken("matter_reopen_too_late", days=days, reference=matter.reference)


def withdraw(
    *, viewer: Viewer, matter_id: UUID, reason: str = "", receipt_hash: str = "", now: datetime
) -> Matter:
    """The reporter takes the matter back; nothing is owed any more."""
    reason = optional(reason)
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.WITHDRAW, now, receipt_hash)
        close(matter, ClosingCode.WITHDRAWN, now)
        step(viewer, matter, Verb.WITHDRAW, now, text=reason, by_reporter=True)
        tell_closed(matter, now)
        return matter


def name_kind(
    *, viewer: Viewer, matter_id: UUID, category: str, receipt_hash: str = "", now: datetime
) -> Matter:
    """The reporter says what kind it is, once, while nobody has sorted it or taken it on.

    The clocks run by that kind from the report on. Who may take a matter back may name its kind.
    """
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.WITHDRAW, now, receipt_hash)
        if matter.state != State.RECEIVED:
            raise RuleBroken("matter_state_forbids", reference=matter.reference)
        kind = queries.catalogue_version(matter.rulebook).get(category)
        if kind is None:
            raise RuleBroken("matter_category_unknown")
        if matter.reporter_id is None and not kind.anonymous:
            raise RuleBroken("matter_kind_needs_a_name", kind=kind_name(kind))
        earlier = matter.category
        if earlier == category:
            raise RuleBroken("matter_category_same", reference=matter.reference)
        matter.promised_as = ""
        set_kind(matter, category, now)
        step(
            viewer, matter, Verb.TRIAGE, now,
            by_reporter=True, code=category, earlier_code=earlier,
        )  # fmt: skip
        outbox.tell(facts.MatterSorted(matter.pk, told_place(matter)), now=now)
        return matter
