"""What a court answers, and what a party hands to it when talks failed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.organisations import public as organisations
from maplebridge.people import public as people

from .. import policy
from ..models import CourtConfirmation, Handover, MediationFile
from ..queries import court as queries_court
from ..queries.access import Loaded
from ..rules.court import (
    ANEW,
    NEEDS_NUMBER,
    NEEDS_REASON,
    STEPS,
    Answer,
    Outcome,
    Paper,
    Track,
)
from ..rules.parts import FACTS_MAX
from ..rules.stages import CONFIRMATIONS, Confirmation
from .moving import fetch, keep, note, set_clocks, tidy

COURT = "court"


def answer_application(
    *, viewer: Viewer, confirmation_id: UUID, answer: Answer, day: date, case_number: str = "",
    reason: str = "", now: datetime,
) -> None:  # fmt: skip
    """The court itself answers a joint application that went to it.

    Raises Missing for who does not act for that court, RuleBroken (a day that cannot be, a reason or
    a number that is lacking, an answer that may not follow).
    """
    with transaction.atomic():
        _loaded, made = queries_court.application(viewer, confirmation_id, now)
        MediationFile.objects.select_for_update(of=("self",)).get(pk=made.agreement.file_id)
        loaded, made = queries_court.application(viewer, confirmation_id, now)
        if answer is Answer.WITHDRAWN:  # that is said by the parties
            raise Forbidden("mediation_not_yours")
        put_answer(loaded, made, viewer, answer, day, case_number, reason, now)


def put_answer(
    loaded: Loaded, made: CourtConfirmation, viewer: Viewer, answer: Answer, day: date,
    case_number: str, reason: str, now: datetime,
) -> None:  # fmt: skip
    """Write what a court said, whoever writes it down, and move the file and its clocks."""
    if made.applied_on is None or not made.applied_on <= day <= calendar.today(now):
        raise RuleBroken("court_day")
    if made.taken_on is not None and day < made.taken_on:
        raise RuleBroken("court_day")
    if loaded.file.confirmation != Confirmation.APPLIED:
        raise RuleBroken("court_answered")
    reason, case_number = tidy(reason), tidy(case_number, 60)
    if answer is Answer.TAKEN:
        if made.taken_on is not None:
            raise RuleBroken("court_taken_already")
        made.taken_on = day
    elif answer is Answer.LONGER:
        if made.taken_on is None or made.ruling_longer:
            raise RuleBroken("court_longer")
        made.ruling_longer = True
    else:
        to = STEPS[answer]
        assert to in CONFIRMATIONS[Confirmation(loaded.file.confirmation)]
        made.outcome, made.answered_on = answer.value, day
        loaded.file.confirmation = to.value
    made.reason, made.case_number = reason or made.reason, case_number or made.case_number
    if answer in NEEDS_REASON and not made.reason:
        raise RuleBroken("court_why")
    if answer in NEEDS_NUMBER and not made.case_number:
        raise RuleBroken("court_number")
    made.save()
    note(loaded, viewer, COURT, now, code=answer.value)
    keep(loaded, now)


def may_ask_anew(made: CourtConfirmation) -> bool:
    return bool(made.outcome) and Confirmation(made.outcome) in ANEW


def begin_anew(made: CourtConfirmation) -> None:
    """After an application that was withdrawn or not taken on all ask anew; not saved yet."""
    made.asked_by, made.contacts, made.applied_on, made.taken_on = [], [], None, None
    made.outcome, made.answered_on, made.ruling_longer = "", None, False
    made.case_number, made.reason = "", ""


def court_of(organisation_id: UUID | None) -> organisations.Organisation | None:
    """A court of the register. Raises RuleBroken for another organisation."""
    if organisation_id is None:
        return None
    known = organisations.of_kind(organisations.OrganisationKind.COURT)
    found = next((one for one in known if one.pk == organisation_id), None)
    if found is None:
        raise RuleBroken("court_missing")
    return found


def hand_over(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, organisation_id: UUID | None, court: str,
    claim: str, papers: Iterable[Paper], freeze: bool, now: datetime,
) -> Handover:  # fmt: skip
    """A party hands its papers to a court; what it did not tick stays here. Nobody needs this to sue.
    Who left may at once, whatever the others do.

    Raises Forbidden, RuleBroken (there is an agreement, or talks go on; no court; no words).
    """
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now, left_too=True)
        party = loaded.party(party_id)
        if not policy.may_sue_for(loaded.standing, party):
            raise Forbidden("mediation_not_yours")
        ended = loaded.file.failed or party.left_at is not None
        if not ended or loaded.file.emptied:
            raise RuleBroken("suit_not_now")
        known = court_of(organisation_id)
        court, claim = tidy(court, 80), tidy(claim, FACTS_MAX)
        if not claim:
            raise RuleBroken("suit_claim")
        if known is None and not court:
            raise RuleBroken("court_missing")
        if Handover.objects.filter(party=party, outcome="", taken_back_at__isnull=True).exists():
            raise RuleBroken("suit_handed_already")
        made = Handover.objects.create(
            file=loaded.file, party=party, organisation=known, court=known.name if known else court,
            claim=claim, papers=sorted({one.value for one in papers}), freeze=freeze,
            asked_by_id=viewer.person_id, asked_at=now,
        )  # fmt: skip
        _own(loaded.file, viewer, "hand_over", made, now)
    return made


def read_handed(*, viewer: Viewer, handover_id: UUID, now: datetime) -> queries_court.Handed:
    """The court opens what a party handed over. The party reads in its log that it did; the other
    side reads nothing of it."""
    found = queries_court.handed(viewer, handover_id, now)
    if found.row.party.person_id is not None:
        people.log_access(
            viewer=viewer, subject_id=found.row.party.person_id, what="mediation",
            reason=found.row.court, thing_id=found.row.file_id, now=now,
        )  # fmt: skip
    return found


def take_back(*, viewer: Viewer, file_id: UUID, handover_id: UUID, now: datetime) -> None:
    """The party takes its papers back, while the court has not registered the case."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now, left_too=True)
        made = _handover(loaded, handover_id)
        if not policy.may_sue_for(loaded.standing, loaded.party(made.party_id)):
            raise Forbidden("mediation_not_yours")
        if made.filed_on is not None or made.taken_back_at is not None:
            raise RuleBroken("suit_filed")
        made.taken_back_at = now
        made.save(update_fields=["taken_back_at"])
        _own(loaded.file, viewer, "take_back_papers", made, now)


