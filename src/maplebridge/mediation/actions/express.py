"""The quick lane at the scene: each screen is one press, and the time of each is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Role, Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import AgreedPayment, MediationFile
from ..queries.access import Loaded
from ..queries.agreements import agreement_of
from ..queries.express import on_lane
from ..rules.express import LANE_ALARM, LANE_LEFT, LANE_STEP, Stop
from ..rules.parts import Body, Lane, Power, Side, Stands
from ..rules.reckonings import Change
from ..rules.screening import Answer
from ..rules.stages import PENDING, Verb
from .agreements import Words, fix_words, write_draft
from .moving import fetch, keep, note
from .opening import Someone
from .parties import Spoken, add_party, add_speaker
from .reckonings import compute, fill_in
from .screening import answer, decide
from .signing import put_into_effect, sign_as_mediator
from .stepping import appoint, step
from .taking import Chosen, take_items, take_payments


@dataclass(frozen=True, slots=True)
class Insurer:
    """An insurer that pays, and who signs for it; without them it signs on paper."""

    name: str
    agent: str = ""
    phone: str = ""
    paper: UploadedFile[Any] | None = None


def mark(*, viewer: Viewer, file_id: UUID, stop: Stop, now: datetime) -> list[int]:
    """Keep the time at which a screen was done. Returns the bells that ring with it, each once."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.may_write(loaded.standing) or loaded.file.lane != Lane.EXPRESS:
            return []
        note(loaded, viewer, LANE_STEP, now, code=stop.value)
        lane = on_lane(loaded.file)
        bells = lane.clock.bells(now, lane.rung) if lane else []
        for one in bells:
            note(loaded, viewer, LANE_ALARM, now, code=str(one))
    return bells


def leave_lane(*, viewer: Viewer, file_id: UUID, now: datetime) -> None:
    """Change to the lane step by step. All that was entered stays; the clock stops."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.may_write(loaded.standing):
            raise Forbidden("mediation_not_yours")
        if loaded.file.lane != Lane.EXPRESS or loaded.file.stage not in PENDING:
            raise RuleBroken("lane_not_now", reference=loaded.file.reference)
        loaded.file.lane = Lane.STAGED.value
        note(loaded, viewer, LANE_LEFT, now)
        keep(loaded, now)


def begin(*, viewer: Viewer, file_id: UUID, answers: Mapping[str, Answer], now: datetime) -> bool:
    """Answer the screen, take the case, lead it and begin. False where an answer stands in the way:
    the answers are kept, and the page of the screen says what is open instead.

    Raises RuleBroken: lane_no_post for somebody who is no mediator here, and what beginning raises.
    """
    answer(viewer=viewer, file_id=file_id, answers=answers, now=now)
    if any(one is not Answer.NO for one in answers.values()):
        return False
    with transaction.atomic():
        file = MediationFile.objects.get(pk=file_id)
        acting = people.workers_for(file.path, Role.MEDIATOR, today=calendar.today(now))
        own = next((one for one in acting if one.person.pk == viewer.person_id), None)
        if own is None:
            raise RuleBroken("lane_no_post")
        decide(viewer=viewer, file_id=file_id, verb=Verb.ACCEPT, now=now)
        appoint(viewer=viewer, file_id=file_id, post_id=own.post.pk, now=now)
        step(viewer=viewer, file_id=file_id, verb=Verb.BEGIN, now=now)
    return True


def enter(*, viewer: Viewer, file_id: UUID, change: Change, now: datetime) -> None:
    """Put what a screen said into the reckoning."""
    fill_in(viewer=viewer, file_id=file_id, change=change, now=now)


def accept_sheet(
    *, viewer: Viewer, file_id: UUID, insurers: Sequence[Insurer] = (), now: datetime
) -> int:
    """Both have seen the figures: they stand as a version and as items of the sheet, and insurers
    that pay become parties, so that they can sign. Returns the number of the version."""
    with transaction.atomic():
        made = compute(viewer=viewer, file_id=file_id, now=now)
        take_items(viewer=viewer, file_id=file_id, number=made.number, now=now)
        here = {one.name for one in fetch(viewer, file_id, now).present}
        for one in insurers:
            if one.name not in here:  # accepted twice, an insurer is one party still
                _add_insurer(viewer, file_id, one, now)
    return made.number


def _add_insurer(viewer: Viewer, file_id: UUID, one: Insurer, now: datetime) -> None:
    party = add_party(
        viewer=viewer, file_id=file_id, now=now,
        one=Someone(side=Side.THIRD, name=one.name, phone="", body=Body.INSURER),
    )  # fmt: skip
    if one.agent:
        spoken = Spoken(one.agent, Stands.STAFF, Power.SETTLE, one.phone)
        add_speaker(
            viewer=viewer, file_id=file_id, party_id=party.pk, one=spoken, paper=one.paper, now=now
        )


def settle_terms(
    *, viewer: Viewer, file_id: UUID, number: int, chosen: Sequence[Chosen], clauses: Sequence[str],
    answers: Mapping[str, str], now: datetime,
) -> None:  # fmt: skip
    """Payments and promises make the draft, whose words then stand still to be signed.

    The draft is written anew from the screen: payments that stood in it go. Raises RuleBroken while a
    doubt stops it or has no answer; the draft is kept then, so that the screen can list the doubts.
    """
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        words = Words(facts=loaded.file.facts, clauses=clauses)
        write_draft(viewer=viewer, file_id=file_id, words=words, now=now)
        _emptied(loaded)
        take_payments(viewer=viewer, file_id=file_id, number=number, chosen=chosen, now=now)
    fix_words(viewer=viewer, file_id=file_id, answers=answers, now=now)


def _emptied(loaded: Loaded) -> None:
    draft = agreement_of(loaded.file)
    assert draft is not None, "just written"
    AgreedPayment.objects.filter(agreement=draft).delete()


def sign_and_seal(
    *, viewer: Viewer, file_id: UUID, strokes: str, language: str, now: datetime
) -> None:
    """The mediator signs last; with it the agreement is in effect and sealed."""
    with transaction.atomic():
        sign_as_mediator(viewer=viewer, file_id=file_id, strokes=strokes, now=now)
    put_into_effect(viewer=viewer, file_id=file_id, language=language, now=now)
