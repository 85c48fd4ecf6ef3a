"""After the agreement: payments with proof, reminders, the court's confirmation, visits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.values import Fen
from maplebridge.core.viewer import SYSTEM, Viewer

from .. import policy, queries
from ..messages.talks import REMINDERS
from ..models import (
    AgreedPart,
    AgreedPayment,
    Agreement,
    CourtConfirmation,
    FollowUp,
    PaidNote,
    Party,
)
from ..queries.access import Loaded
from ..queries.agreements import in_force
from ..queries.court import answers_here
from ..queries.performing import account_of
from ..rules.court import Answer
from ..rules.instalments import REMIND_AFTER, REMIND_BEFORE, Reminder, reminder
from ..rules.ranges import FIGURE_MAX
from ..rules.stages import CONFIRMATIONS, Confirmation
from ..rules.talks import AFTER
from .court import begin_anew, court_of, may_ask_anew, put_answer
from .moving import fetch, keep, note, tidy
from .telling import all_around, write

PAID, DENIED, COURT, VISITED = "paid", "denied", "court", "visited"
BATCH = 200
PAID_MAX = 400
"""So many notes of payments an agreement."""


def note_paid(
    *, viewer: Viewer, file_id: UUID, payment_id: UUID, amount: Fen, paid_on: date,
    proof: StoredFile | None = None, now: datetime,
) -> PaidNote:  # fmt: skip
    """A payer, the receiver or the mediator writes down that something was paid."""
    with transaction.atomic():
        loaded, payment = _payment(viewer, file_id, payment_id, now)
        own = loaded.standing.settles & {payment.payer_id, payment.payee_id}
        if not own and not policy.may_write(loaded.standing):
            raise Forbidden("mediation_not_yours")
        if not 0 < amount <= FIGURE_MAX:
            raise RuleBroken("item_sum_odd")
        if paid_on > calendar.today(now):
            raise RuleBroken("paid_in_the_future")
        if PaidNote.objects.filter(payment=payment).count() >= PAID_MAX:
            raise RuleBroken("paid_too_often", most=PAID_MAX)
        received = payment.payee_id in loaded.standing.settles
        made = PaidNote.objects.create(
            payment=payment, amount_fen=amount, paid_on=paid_on, proof=proof,
            by_id=viewer.person_id, at=now, confirmed_at=now if received else None,
        )  # fmt: skip
        note(loaded, viewer, PAID, now, thing_id=payment.pk)
    return made


def answer_paid(*, viewer: Viewer, file_id: UUID, paid_id: UUID, came: bool, now: datetime) -> None:
    """The receiver says whether it came; what did not come does not count."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        found = PaidNote.objects.select_related("payment").filter(
            pk=paid_id, payment__agreement__file=loaded.file
        )
        paid = found.first()
        if paid is None:
            raise Missing("mediation_missing")
        if paid.payment.payee_id not in loaded.standing.settles and not policy.mediates(
            loaded.standing
        ):
            raise Forbidden("mediation_not_yours")
        paid.confirmed_at, paid.denied_at = (now, None) if came else (None, now)
        paid.save(update_fields=["confirmed_at", "denied_at"])
        if not came:
            _remind_again(paid.payment_id, calendar.today(now))
        note(loaded, viewer, PAID if came else DENIED, now, thing_id=paid.payment_id)


def ask_court(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, court: str,
    organisation_id: UUID | None = None, contact: bool = False, now: datetime,
) -> None:  # fmt: skip
    """A party asks that the court confirms; once all parties asked, it is a joint application.
    `contact` puts the party's number and address on it. The first who asks says which court, and can
    choose another as long as nobody else asked.

    Law: 人民調解法 art. 33 (in force 2011-01-01).
    """
    court = tidy(court, 80)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        found = _in_effect(loaded)
        party = loaded.party(party_id)
        if not policy.may_say_for(loaded.standing, party.pk):
            raise Forbidden("mediation_not_yours")
        last = queries.last_to_ask(loaded.file, queries.days_of(now))
        if last is not None and calendar.today(now) > last:
            raise RuleBroken("court_too_late", day=last)
        known = court_of(organisation_id)
        court = known.name if known else court
        made, _fresh = CourtConfirmation.objects.get_or_create(
            agreement=found, defaults={"made_at": now}
        )
        if may_ask_anew(made):
            begin_anew(made)
        if made.applied_on is not None:
            raise RuleBroken("court_applied")
        if {*made.asked_by} <= {str(party.pk)}:
            if not court:
                raise RuleBroken("court_missing")
            made.organisation, made.court = known, court
        made.asked_by = sorted({*made.asked_by, str(party.pk)})
        others = {*made.contacts} - {str(party.pk)}
        made.contacts = sorted(others | ({str(party.pk)} if contact else set()))
        made.save()
        note(loaded, viewer, COURT, now, code="asked", thing_id=party.pk)


def take_asking_back(*, viewer: Viewer, file_id: UUID, party_id: UUID, now: datetime) -> None:
    """A party does not want the court's confirmation any more, while nothing was handed in. When nobody
    asks any longer, the court that was chosen goes too. For who has an account only they themselves."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if not policy.may_leave_for(loaded.standing, party):
            raise Forbidden("mediation_not_yours")
        made = _confirmation(loaded)
        if made.applied_on is not None:
            raise RuleBroken("court_applied")
        if str(party.pk) not in made.asked_by:
            raise RuleBroken("court_not_asked")
        made.asked_by = [one for one in made.asked_by if one != str(party.pk)]
        made.contacts = [one for one in made.contacts if one != str(party.pk)]
        if not made.asked_by:
            made.organisation, made.court = None, ""
        made.save(update_fields=["asked_by", "contacts", "organisation", "court"])
        note(loaded, viewer, COURT, now, code="taken_back", thing_id=party.pk)


def apply_to_court(*, viewer: Viewer, file_id: UUID, applied_on: date, now: datetime) -> None:
    """The joint application went to the court on this day."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.may_write(loaded.standing):
            raise Forbidden("mediation_not_yours")
        made = _confirmation(loaded)
        missing = [one.name for one in loaded.present if str(one.pk) not in made.asked_by]
        if missing:
            raise RuleBroken("court_not_all", names="、".join(missing))
        first = loaded.file.agreed_on or applied_on
        if not first <= applied_on <= calendar.today(now):
            raise RuleBroken("court_day")
        if may_ask_anew(made):  # all ask anew first
            raise RuleBroken("court_not_asked")
        made.applied_on = applied_on
        made.save(update_fields=["applied_on"])
        _court_step(loaded, viewer, Confirmation.APPLIED, now)


