"""The agreement of a file: its words as the rules and the paper see them, its doubts, who still signs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from maplebridge.core import calendar
from maplebridge.core.documents.blocks import Paper, Signed
from maplebridge.core.values import Fen
from maplebridge.core.viewer import SYSTEM
from maplebridge.people import public as people

from .. import policy
from ..messages.papers import ROLES
from ..models import AgreedPart, AgreedPayment, Agreement, MediationFile, Party, Signature
from ..rules import lint
from ..rules.instalments import Part
from ..rules.papers import Kind
from ..rules.parts import Body, Capacity, Chair, Power, Side, Stands
from .access import Loaded, acting_for, speaking
from .papers import Filled, compose

AS_PARTY, AS_MEDIATOR = "party", "mediator"
SIDES = {
    Side.APPLICANT: "first_party",
    Side.RESPONDENT: "second_party",
    Side.THIRD: "second_party",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place where somebody signs, and the signature that stands there."""

    party: Party | None
    name: str
    signature: Signature | None


def agreement_of(file: MediationFile) -> Agreement | None:
    """The newest agreement with its payments, their parts in order, and its signatures."""
    return _agreements(file).first()


def _agreements(file: MediationFile) -> QuerySet[Agreement]:
    parts = Prefetch("parts", AgreedPart.objects.order_by("number"))
    payments = AgreedPayment.objects.order_by("id").prefetch_related(parts)
    found = Agreement.objects.filter(file=file).select_related("document").order_by("-id")
    return found.prefetch_related(
        Prefetch("payments", payments),
        Prefetch("signatures", Signature.objects.select_related("paper").order_by("id")),
    )


def in_force(file: MediationFile) -> Agreement | None:
    """The agreement that holds: one in writing in the place of one by word of mouth."""
    return _agreements(file).filter(state="in_effect").first()


def shown_to(loaded: Loaded) -> Agreement | None:
    """The newest for who mediates; for the others what holds, while one in writing is drafted."""
    found = agreement_of(loaded.file)
    if found is not None and found.state == "draft" and not policy.mediates(loaded.standing):
        return in_force(loaded.file) or found
    return found


def draft_of(loaded: Loaded, found: Agreement) -> lint.Draft:
    """The agreement as the look before signing sees it."""
    insurers = _insurers(loaded)
    return lint.Draft(
        parties=tuple(
            _party(one, one.pk in insurers, str(one.pk) in found.owing) for one in loaded.present
        ),
        payments=tuple(_payment(one) for one in found.payments.all()),
        clauses=tuple(found.clauses),
        facts=found.facts,
        total=None if found.total_fen is None else Fen(found.total_fen),
        future_treatment=found.future_treatment,
    )


def doubts_of(loaded: Loaded, found: Agreement, today: date) -> tuple[lint.Doubt, ...]:
    return lint.lint(draft_of(loaded, found), today)


def words_hash(loaded: Loaded, found: Agreement) -> str:
    """SHA-256 over everything that the paper says: who, what, sums, days, words, before whom."""
    said = {
        "number": found.number,
        "oral": found.oral,
        "parties": [[str(one.pk), one.side, _said_of(one)] for one in loaded.present],
        "mediator": loaded.file.lead.person.name if loaded.file.lead else "",
        "recorder": found.recorder,
        "total": found.total_fen,
        "facts": found.facts,
        "clauses": found.clauses,
        "future_treatment": found.future_treatment,
        "late": [found.grace_days, found.all_due_after],
        "payments": [
            [
                str(one.payer_id), one.payee_name, one.amount_fen, one.manner, one.account,
                [[part.due_on.isoformat(), part.amount_fen] for part in one.parts.all()],
            ]
            for one in found.payments.all()
        ],
    }  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def places(loaded: Loaded, found: Agreement) -> list[Place]:
    """Every party that is still there, then the mediator; of an oral one the mediator alone."""
    signed = {one.party_id: one for one in found.signatures.all()}
    lead = loaded.file.lead.person.name if loaded.file.lead else ""
    parties = () if found.oral else loaded.present
    return [
        *(Place(one, one.name, signed.get(one.pk)) for one in parties),
        Place(None, lead, signed.get(None)),
    ]


def paper_of(loaded: Loaded, found: Agreement, language: str) -> Paper:
    """The agreement as a paper, with what was signed so far."""
    kind = Kind.ORAL if found.oral else Kind.AGREEMENT
    return compose(kind, _filled(loaded, found), language)


def house_of(file: MediationFile) -> str:
    """The committee that mediates: that of the street, else of the place."""
    place = file.street or file.community or file.place
    return _("People’s mediation committee of %(place)s") % {"place": place.name}


