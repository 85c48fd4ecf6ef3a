"""Another community calls the reporter of a closed matter and notes how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from .. import queries
from ..models import OUTCOMES, CallBack

KEPT_DAYS = 365
TEXT_MAX = 500
REASON = "call-back by lot"


def read_number(*, viewer: Viewer, call_id: UUID, now: datetime) -> people.PersonCard:
    """Name and number of the reporter, for this one call; the person reads in their log who and why.

    Raises RuleBroken when the call is noted already, or nobody is known any more.
    """
    call = queries.call_for(viewer, call_id)
    if call.outcome:
        raise RuleBroken("call_done")
    if call.matter.reporter_id is None:
        raise RuleBroken("call_reporter_gone", reference=call.matter.reference)
    return people.read_contact(
        viewer=viewer, person_id=call.matter.reporter_id, what="call", thing_id=call.pk,
        reason=f"{REASON} {call.sample.month:%Y-%m}", now=now,
    )  # fmt: skip


def note_call(
    *,
    viewer: Viewer,
    call_id: UUID,
    outcome: str,
    text: str = "",
    reopen: bool | None = None,
    now: datetime,
) -> CallBack:
    """How the call ended, once. The resident's own rating stays what it is.

    Of "not solved" it says whether they want it opened again: then it is, in their name and with
    their words; else it counts as not solved. Handler and one above are told of either.
    """
    if outcome not in OUTCOMES:
        raise RuleBroken("call_outcome_unknown")
    if outcome == "not_solved" and reopen is None:
        raise RuleBroken("call_then_what")
    with transaction.atomic():
        call = queries.call_for(viewer, call_id)
        call = CallBack.objects.select_for_update(of=("self",)).get(pk=call.pk)
        if call.outcome:
            raise RuleBroken("call_done")
        call.outcome, call.text, call.noted_at = outcome, text.strip()[:TEXT_MAX], now
        if outcome == "not_solved":
            call.reopened = reopen
            matters.unsolved_on_call(
                viewer=viewer, matter_id=call.matter_id, reopen=bool(reopen), words=call.text,
                now=now,
            )  # fmt: skip
        call.save(update_fields=["outcome", "text", "noted_at", "reopened"])
        audit.record(viewer=viewer, verb="review.call", thing=call, now=now, outcome=outcome)
        return call


def purge_expired(*, now: datetime) -> None:
    """Empty what residents said on the phone a year after the drawing."""
    before = now - timedelta(days=KEPT_DAYS)
    CallBack.objects.filter(drawn_at__lt=before).exclude(text="").update(text="")