def court_answers(
    *, viewer: Viewer, file_id: UUID, answer: Answer, day: date, case_number: str = "",
    reason: str = "", now: datetime,
) -> None:  # fmt: skip
    """Whoever leads writes down what a court said for which nobody acts here, or that the parties
    withdrew."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.may_write(loaded.standing):
            raise Forbidden("mediation_not_yours")
        made = _confirmation(loaded)
        if answer is not Answer.WITHDRAWN and answers_here(made.organisation_id, now):
            raise RuleBroken("court_answers_itself", court=made.court)
        put_answer(loaded, made, viewer, answer, day, case_number, reason, now)


def visit(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, visited_on: date, by_phone: bool,
    performed: str, content: str = "", words: str = "", now: datetime,
) -> FollowUp:  # fmt: skip
    """Write down that a party was asked how it went."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.may_write(loaded.standing):
            raise Forbidden("mediation_not_yours")
        if loaded.file.stage not in AFTER:
            raise RuleBroken("agreement_not_in_effect")
        if visited_on > calendar.today(now):
            raise RuleBroken("paid_in_the_future")
        made = FollowUp.objects.create(
            file=loaded.file, party=loaded.party(party_id), visited_on=visited_on,
            by_phone=by_phone, performed=performed, content=content, words=tidy(words),
            by_id=viewer.person_id, at=now,
        )  # fmt: skip
        note(loaded, viewer, VISITED, now, thing_id=made.party_id)
    return made


def remind(*, now: datetime) -> None:
    """Write to payers three days before, on the day, and to both sides three days after; each once.

    After days on which nothing ran only the latest reminder goes out.
    """
    today = calendar.today(now)
    due = AgreedPart.objects.filter(remind_on__lte=today).order_by("remind_on", "id")
    while ids := list(due.values_list("pk", flat=True)[:BATCH]):  # each is moved on or done
        for part_id in ids:
            with transaction.atomic():
                _remind(part_id, today, now)


def _remind(part_id: UUID, today: date, now: datetime) -> None:
    locked = AgreedPart.objects.select_for_update(of=("self",)).select_related(
        "payment__agreement__file"
    )
    part = locked.filter(pk=part_id, remind_on__lte=today).first()
    if part is None:
        return
    payment, file = part.payment, part.payment.agreement.file
    line = next(one for one in account_of(payment, today).lines if one.part.number == part.number)
    kind = reminder(line, today)
    if kind is not None and kind.value not in part.reminded:
        part.reminded = [*part.reminded, kind.value]
        write(_whom(payment, kind, now), file, REMINDERS[kind], part.due_on, now)
        audit.record(viewer=SYSTEM, verb="mediation.remind", thing=part, now=now)
    part.remind_on = None
    if line.owed and today < part.due_on:
        part.remind_on = part.due_on
    elif line.owed and today < part.due_on + timedelta(days=REMIND_AFTER):
        part.remind_on = part.due_on + timedelta(days=REMIND_AFTER)
    part.save(update_fields=["reminded", "remind_on"])


def _remind_again(payment_id: UUID, today: date) -> None:
    """What did not come is owed again: the reminders of its parts that were not given are due."""
    for part in AgreedPart.objects.filter(payment=payment_id, remind_on__isnull=True):
        if Reminder.AFTER.value not in part.reminded:
            part.remind_on = max(today, part.due_on - timedelta(days=REMIND_BEFORE))
            part.save(update_fields=["remind_on"])


def _whom(payment: AgreedPayment, kind: Reminder, now: datetime) -> set[UUID]:
    parties = {payment.payer_id}
    if kind is Reminder.AFTER and payment.payee_id:
        parties.add(payment.payee_id)
    return all_around(Party.objects.filter(pk__in=parties), now)


def _payment(
    viewer: Viewer, file_id: UUID, payment_id: UUID, now: datetime
) -> tuple[Loaded, AgreedPayment]:
    loaded = fetch(viewer, file_id, now)
    found = _in_effect(loaded)
    payment = next((one for one in found.payments.all() if one.pk == payment_id), None)
    if payment is None:
        raise Missing("mediation_missing")
    return loaded, payment


def _in_effect(loaded: Loaded) -> Agreement:
    found = in_force(loaded.file)
    if found is None:
        raise RuleBroken("agreement_not_in_effect")
    return found


def _confirmation(loaded: Loaded) -> CourtConfirmation:
    made = CourtConfirmation.objects.filter(agreement=_in_effect(loaded)).first()
    if made is None:
        raise RuleBroken("court_not_asked")
    return made


def _court_step(loaded: Loaded, viewer: Viewer, to: Confirmation, now: datetime) -> None:
    if to not in CONFIRMATIONS[Confirmation(loaded.file.confirmation)]:
        raise RuleBroken("court_applied")
    loaded.file.confirmation = to.value
    note(loaded, viewer, COURT, now, code=to.value)
    keep(loaded, now)