def _handover(loaded: Loaded, handover_id: UUID) -> Handover:
    writes = policy.may_write(loaded.standing)
    rows = queries_court.handovers_for(loaded, writes=writes)
    found = next((one for one in rows if one.pk == handover_id), None)
    if found is None:
        raise Missing("mediation_missing")
    return found


def answer_suit(
    *, viewer: Viewer, handover_id: UUID, filed_on: date | None, frozen_on: date | None,
    track: Track | None, case_number: str, outcome: Outcome, outcome_on: date | None, now: datetime,
) -> None:  # fmt: skip
    """The court writes down how far the case is: registered, frozen, on which track, how it ended."""
    with transaction.atomic():
        row = queries_court.handed(viewer, handover_id, now).row
        MediationFile.objects.select_for_update(of=("self",)).get(pk=row.file_id)
        put_suit(row, filed_on, frozen_on, track, case_number, outcome, outcome_on, now)
        _own(row.file, viewer, "suit_answered", row, now)


def note_suit(
    *, viewer: Viewer, file_id: UUID, handover_id: UUID, filed_on: date | None,
    frozen_on: date | None, track: Track | None, case_number: str, outcome: Outcome,
    outcome_on: date | None, now: datetime,
) -> None:  # fmt: skip
    """The party or whoever leads writes down what a court said for which nobody acts here. Of one that
    answers by itself they write down only that the suit was withdrawn."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now, left_too=True)
        made = _handover(loaded, handover_id)
        if not policy.may_act_alone(loaded.standing, made.party_id):
            raise Forbidden("mediation_not_yours")
        if made.taken_back_at is not None:
            raise RuleBroken("suit_taken_back")
        if queries_court.answers_here(made.organisation_id, now):
            if outcome is not Outcome.WITHDRAWN:
                raise RuleBroken("court_answers_itself", court=made.court)
            filed_on, frozen_on, case_number = made.filed_on, made.frozen_on, made.case_number
            track = Track(made.track) if made.track else None
        put_suit(made, filed_on, frozen_on, track, case_number, outcome, outcome_on, now)
        _own(loaded.file, viewer, "suit_answered", made, now)


def put_suit(
    made: Handover, filed_on: date | None, frozen_on: date | None, track: Track | None,
    case_number: str, outcome: Outcome, outcome_on: date | None, now: datetime,
) -> None:  # fmt: skip
    """Raises RuleBroken for days that cannot be, or an end without its day."""
    first, today = calendar.today(made.asked_at), calendar.today(now)
    if any(one is not None and not first <= one <= today for one in (filed_on, frozen_on, outcome_on)):  # fmt: skip
        raise RuleBroken("court_day")
    if bool(outcome) != (outcome_on is not None):
        raise RuleBroken("suit_outcome_day")
    if filed_on is not None and track is None:
        raise RuleBroken("suit_track")
    if filed_on is not None and outcome_on is not None and outcome_on < filed_on:
        raise RuleBroken("court_day")
    others = Handover.objects.filter(party=made.party_id, outcome="", taken_back_at__isnull=True)
    if outcome is Outcome.OPEN and others.exclude(pk=made.pk).exists():
        raise RuleBroken("suit_handed_already")
    made.filed_on, made.frozen_on = filed_on, frozen_on
    made.track = track.value if track else ""
    made.case_number = tidy(case_number, 60)
    made.outcome, made.outcome_on = outcome.value, outcome_on
    made.save()


def _own(file: MediationFile, viewer: Viewer, verb: str, made: Handover, now: datetime) -> None:
    """In the audit alone: the other side reads the record. The clocks are set anew."""
    audit.record(viewer=viewer, verb=f"mediation.{verb}", thing=made, now=now)
    set_clocks(file, now)
    file.save(update_fields=["ring_at"])
