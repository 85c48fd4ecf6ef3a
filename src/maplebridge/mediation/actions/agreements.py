"""The draft of an agreement: written while people talk, doubted, then its words stand still to be signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import AgreedPart, AgreedPayment, Agreement, Signature, SigningCode
from ..queries.access import Loaded
from ..queries.agreements import agreement_of, doubts_of, words_hash
from ..rules.capitals import capitals
from ..rules.instalments import GRACE_MAX, Means, Part, even, plan, working_day
from ..rules.lint import CLAUSE_MAX, Manner
from ..rules.ranges import FIGURE_MAX
from ..rules.talks import CLAUSES_MAX, DRAFTING, PAYMENTS_MAX
from .moving import fetch, note, tidy

DRAFTED, FIXED, REOPENED = "draft_written", "words_fixed", "words_reopened"
FACTS_MAX = 4_000
YEARS_AHEAD = 10
"""As long as a plan of the most parts lasts."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a draft says beside the payments."""

    facts: str
    clauses: Sequence[str]
    future_treatment: str = ""
    total: Fen | None = None
    recorder: str = ""
    grace_days: int = 0
    all_due_after: int | None = None
    owing: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Paying:
    """One payment of a draft: `parts` so many, equal, monthly from `first_on`; or within `means`."""

    payer_id: UUID
    payee_id: UUID | None
    payee_name: str
    amount: Fen
    manner: str
    account: str
    first_on: date
    parts: int = 1
    means: Means | None = None


def write_draft(
    *, viewer: Viewer, file_id: UUID, words: Words, oral: bool = False, now: datetime
) -> Agreement:
    """Write or change the words of the draft of a file. After an agreement by word of mouth there may
    be one in writing: the first holds until the second does. Raises RuleBroken once words stand still."""
    clauses = [clause for one in words.clauses if (clause := tidy(one, CLAUSE_MAX))]
    if len(clauses) > CLAUSES_MAX or not 0 <= words.grace_days <= GRACE_MAX:
        raise RuleBroken("agreement_too_long", clauses=CLAUSES_MAX, days=GRACE_MAX)
    with transaction.atomic():
        loaded = _drafting(viewer, file_id, now)
        found = agreement_of(loaded.file)
        written = found is not None and found.oral and found.state == "in_effect" and not oral
        if found is None or written:
            number = f"{loaded.file.reference}-2" if written else loaded.file.reference
            found = Agreement(
                file=loaded.file, number=number, made_by_id=viewer.person_id, made_at=now
            )
            note(loaded, viewer, DRAFTED, now)
        _still_a_draft(found)
        if oral and Agreement.objects.filter(file=loaded.file, state="in_effect").exists():
            raise RuleBroken("agreement_words_stand")
        found.oral = oral
        found.facts = tidy(words.facts, FACTS_MAX)
        found.clauses = clauses
        found.future_treatment = tidy(words.future_treatment)
        found.total_fen = words.total
        found.recorder = tidy(words.recorder, 60)
        found.owing = [str(loaded.party(one).pk) for one in words.owing]
        found.grace_days, found.all_due_after = words.grace_days, words.all_due_after
        found.save()
        audit.record(viewer=viewer, verb="mediation.write_draft", thing=found, now=now)
    return found


def add_payment(*, viewer: Viewer, file_id: UUID, paying: Paying, now: datetime) -> AgreedPayment:
    """Add a payment with its parts on working days. The capitals are written from the figures."""
    if not 0 < paying.amount <= FIGURE_MAX or paying.manner not in ("", *Manner):
        raise RuleBroken("item_sum_odd")
    with transaction.atomic():
        loaded = _drafting(viewer, file_id, now)
        found = _draft(loaded)
        payer = loaded.party(paying.payer_id)
        payee = loaded.party(paying.payee_id) if paying.payee_id else None
        if found.payments.count() >= PAYMENTS_MAX:
            raise RuleBroken("agreement_payments_full", most=PAYMENTS_MAX)
        made = AgreedPayment.objects.create(
            agreement=found, payer=payer, payee=payee,
            payee_name=tidy(paying.payee_name, 60) or (payee.name if payee else ""),
            amount_fen=paying.amount, capitals=capitals(paying.amount), manner=paying.manner,
            account=tidy(paying.account, 120),
        )  # fmt: skip
        AgreedPart.objects.bulk_create(
            AgreedPart(payment=made, number=part.number, due_on=part.due_on, amount_fen=part.amount)
            for part in _parts(paying)
        )
        audit.record(viewer=viewer, verb="mediation.add_payment", thing=made, now=now)
    return made


