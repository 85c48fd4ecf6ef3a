"""What a resident says when they are called back by lot: it is not solved after all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from ..models import Matter
from ..rules.input import tidy
from ..rules.states import ON_CALL, ClosingCode, State, Verb, closing_code
from .alarms import next_above
from .residents import open_again
from .steps import check_words, fetch, optional, step


def unsolved_on_call(
    *, viewer: Viewer, matter_id: UUID, reopen: bool, words: str, now: datetime
) -> Matter:
    """Open a closed matter again in the name of its resident, with their words, or note that they
    leave it: then it is closed as not solved. Handler and one above are told.

    Who may: the caller that a lot named, which the review has checked. The days within which a
    resident disputes do not bind a call that the house itself makes, a month later. What is open
    again already stays as it is.
    """
    with transaction.atomic():
        matter = fetch(matter_id)
        if matter.state != State.CLOSED:
            return matter
        if reopen:
            words = tidy(words)
            check_words(words, missing="matter_call_words_missing")
            if not matter.words:
                raise RuleBroken("matter_forgotten", reference=matter.reference)
            open_again(viewer, matter, words, now, code=ON_CALL)
            _tell(matter, "call_reopened", now)
            return matter
        code = closing_code(ClosingCode(matter.closing_code), solved=False)
        matter.closing_code = code.value
        step(viewer, matter, Verb.CALL_BACK, now, text=optional(words), by_reporter=True, code=code)
        _tell(matter, "call_left", now)
        return matter


def _tell(matter: Matter, why: str, now: datetime) -> None:
    above = next_above(matter, matter.path, [], now)
    for post_id in (matter.handler_id, above.pk if above else None):
        if post_id is not None:
            outbox.tell(facts.PostAsked(matter.pk, post_id, why), now=now)
