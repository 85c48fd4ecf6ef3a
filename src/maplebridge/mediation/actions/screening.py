"""The screen: its questions are answered, and the desk takes the quarrel on or says where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from ..queries.next_things import facts_of
from ..rules import screening
from ..rules.screening import QUESTIONS, Answer, Effect
from ..rules.stages import State, Verb
from ..rules.visibility import Hat
from .moving import fetch, keep, move, note, tidy


def answer(*, viewer: Viewer, file_id: UUID, answers: Mapping[str, Answer], now: datetime) -> None:
    """Note answers; the file is being screened from the first one on."""
    assert set(answers) <= set(QUESTIONS), "the form asks what the screen asks"
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if Hat.COMMITTEE not in loaded.standing.hats:
            raise Forbidden("mediation_not_yours")
        if loaded.file.stage is State.SUBMITTED:
            before = move(loaded, viewer, Verb.SCREEN, now)
            note(loaded, viewer, Verb.SCREEN, now, before=before)
        elif loaded.file.stage is not State.SCREENING:
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        loaded.file.answers = {name: one.value for name, one in answers.items()}
        keep(loaded, now)


def decide(*, viewer: Viewer, file_id: UUID, verb: Verb, words: str = "", now: datetime) -> None:
    """Take it on, or say that it belongs elsewhere, with the articles and the ways that stay open.

    To take on: every question is answered and nothing stops it. To decline or to refer: a finding
    stops it. Raises RuleBroken.
    """
    assert verb in {Verb.ACCEPT, Verb.DECLINE, Verb.REFER}
    words = tidy(words)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        facts = facts_of(loaded)
        before = move(loaded, viewer, verb, now)
        if verb is Verb.ACCEPT and not screening.may_accept(facts):
            raise RuleBroken("mediation_may_not_accept")
        if verb is not Verb.ACCEPT and not screening.may_decline(facts):
            raise RuleBroken("mediation_may_not_decline")
        if verb is Verb.ACCEPT:
            loaded.file.accepted_at = now
        found = screening.screen(facts)
        stops = [one for one in found if one.effect is Effect.STOPS]
        articles = sorted({article for one in found for article in one.articles})
        code = stops[0].ground.value if stops else ""
        note(loaded, viewer, verb, now, words=words, code=code, articles=articles, before=before)
        keep(loaded, now)