def drop_payment(*, viewer: Viewer, file_id: UUID, payment_id: UUID, now: datetime) -> None:
    """Take a payment out of a draft."""
    with transaction.atomic():
        loaded = _drafting(viewer, file_id, now)
        found = AgreedPayment.objects.filter(pk=payment_id, agreement=_draft(loaded)).first()
        if found is None:
            raise Missing("mediation_missing")
        audit.record(viewer=viewer, verb="mediation.drop_payment", thing=found, now=now)
        found.delete()


def fix_words(
    *, viewer: Viewer, file_id: UUID, answers: Mapping[str, str], now: datetime
) -> Agreement:
    """Let the words stand still, to be signed. `answers` says by doubt why it may stay.

    Raises RuleBroken: agreement_stops while a doubt stops it, agreement_asks while one has no answer.
    """
    with transaction.atomic():
        loaded = _drafting(viewer, file_id, now)
        found = _draft(loaded)
        doubts = doubts_of(loaded, found, calendar.today(now))
        stopping = [one for one in doubts if one.stops]
        if stopping:
            raise RuleBroken("agreement_stops", count=len(stopping))
        kept = {one.key: tidy(answers.get(one.key, ""), 200) for one in doubts}
        if not all(kept.values()):
            raise RuleBroken("agreement_asks")
        found.answered, found.state, found.fixed_at = kept, "signing", now
        found.text_hash = words_hash(loaded, found)
        found.save(update_fields=["answered", "state", "fixed_at", "text_hash"])
        note(loaded, viewer, FIXED, now, thing_id=found.pk)
    return found


def reopen_words(*, viewer: Viewer, file_id: UUID, now: datetime) -> None:
    """Change words that stood still: every signature falls, and whoever signed signs anew."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.mediates(loaded.standing):
            raise Forbidden("mediation_not_yours")
        found = agreement_of(loaded.file)
        if found is None or found.state != "signing":
            raise RuleBroken("agreement_not_signing")
        Signature.objects.filter(agreement=found).delete()
        SigningCode.objects.filter(agreement=found).delete()
        found.state, found.text_hash, found.fixed_at = "draft", "", None
        found.save(update_fields=["state", "text_hash", "fixed_at"])
        note(loaded, viewer, REOPENED, now, thing_id=found.pk)


def _drafting(viewer: Viewer, file_id: UUID, now: datetime) -> Loaded:
    loaded = fetch(viewer, file_id, now)
    if not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")
    if loaded.file.stage not in DRAFTING:
        raise RuleBroken("agreement_not_now", reference=loaded.file.reference)
    return loaded


def _draft(loaded: Loaded) -> Agreement:
    found = agreement_of(loaded.file)
    if found is None:
        raise RuleBroken("agreement_no_draft")
    _still_a_draft(found)
    return found


def _still_a_draft(found: Agreement) -> None:
    if found.state != "draft":
        raise RuleBroken("agreement_words_stand")


def _parts(paying: Paying) -> tuple[Part, ...]:
    exceptions = calendar.exceptions(paying.first_on.year, paying.first_on.year + YEARS_AHEAD)

    def is_rest(day: date) -> bool:
        return not exceptions.get(day, day.weekday() < calendar.SATURDAY)

    if paying.means is not None:
        return plan(paying.amount, paying.means, paying.first_on, is_rest)
    if paying.parts == 1:
        return (Part(1, working_day(paying.first_on, is_rest), paying.amount),)
    return even(paying.amount, paying.parts, paying.first_on, is_rest)
