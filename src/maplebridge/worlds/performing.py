"""What became of the agreements of a demo world: payments, a court asked and its answer, a visit. All of it is invented.

The number of the case begins with 虚 in place of a province, so that it can be nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from maplebridge.core import calendar
from maplebridge.core.values import Fen
from maplebridge.mediation import actions
from maplebridge.mediation.models import (
    AgreedPart,
    AgreedPayment,
    CourtConfirmation,
    MediationFile,
    Party,
)
from maplebridge.mediation.rules.court import Answer
from maplebridge.organisations.public import Organisation

from . import cast, guests

if TYPE_CHECKING:
    from .quarrels import Stage


def pay(stage: Stage, file: MediationFile, now: datetime) -> None:
    """What was due by `now` was paid on its day, as whoever receives it wrote down."""
    due = AgreedPart.objects.filter(
        payment__agreement__file=file, due_on__lte=calendar.today(now)
    ).select_related("payment__payee")
    for part in due.order_by("due_on", "id"):
        receiver = stage.member(part.payment.payee)
        actions.note_paid(
            viewer=stage.as_(receiver, now), file_id=file.pk, payment_id=part.payment_id,
            amount=Fen(part.amount_fen), paid_on=part.due_on, now=now,
        )  # fmt: skip


def ask_court(
    stage: Stage, file: MediationFile, at: datetime, reached: Sequence[cast.Member]
) -> CourtConfirmation:
    """All parties ask the court of the demo, those in `reached` with number and address on the
    application; whoever leads hands it in. What a party without an account says, the mediator writes."""
    court = Organisation.objects.get(name=guests.COURT.name)
    desk = stage.as_(cast.MEDIATOR, at)
    about: dict[str, Any] = {"file_id": file.pk, "now": at}
    for party in Party.objects.filter(file=file).order_by("position"):
        who = stage.member(party) if party.person_id else cast.MEDIATOR
        actions.ask_court(
            viewer=stage.as_(who, at), party_id=party.pk, court="", organisation_id=court.pk,
            contact=who in reached, **about,
        )  # fmt: skip
    actions.apply_to_court(viewer=desk, applied_on=calendar.today(at), **about)
    return CourtConfirmation.objects.get(agreement__file=file)


def confirmed_and_kept(stage: Stage, file: MediationFile, at: datetime) -> None:
    """Asked three days after the agreement, taken on, confirmed; all was paid, and both were visited."""
    asked = ask_court(stage, file, at + timedelta(days=3), (cast.ELDER, cast.CHIEF))
    for days, answer, number in ((5, Answer.TAKEN, ""), (17, Answer.CONFIRMED, "虚0001民特1号")):
        day = at + timedelta(days=days)
        actions.answer_application(
            viewer=stage.as_(cast.COURT, day), confirmation_id=asked.pk, answer=answer,
            day=calendar.today(day), case_number=f"（{at.year}）{number}" if number else "", now=day,
        )  # fmt: skip
    last = AgreedPayment.objects.filter(agreement__file=file).latest("parts__due_on")
    assert last.parts.latest("number").due_on < calendar.today(stage.now), "a quarter ago"
    pay(stage, file, stage.now)
    visited = stage.now - timedelta(days=20)
    for party in Party.objects.filter(file=file).order_by("position"):
        actions.visit(
            viewer=stage.as_(cast.MEDIATOR, visited), file_id=file.pk, party_id=party.pk,
            visited_on=calendar.today(visited), by_phone=False, performed="in_full",
            content="satisfied", words="", now=visited,
        )  # fmt: skip
