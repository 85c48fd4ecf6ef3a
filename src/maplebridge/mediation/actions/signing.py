"""Signing: a code sent to the phone of whoever signs and what they draw, or a scan of the signed paper.

No face, no fingerprint. What is signed are words that stand still, named by their hash. When all
have signed, the committee puts the agreement into effect and seals it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from maplebridge.channels import public as channels
from maplebridge.core import audit, calendar, documents
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import (
    AgreedPart,
    Agreement,
    PaidNote,
    Party,
    Representative,
    Signature,
    SigningCode,
)
from ..queries.access import Loaded, speaking
from ..queries.agreements import (
    AS_MEDIATOR,
    AS_PARTY,
    agreement_of,
    doubts_of,
    in_force,
    may_sign_for,
    paper_of,
    places,
    words_hash,
)
from ..rules.instalments import REMIND_BEFORE
from ..rules.parts import Capacity, Power, Stands
from ..rules.stages import State, Verb
from ..rules.talks import CODE_DIGITS, CODE_MINUTES, CODE_SENDS, CODE_TRIES, DRAFTING, STROKES_MAX
from .moving import fetch, keep, move, note, tidy

SIGNED = "signed"
_STROKES = re.compile(r"(?:[ML] ?-?\d{1,4}(?:\.\d)? -?\d{1,4}(?:\.\d)? ?)*")


def send_code(*, viewer: Viewer, file_id: UUID, party_id: UUID, now: datetime) -> str:
    """Send the code to sign with. Returns it in a demo, where no message goes out; else "".

    Raises RuleBroken: signing_no_phone, signing_again_soon, and what the sending of texts raises.
    """
    with transaction.atomic():
        loaded, found = _signing(viewer, file_id, now)
        party, _name, phone = _signer(loaded, viewer, party_id, now)
        if not phone:
            raise RuleBroken("signing_no_phone")
        last = SigningCode.objects.filter(agreement=found, party=party).first()
        if last is not None and now - last.made_at < timedelta(seconds=30):
            raise RuleBroken("signing_again_soon")
        sends = last.sends + 1 if last is not None else 1
        if sends > CODE_SENDS:
            raise RuleBroken("signing_too_many")
        SigningCode.objects.filter(agreement=found, party=party).delete()
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
        made = SigningCode.objects.create(
            agreement=found, party=party, code_hash=_hash(found, party, code),
            sent_to=f"…{phone[-4:]}", sends=sends, made_at=now,
        )  # fmt: skip
        audit.record(viewer=viewer, verb="mediation.send_code", thing=found, now=now)
    if settings.DEMO:
        return code
    words = _(
        "%(code)s is the code to sign agreement %(number)s with, good for %(minutes)s minutes."
    )
    said = {"code": code, "number": found.number, "minutes": CODE_MINUTES}
    try:
        channels.send_sms(phone, words % said, code=code)
    except RuleBroken:
        SigningCode.objects.filter(pk=made.pk).delete()
        raise
    return ""


def sign(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, code: str, name: str, strokes: str = "",
    now: datetime,
) -> Signature:  # fmt: skip
    """Sign for a party with the code, the typed name and, where it was drawn, the drawing.

    Raises RuleBroken: signing_name_differs, signing_code_wrong, signing_code_gone.
    """
    wrong = False
    with transaction.atomic():
        loaded, found = _signing(viewer, file_id, now)
        party, expected, _phone = _signer(loaded, viewer, party_id, now)
        if "".join(name.split()) != "".join(expected.split()):
            raise RuleBroken("signing_name_differs", name=expected)
        sent = SigningCode.objects.select_for_update().filter(agreement=found, party=party).first()
        if sent is None or not _alive(sent, now):
            raise RuleBroken("signing_code_gone")
        digits = "".join(one for one in code if one.isdigit())
        if hmac.compare_digest(sent.code_hash, _hash(found, party, digits)):
            made = _sign(
                loaded, found, viewer, now, party=party, name=expected, strokes=_drawn(strokes),
                sent_to=sent.sent_to, way="code",
            )  # fmt: skip
            sent.delete()
        else:
            wrong = True
            sent.tries += 1
            sent.save(update_fields=["tries"])
    if wrong:
        raise RuleBroken("signing_code_wrong", left=CODE_TRIES - sent.tries)
    return made


def sign_on_paper(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, name: str, scan: StoredFile, now: datetime
) -> Signature:
    """The mediator keeps the scan of the paper that a party signed by hand, sealed or printed."""
    with transaction.atomic():
        loaded, found = _signing(viewer, file_id, now)
        if not policy.mediates(loaded.standing):
            raise Forbidden("mediation_not_yours")
        party = loaded.party(party_id)
        name = tidy(name, 60) or party.name
        if party.is_body and name not in may_sign_for(party, calendar.today(now)):
            raise RuleBroken("signing_no_power", name=name, party=party.name)
        return _sign(loaded, found, viewer, now, party=party, name=name, paper=scan, way="paper")


def sign_as_mediator(
    *, viewer: Viewer, file_id: UUID, strokes: str = "", now: datetime
) -> Signature:
    """Whoever leads signs with their own account."""
    with transaction.atomic():
        loaded, found = _signing(viewer, file_id, now)
        if not policy.mediates(loaded.standing):
            raise Forbidden("mediation_not_yours")
        name = (
            people.names_for({viewer.person_id}, viewer)[viewer.person_id]
            if viewer.person_id
            else ""
        )
        return _sign(
            loaded, found, viewer, now, party=None, name=str(name), strokes=_drawn(strokes),
            way="code",
        )  # fmt: skip


def put_into_effect(*, viewer: Viewer, file_id: UUID, language: str, now: datetime) -> Agreement:
    """When all have signed: the agreement is in effect from now on, its paper is sealed.

    Raises RuleBroken: signing_incomplete, agreement_changed, and what documents.render raises; a
    character that cannot be printed stops it before anything is in effect.

    Law: 人民調解法 art. 29 (in force 2011-01-01).
    """
    _preflight(viewer, file_id, language, now)
    with transaction.atomic():
        loaded, found = _signing(viewer, file_id, now)
        if not policy.mediates(loaded.standing):
            raise Forbidden("mediation_not_yours")
        missing = [place.name for place in places(loaded, found) if place.signature is None]
        if missing:
            raise RuleBroken("signing_incomplete", names="、".join(missing))
        if words_hash(loaded, found) != found.text_hash:
            raise RuleBroken("agreement_changed")
        stopping = [one for one in doubts_of(loaded, found, calendar.today(now)) if one.stops]
        if stopping:  # such as a day that passed while people signed
            raise RuleBroken("agreement_stops", count=len(stopping))
        _agreed(loaded, found, viewer, now)
        found.state, found.effective_at = "in_effect", now
        found.save(update_fields=["state", "effective_at"])
        AgreedPart.objects.filter(payment__agreement__file=loaded.file).update(remind_on=None)
        _carry_paid(found)
        for part in AgreedPart.objects.filter(payment__agreement=found):
            part.remind_on = part.due_on - timedelta(days=REMIND_BEFORE)
            part.save(update_fields=["remind_on"])
    return seal(viewer=viewer, file_id=file_id, language=language, now=now)


def _carry_paid(found: Agreement) -> None:
    """What was paid under an agreement by word of mouth counts for the same payment in writing: who
    pays whom, and the sum, did not change. Another sum is another promise; the page shows both."""
    before = PaidNote.objects.filter(payment__agreement__file=found.file_id).exclude(
        payment__agreement=found
    )
    for one in found.payments.all():
        same = before.filter(
            payment__payer=one.payer_id, payment__payee=one.payee_id,
            payment__payee_name=one.payee_name, payment__amount_fen=one.amount_fen,
        )  # fmt: skip
        same.update(payment=one)


def seal(*, viewer: Viewer, file_id: UUID, language: str, now: datetime) -> Agreement:
    """Make the sealed paper of an agreement in effect; again when an earlier try failed. Only the
    words that were signed are sealed. Raises RuleBroken: agreement_changed."""
    loaded = queries.get_file(viewer, file_id, now)
    found = in_force(loaded.file)
    if found is None:
        raise RuleBroken("agreement_not_in_effect")
    if words_hash(loaded, found) != found.text_hash:
        raise RuleBroken("agreement_changed")
    document = documents.render(
        template="mediation/paper_sealed.html",
        context={"paper": paper_of(loaded, found, language)},
        kind="mediation_agreement",
        thing_id=found.pk,
        language=language,
        viewer=viewer,
        now=now,
        style="mediation/paper.css",
    )
    if found.document_id is None:
        found.document = document
        found.save(update_fields=["document"])
    return found


def _agreed(loaded: Loaded, found: Agreement, viewer: Viewer, now: datetime) -> None:
    """The file's own step. What is written and signed after an agreement by word of mouth is an
    agreement of its own and takes effect today (人民調解法 art. 29, 30)."""
    verb = Verb.AGREE_ORALLY if found.oral else Verb.AGREE
    if found.oral and loaded.file.stage is State.AGREED_ORAL:
        return
    before = move(loaded, viewer, verb, now)
    loaded.file.agreed_on = calendar.today(now)
    note(loaded, viewer, verb, now, before=before, thing_id=found.pk)
    keep(loaded, now)


def _preflight(viewer: Viewer, file_id: UUID, language: str, now: datetime) -> None:
    """Whether every character can be printed, before anything takes effect."""
    loaded = queries.get_file(viewer, file_id, now)
    found = agreement_of(loaded.file)
    if found is not None:
        documents.check_glyphs(str(paper_of(loaded, found, language)))


def _signing(viewer: Viewer, file_id: UUID, now: datetime) -> tuple[Loaded, Agreement]:
    loaded = fetch(viewer, file_id, now)
    found = agreement_of(loaded.file)
    if found is None or found.state != "signing" or loaded.file.stage not in DRAFTING:
        raise RuleBroken("agreement_not_signing")
    return loaded, found


def _signer(
    loaded: Loaded, viewer: Viewer, party_id: UUID, now: datetime
) -> tuple[Party, str, str]:
    """The party, and name and number of whoever signs for it.

    Whoever has an account signs with its number, at the mediator's device too; only for somebody
    without one the number that stands in the file is asked. For a ward it is the guardian who
    signs, for an organisation whoever may settle for it. Raises Forbidden.
    """
    party = loaded.party(party_id)
    speakers = [
        one
        for one in speaking(party, calendar.today(now))
        if one.power == Power.SETTLE or one.stands == Stands.GUARDIAN
    ]
    ward = party.capacity != Capacity.FULL
    if party.pk in loaded.standing.settles and viewer.person_id is not None:
        speaks = next((one for one in speakers if one.person_id == viewer.person_id), None)
        if ward and (speaks is None or speaks.stands != Stands.GUARDIAN):
            raise RuleBroken("signing_guardian_signs", name=party.name)
        own = people.names_for({viewer.person_id}, viewer).get(viewer.person_id, "")
        name = speaks.name if speaks else party.name if party.person_id else str(own)
        return party, name, people.proved_number(viewer.person_id, now)
    if not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")
    if ward:
        speakers = [one for one in speakers if one.stands == Stands.GUARDIAN]
    if ward or party.is_body:
        if not speakers:
            raise RuleBroken("signing_nobody_speaks", name=party.name)
        return party, speakers[0].name, _number(speakers[0], now)
    return party, party.name, _number(party, now)


def _number(one: Party | Representative, now: datetime) -> str:
    return one.phone if one.person_id is None else people.proved_number(one.person_id, now)


def _sign(
    loaded: Loaded, found: Agreement, viewer: Viewer, now: datetime, *, party: Party | None,
    name: str, way: str, strokes: str = "", sent_to: str = "", paper: StoredFile | None = None,
) -> Signature:  # fmt: skip
    if Signature.objects.filter(agreement=found, party=party).exists():
        raise RuleBroken("signing_already")
    made = Signature.objects.create(
        agreement=found, party=party, as_what=AS_PARTY if party else AS_MEDIATOR, name=name,
        way=way, strokes=strokes, sent_to=sent_to, paper=paper, text_hash=found.text_hash,
        person_id=viewer.person_id, at=now,
    )  # fmt: skip
    note(loaded, viewer, SIGNED, now, code=way, thing_id=party.pk if party else None)
    return made


def _drawn(strokes: str) -> str:
    """The drawing as moves and lines only. What is anything else is left out: the name and the code
    are what binds."""
    text = strokes.strip()
    return text if len(text) <= STROKES_MAX and _STROKES.fullmatch(text) else ""


def _alive(sent: SigningCode, now: datetime) -> bool:
    return sent.tries < CODE_TRIES and now - sent.made_at < timedelta(minutes=CODE_MINUTES)


def _hash(found: Agreement, party: Party, code: str) -> str:
    text = f"mediation.sign|{found.pk.hex}|{party.pk.hex}|{found.text_hash}|{code}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
