"""What a file knows of each paper. Numbers and addresses stay out: those in the file get copies."""

from __future__ import annotations

from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maplebridge.core import calendar
from maplebridge.core.documents.blocks import Signed

from .. import policy
from ..messages import KINDS
from ..messages.papers import ROLES
from ..models import Agreement, CountedDay, CourtConfirmation, MediationFile, Party
from ..rules.counting import Counted
from ..rules.papers import SOURCES, Kind
from ..rules.parts import Side
from ..rules.stages import AGREEMENTS, OVER, State
from .access import Loaded
from .agreements import agreement_of, body_words, draft_of, house_of, in_force
from .papers import Filled

_ROLES = {
    Kind.APPLICATION: ("applicant", "respondent"),
    Kind.ACCEPTANCE: ("applicant", "respondent"),
    Kind.CONFIRMATION: ("first_applicant", "second_applicant"),
    Kind.POLICE: ("first_applicant", "second_applicant"),
    Kind.ADVANCE: ("applicant", "respondent"),
    Kind.FUND: ("applicant", "respondent"),
}
WORDS = frozenset({Kind.AGREEMENT, Kind.ORAL})
"""Those that print the words of an agreement."""
TOGETHER = frozenset({Kind.CONFIRMATION, Kind.POLICE})
"""Those by which all parties ask for the same thing."""
_USUAL = ("first_party", "second_party")


def filled_for(loaded: Loaded, kind: Kind, language: str) -> Filled:
    """The paper of a kind with all that the file says; signatures are made by hand. Words that are
    still a draft stand on the paper of who mediates alone."""
    found = agreement_of(loaded.file)
    if kind not in WORDS and found is not None and found.state != "in_effect":
        found = in_force(loaded.file) or found  # what holds, while one in writing is drafted
    return filled_with(loaded, kind, found, language)


def filled_with(loaded: Loaded, kind: Kind, found: Agreement | None, language: str) -> Filled:
    """The same for who has read the file's agreement already."""
    file = loaded.file
    agreed = found if found is not None and found.state == "in_effect" else None
    with translation.override(language):
        words = {
            "number": file.reference, "kind": str(KINDS[file.kind]), "facts": file.facts,
            "requests": file.requests, "file_name": f"{KINDS[file.kind]} {file.reference}",
            "mediator": file.lead.person.name if file.lead else "",
            "opened_on": _day(file.accepted_at and calendar.today(file.accepted_at)),
            "closed_on": _day(file.ended_at and calendar.today(file.ended_at)),
            "agreement_number": agreed.number if agreed else "",
            "agreed_on": _day(file.agreed_on), "happened_on": _day(file.happened_on),
            "certificate_on": _day(_certificate(file) if kind is Kind.POLICE else None), "committee_name": house_of(file),
            **(_court(agreed) if kind is Kind.CONFIRMATION else {}),
        }  # fmt: skip
        house, people = house_of(file), _people(loaded, kind)
        signed = _applicants(kind, people)
    stands = found is not None and (found.state != "draft" or policy.mediates(loaded.standing))
    printed = stands and kind in WORDS
    draft = draft_of(loaded, found) if found is not None and printed else None
    if draft is not None and found is not None:
        words |= {"facts": found.facts, "future_treatment": found.future_treatment}
    return Filled(
        house=house, number=file.reference, words=words, people=people,
        ticked=_ticked(loaded), signed=signed, draft=draft,
    )  # fmt: skip


def _certificate(file: MediationFile) -> date | None:
    known = CountedDay.objects.filter(file=file, kind=Counted.CERTIFICATE.value)
    return known.values_list("day", flat=True).first()


def _people(loaded: Loaded, kind: Kind) -> dict[str, list[dict[str, str]]]:
    if kind is Kind.AID:  # one's own: the other side is not told who asks for a lawyer
        mine = [one for one in loaded.parties if one.pk in loaded.standing.own]
        return {"aid_applicant": [_described(one) for one in mine]}
    first, second = _ROLES.get(kind, _USUAL)
    found: dict[str, list[dict[str, str]]] = {first: [], second: []}
    asks = {Side.APPLICANT.value}
    if kind in {
        Kind.ADVANCE,
        Kind.FUND,
    }:  # whoever prints it asks for the money, on whichever side they stand
        asks = {one.side for one in loaded.present if one.pk in loaded.standing.own} or asks
    left = loaded.standing.left_at is not None
    there = (
        [one for one in loaded.parties if one.pk in loaded.standing.own] if left else loaded.present
    )
    if left:  # who left asks alone
        asks = {one.side for one in there}
    for party in there:
        found[first if party.side in asks else second].append(_described(party))
    return found


def _described(party: Party) -> dict[str, str]:
    if party.is_body:
        return {"body": body_words(party)}
    born = str(party.birth_year) if party.birth_year else ""
    return {"name": party.name, "born": born, "job": party.job}


def _ticked(loaded: Loaded) -> dict[str, str]:
    file, found = loaded.file, dict[str, str]()
    if file.source in SOURCES:
        found["source"] = file.source
    if file.stage is State.DECLINED:
        found["decision"] = "declined"
    elif file.accepted_at is not None:
        found["decision"] = "accepted"
    if file.agreed_on is not None:
        found["outcome"] = "settled"
    elif file.stage in OVER - AGREEMENTS and file.ending:
        found |= {"outcome": "ended", "reason_ended": file.ending}
    return found


def _court(agreed: Agreement | None) -> dict[str, str]:
    if agreed is None:
        return {}
    made = CourtConfirmation.objects.filter(agreement=agreed).first()
    asked = _(
        "We ask the court to confirm that the people’s mediation agreement %(number)s is valid."
    )
    return {
        "court": made.court if made else "", "confirm_request": asked % {"number": agreed.number},
    }  # fmt: skip


def _applicants(kind: Kind, people: dict[str, list[dict[str, str]]]) -> dict[str, list[Signed]]:
    """Who asks together signs together: a place for each, with the name."""
    if kind not in TOGETHER:
        return {}
    return {
        role: [Signed(str(ROLES[role]), one.get("name") or one.get("body", "")) for one in rows]
        for role, rows in people.items()
    }


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
