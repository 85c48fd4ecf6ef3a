"""What programs of others do: report for somebody whom we do not know, and say how far a matter is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from maplebridge.core import audit
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import ANONYMOUS, Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import Matter, ProgramReport, ProgramUpdate
from ..rules.open311.sent import Contact, SentUpdate
from ..rules.open311.statuses import Plan, Status, plan
from ..rules.states import State, Verb
from .handing import refer
from .joining import mark_duplicate
from .reporting import Report, Reported, report
from .residents import add_words, dispute, withdraw
from .steps import attach
from .working import accept, answer, resume, start, triage


def id_under_key(program: people.Program, once: str) -> UUID:
    """The id of what a program sends under a key of its own; another account's keys are others."""
    return uuid5(program.token.account_id, once)


def report_by_program(
    *, program: people.Program, sent: Report, contact: Contact, now: datetime
) -> Reported:
    """Receive a concern that a program sent, with the receipt code for whose concern it is.

    Whoever holds the key is not the reporter, and nobody is looked up by the number given: it is
    not proved. `sent.id` makes sending again safe.
    """
    with transaction.atomic():
        made = report(viewer=ANONYMOUS, sent=sent, now=now)
        if made.created:
            ProgramReport.objects.create(
                matter=made.matter,
                account_id=program.token.account_id,
                program=program.token.name if program.token.office else "",
                name=contact.name,
                phone=contact.phone,
                mail=contact.mail,
                at=now,
            )
            audit.record(
                viewer=program.viewer, verb="matter.report_by_program", thing=made.matter, now=now,
                key=program.token.pk,
            )  # fmt: skip
        return made


@dataclass(frozen=True, slots=True)
class _Step:
    """One update on its way: who speaks, to which matter, and what was sent."""

    viewer: Viewer
    receipt_hash: str
    matter: Matter
    sent: SentUpdate
    now: datetime


def update_by_program(
    *, program: people.Program, sent: SentUpdate, photos: Sequence[UUID] = (), now: datetime
) -> UUID:
    """Do what a status stands for, or add the words; the id of the line that was written.

    The key's person acts in their posts; the program through which a matter came speaks for its
    reporter. Raises Missing for anybody else, and RuleBroken with the reason of a status that
    cannot be. Nothing is locked here: each verb locks what it changes, in its own order.
    """
    matter = queries.matter_asked(sent.reference)
    matter.bond = queries.bond_of(program.viewer, matter, now)
    standing = policy.standing_of(program.viewer, matter)
    works, own = standing in policy.WORKERS, standing is policy.Standing.REPORTER
    sent_it = queries.came_through(matter, program.token.account_id)
    if not (works or sent_it or own):
        raise Missing("open311_request_missing", asked=sent.reference[:40])
    if earlier := _sent_before(program, sent, matter):
        return earlier
    todo = _plan(sent, matter, works=works, speaks=sent_it or own)
    step = _Step(program.viewer, "", matter, sent, now)
    if sent_it and (not works or _of_the_reporter(todo)):
        step = replace(step, viewer=ANONYMOUS, receipt_hash=matter.receipt_hash)
    try:
        return _written(program, step, todo, photos)
    except IntegrityError:
        if earlier := _sent_before(program, sent, matter):
            return earlier
        raise


@transaction.atomic
def _written(program: people.Program, step: _Step, todo: Plan, photos: Sequence[UUID]) -> UUID:
    _carry_out(step, todo)
    event = step.matter.events.order_by("-at", "-id")[:1].get()
    attach(event, photos)
    if step.sent.update_id:
        ProgramUpdate.objects.create(
            account_id=program.token.account_id, once=step.sent.update_id, event=event
        )
    audit.record(
        viewer=program.viewer, verb="matter.update_by_program", thing=step.matter, now=step.now,
        key=program.token.pk, event=event.pk,
    )  # fmt: skip
    return event.pk


def _of_the_reporter(todo: Plan) -> bool:
    return bool({Verb.WITHDRAW, Verb.DISPUTE}.intersection(todo.verbs))


def _sent_before(program: people.Program, sent: SentUpdate, matter: Matter) -> UUID | None:
    """The line that an earlier try wrote. Raises RuleBroken when the key meant something else."""
    if not sent.update_id:
        return None
    keyed = ProgramUpdate.objects.filter(account_id=program.token.account_id, once=sent.update_id)
    earlier = keyed.select_related("event").first()
    if earlier is None:
        return None
    if earlier.event.matter_id != matter.pk:
        raise RuleBroken("matter_id_taken")
    return earlier.event_id


def _plan(sent: SentUpdate, matter: Matter, *, works: bool, speaks: bool) -> Plan:
    """Raises RuleBroken when the status is none, or cannot be now."""
    if not sent.status:
        return Plan()
    if sent.status not in set(Status):
        raise RuleBroken("open311_update_status_unknown", statuses=", ".join(Status))
    todo = plan(Status(sent.status), State(matter.state), works=works, sent_it=speaks)
    if todo.why:
        raise RuleBroken(todo.why, status=sent.status, reference=matter.reference)
    return todo


def _carry_out(step: _Step, todo: Plan) -> None:
    """The verbs in order; the words go with the last of them."""
    words = step.sent.words
    if not todo.verbs:
        if not words:
            raise RuleBroken("open311_update_changes_nothing", reference=step.matter.reference)
        add_words(
            viewer=step.viewer, matter_id=step.matter.pk, text=words,
            receipt_hash=step.receipt_hash, now=step.now,
        )  # fmt: skip
        return
    for verb in todo.verbs:
        text = words if verb is todo.verbs[-1] else ""
        _do(step, verb, text, todo.code)


def _do(step: _Step, verb: Verb, text: str, code: str) -> None:
    common: dict[str, Any] = {"viewer": step.viewer, "matter_id": step.matter.pk, "now": step.now}
    hidden: dict[str, Any] = {**common, "receipt_hash": step.receipt_hash}
    if verb is Verb.ACCEPT:
        accept(**common, text=text)
    elif verb is Verb.START:
        start(**common, text=text)
    elif verb is Verb.RESUME:
        resume(**common, text=text)
    elif verb is Verb.ANSWER:
        answer(**common, text=text, code=code)
    elif verb is Verb.TRIAGE:
        triage(**common, category=_needed(step, "service_code", step.sent.service), text=text)
    elif verb is Verb.REFER:
        asked = _needed(step, "address_id", step.sent.place)
        refer(**common, place_id=queries.place_under(asked).pk, reason=text)
    elif verb is Verb.MARK_DUPLICATE:
        earlier = _needed(step, "duplicate_of", step.sent.duplicate_of)
        mark_duplicate(**common, of_reference=earlier)
    elif verb is Verb.WITHDRAW:
        withdraw(**hidden, reason=text)
    else:
        dispute(**hidden, reason=text)


def _needed(step: _Step, parameter: str, value: str) -> str:
    if not value:
        raise RuleBroken("open311_update_needs", status=step.sent.status, parameter=parameter)
    return value