def _filled(loaded: Loaded, found: Agreement) -> Filled:
    people: dict[str, list[dict[str, str]]] = {"first_party": [], "second_party": []}
    signed: dict[str, list[Signed]] = {}
    for party in loaded.present:
        people[SIDES[Side(party.side)]].append(_described(party))
    for place in places(loaded, found):
        role = SIDES[Side(place.party.side)] if place.party else "mediator"
        signed.setdefault(role, []).append(_signed(ROLES[role], place))
    words = {
        "facts": found.facts,
        "future_treatment": found.future_treatment,
        "manner_term": _late(found),
        "number": found.number,
        "mediator": loaded.file.lead.person.name if loaded.file.lead else "",
        "day": date_format(calendar.today(found.made_at), "DATE_FORMAT"),
        "hash": found.text_hash,
    }
    if found.recorder:
        signed["recorder"] = [Signed(str(ROLES["recorder"]), found.recorder)]
    return Filled(
        house=house_of(loaded.file), number=found.number, words=words, people=people,
        signed=signed, draft=draft_of(loaded, found),
    )  # fmt: skip


def _described(party: Party) -> dict[str, str]:
    """Name, year of birth and work. Number and address stay with the mediator: the other side
    reads this paper."""
    if party.is_body:
        return {"body": body_words(party)}
    age = str(party.birth_year) if party.birth_year else ""
    return {"name": party.name, "born": age, "job": party.job}


def _said_of(party: Party) -> dict[str, str]:
    """What is hashed of a party: the same in every language."""
    if not party.is_body:
        return _described(party)
    said = {"body": party.name, "code": party.credit_code, "by": party.representative}
    return {key: words for key, words in said.items() if words}


def body_words(party: Party) -> str:
    """An organisation as a paper names it."""
    said = [party.name]
    if party.credit_code:
        said.append(_("unified social credit code %(code)s") % {"code": party.credit_code})
    if party.representative:
        said.append(_("legal representative %(name)s") % {"name": party.representative})
    return "，".join(said)


def may_sign_for(party: Party, today: date) -> set[str]:
    """By name, who may sign for an organisation: its legal representative, those with a power to
    settle that is in force, and those who act for it by the register."""
    speakers = {one.name for one in speaking(party, today) if one.power == Power.SETTLE}
    acting = people.names_for(acting_for(party, today), SYSTEM)
    return {name for name in {party.representative, *speakers, *acting.values()} if name}


def _signed(label: object, place: Place) -> Signed:
    signature = place.signature
    if signature is None:
        return Signed(str(label), place.name)
    when = date_format(localtime(signature.at, calendar.zone()), "DATETIME_FORMAT")
    if signature.way == "paper":
        note = _("signed on paper, scan kept, %(when)s")
    elif signature.sent_to:
        note = _("signed by a code sent to %(number)s, %(when)s")
    else:
        note = _("signed while signed in, %(when)s")
    said = note % {"when": when, "number": signature.sent_to}
    name = place.name if signature.name == place.name else f"{place.name}（{signature.name}）"
    return Signed(str(label), name, said, signature.strokes)


def _late(found: Agreement) -> str:
    said = []
    if found.grace_days:
        said.append(
            _("A payment that comes within %(days)s days of its day is not late.")
            % {"days": found.grace_days}
        )
    if found.all_due_after:
        said.append(
            _("Once %(count)s parts are late, everything that is left is due at once.")
            % {"count": found.all_due_after}
        )
    return "".join(said)


def _party(party: Party, insurer: bool, owes: bool) -> lint.Party:
    kind = lint.Kind.ORGANISATION if party.is_body else lint.Kind.PERSON
    signs = not party.is_body or bool(may_sign_for(party, calendar.today(timezone.now())))
    guardians = [
        one
        for one in party.representatives.all()
        if one.stands == Stands.GUARDIAN and one.ended_at is None
    ]
    return lint.Party(
        str(party.pk), party.name, lint.Kind.INSURER if insurer else kind,
        ward=party.capacity != Capacity.FULL, guardian=bool(guardians), liable=owes, signs=signs,
    )  # fmt: skip


def _payment(one: AgreedPayment) -> lint.Payment:
    parts = tuple(Part(part.number, part.due_on, Fen(part.amount_fen)) for part in one.parts.all())
    single = len(parts) == 1
    return lint.Payment(
        payer=str(one.payer_id), payee=one.payee_name, amount=Fen(one.amount_fen),
        capitals=one.capitals, due_on=parts[0].due_on if single else None,
        manner=lint.Manner(one.manner) if one.manner else None, account=one.account,
        parts=() if single else parts, payee_key=str(one.payee_id or ""),
    )  # fmt: skip


def _insurers(loaded: Loaded) -> set[object]:
    """Parties that are an insurer, or the organisation of a seat of one."""
    seated = {one.organisation_id for one in loaded.seats if one.chair == Chair.INSURER}
    return {
        one.pk
        for one in loaded.parties
        if one.body == Body.INSURER
        or (one.organisation_id is not None and one.organisation_id in seated)
    }
