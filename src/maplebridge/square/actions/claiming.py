"""The handler asks for helpers; one takes it on, says it is done, and the handler or reporter confirms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import SYSTEM, Viewer
from maplebridge.matters import public as matters

from .. import policy, queries
from ..messages import KINDS
from ..models import Claim, HelpWanted
from ..rules import claims as rules
from ..rules.claims import LIVE, ClaimStage
from ..rules.revealing import giving_away
from .releasing import names_concerned

WORDS_MAX = 500
BATCH = 200


@transaction.atomic
def ask_for_help(*, viewer: Viewer, matter_id: UUID, words: str, now: datetime) -> HelpWanted:
    """Open a matter for helpers; asked again, with other words. Nobody is named in them."""
    matter = _of_worker(viewer, matter_id)
    if not matter.is_open:
        raise RuleBroken("square_help_too_late", reference=matter.reference)
    words = matters.tidy(words)
    if not words or len(words) > WORDS_MAX or not matters.storable(words):
        raise RuleBroken("square_help_words", most=WORDS_MAX)
    if found := giving_away(words, names_concerned(matter)):
        said = [f"“{one.text}” {KINDS[one.kind]}" for one in found]
        raise RuleBroken("square_gives_away", found=" · ".join(said))
    assert viewer.person_id is not None, "policy lets only those in a post ask"
    wanted, _ = HelpWanted.objects.update_or_create(
        matter=matter,
        defaults={
            "words": words, "opened_by_id": viewer.person_id, "opened_at": now, "closed_at": None,
        },
    )  # fmt: skip
    audit.record(viewer=viewer, verb="square.ask_for_help", thing=wanted, now=now, matter=matter.pk)
    return wanted


@transaction.atomic
def stop_asking(*, viewer: Viewer, matter_id: UUID, now: datetime) -> None:
    """No more helpers; whoever had taken it on is told by the page."""
    _of_worker(viewer, matter_id)
    _end(viewer, matter_id, now)


@transaction.atomic
def end_help(*, viewer: Viewer, matter_id: UUID, now: datetime) -> None:
    """The matter was answered or closed otherwise: nothing is left to take on."""
    assert viewer.system, "the clock of facts calls it"
    matters.lock_matter(matter_id)
    _end(viewer, matter_id, now)


def _end(viewer: Viewer, matter_id: UUID, now: datetime) -> None:
    wanted = HelpWanted.objects.filter(matter=matter_id, closed_at__isnull=True).first()
    if wanted is None:
        return
    wanted.closed_at = now
    wanted.save(update_fields=["closed_at"])
    wanted.claims.filter(stage__in=LIVE).update(stage=ClaimStage.ENDED.value, ended_at=now)
    audit.record(viewer=viewer, verb="square.end_help", thing=wanted, now=now, matter=matter_id)


@transaction.atomic
def claim(
    *,
    viewer: Viewer,
    matter_id: UUID,
    until: date,
    organisation_id: UUID | None = None,
    now: datetime,
) -> Claim:
    """ "I take care of it", until a day: in one's own name, or in that of an organisation for which
    the viewer may act and which is active where the matter lies.

    Raises Missing, Forbidden (who works on it, or reported it), RuleBroken (somebody else has it).
    """
    wanted = queries.get_help(viewer, matter_id, now)
    matter = matters.lock_matter(matter_id)
    if not policy.may_claim(viewer, matter):
        raise Forbidden("square_not_for_you", reference=matter.reference)
    if organisation_id is not None:
        mine = queries.claimants_for(viewer, matter, now)
        if organisation_id not in {one.pk for one in mine}:
            raise RuleBroken("square_organisation_not_yours")
    if not rules.day_allowed(until, calendar.today(now)):
        raise RuleBroken("square_claim_day", most=rules.DAYS_MAX)
    wanted.refresh_from_db()
    if wanted.closed_at is not None or not matter.is_open:
        raise RuleBroken("square_help_too_late", reference=matter.reference)
    if wanted.claims.filter(stage__in=LIVE).exists():
        raise RuleBroken("square_claimed_already", reference=matter.reference)
    assert viewer.person_id is not None, "policy lets only persons take it on"
    made = Claim.objects.create(
        help=wanted, person_id=viewer.person_id, organisation_id=organisation_id, until=until,
        claimed_at=now,
    )  # fmt: skip
    audit.record(viewer=viewer, verb="square.claim", thing=made, now=now, matter=matter.pk)
    _tell(made, matter, "claimed", now)
    return made


@transaction.atomic
def give_up(*, viewer: Viewer, claim_id: UUID, now: datetime) -> Claim:
    """Somebody else may take it on."""
    found = _own(viewer, claim_id, now)
    matter = matters.lock_matter(found.help.matter_id)
    matters.take_help_back(matter_id=matter.pk)
    _tell(found, matter, "free", now)
    return _move(viewer, found, ClaimStage.GIVEN_UP, now)


@transaction.atomic
def say_done(
    *, viewer: Viewer, claim_id: UUID, text: str, photos: Sequence[UUID] = (), now: datetime
) -> Claim:
    """It is done, with words and photos: a line that the handler and the reporter read.

    Raises Missing once the reporter closed the matter to who took it on.
    """
    found = _own(viewer, claim_id, now)
    if not queries.sees_matter(viewer, found.help.matter_id):
        raise Missing("square_help_missing")
    _move(viewer, found, ClaimStage.DONE, now)
    event = matters.tell_help(
        viewer=viewer, matter_id=found.help.matter_id, text=text, photos=photos,
        counts=found.organisation_id is None, now=now,
    )  # fmt: skip
    found.words, found.done_at = event.text, now
    found.save(update_fields=["words", "done_at"])
    _tell(found, matters.lock_matter(found.help.matter_id), "done", now)
    return found


@transaction.atomic
def confirm(*, viewer: Viewer, claim_id: UUID, text: str, now: datetime) -> Claim:
    """The handler or the reporter agrees; the matter is answered as put right, and can be rated.

    Who acts for the reporter by mandate agrees as they do, but nobody to their own work, nor to that of an organisation for which they act.
    """
    found = _locked(claim_id)
    if viewer.person_id == found.person_id or queries.holds(viewer, found, now):
        raise Forbidden("square_own_claim")
    matter_id = found.help.matter_id
    matter = matters.get_summary(viewer, matter_id)
    helper = None if found.organisation_id else found.person_id
    _move(viewer, found, ClaimStage.CONFIRMED, now)
    if policy.may_ask_for_help(viewer, matter):
        matters.answer(
            viewer=viewer, matter_id=matter_id, text=text, code="fixed",
            helpers=[helper] if helper else [], now=now,
        )  # fmt: skip
    else:
        matters.confirm_help(
            viewer=viewer, matter_id=matter_id, text=text, helper_id=helper, now=now
        )
    _end(viewer, matter_id, now)
    _tell(found, matter, "confirmed", now)
    return found


@transaction.atomic
def send_back(*, viewer: Viewer, claim_id: UUID, now: datetime) -> Claim:
    """Not done yet: the claim stands until its day, and the helper sees it."""
    found = _locked(claim_id)
    matter = _of_worker(viewer, found.help.matter_id)
    matters.take_help_back(matter_id=matter.pk)
    _tell(found, matter, "sent_back", now)
    return _move(viewer, found, ClaimStage.HELD, now)


def release_lapsed(*, now: datetime) -> None:
    """Claims whose day is over are free again; at most BATCH a transaction."""
    today = calendar.today(now)
    late = Claim.objects.filter(stage=ClaimStage.HELD.value, until__lt=today).order_by(
        "until", "id"
    )
    while ids := list(late.values_list("pk", flat=True)[:BATCH]):
        for claim_id in ids:
            with transaction.atomic():
                found = _locked(claim_id)
                if found.stage == ClaimStage.HELD and rules.lapsed(found.until, today):
                    _move(SYSTEM, found, ClaimStage.LAPSED, now)
                    _tell(found, matters.lock_matter(found.help.matter_id), "lapsed", now)


def free_claims(*, organisation_id: UUID, now: datetime) -> None:
    """What an organisation had taken on and not done is free for others: it takes no part any more."""
    held = Claim.objects.filter(organisation=organisation_id, stage=ClaimStage.HELD.value)
    for claim_id in held.order_by("id").values_list("pk", flat=True):
        found = _locked(claim_id)
        if found.stage == ClaimStage.HELD:
            _move(SYSTEM, found, ClaimStage.GIVEN_UP, now)
            _tell(found, matters.lock_matter(found.help.matter_id), "free", now)


def _of_worker(viewer: Viewer, matter_id: UUID) -> matters.Matter:
    """The locked matter, for those who work on it."""
    matter = matters.get_summary(viewer, matter_id)
    if not policy.may_ask_for_help(viewer, matter):
        raise matters.not_yours(matter)
    return matters.lock_matter(matter_id)


def _own(viewer: Viewer, claim_id: UUID, now: datetime) -> Claim:
    found = _locked(claim_id)
    if not queries.holds(viewer, found, now):
        raise Missing("square_claim_missing")
    return found


def _locked(claim_id: UUID) -> Claim:
    """The claim, with its matter locked first: all verbs lock in this order."""
    found = Claim.objects.select_related("help").filter(pk=claim_id).first()
    if found is None:
        raise Missing("square_claim_missing")
    matters.lock_matter(found.help.matter_id)
    found.refresh_from_db(fields=["stage", "until", "words"])
    return found


def _move(viewer: Viewer, found: Claim, stage: ClaimStage, now: datetime) -> Claim:
    if not rules.may_follow(ClaimStage(found.stage), stage):
        raise RuleBroken("square_claim_moved_on")
    found.stage = stage.value
    if stage not in LIVE:
        found.ended_at = now
    found.save(update_fields=["stage", "ended_at"])
    audit.record(
        viewer=viewer, verb=f"square.claim_{stage.value}", thing=found, now=now,
        matter=found.help.matter_id,
    )  # fmt: skip
    return found


FOR_POST = {"claimed": "helper_came", "done": "helper_done", "free": "helper_gone",
            "lapsed": "helper_gone"}  # fmt: skip
"""What the post that has the matter is written about, by the sentence of matters."""


def _tell(found: Claim, matter: matters.Matter, what: str, now: datetime) -> None:
    outbox.tell(facts.HelpMoved(matter.pk, found.pk, what), now=now)
    if what in FOR_POST and matter.handler_id is not None:
        outbox.tell(facts.PostAsked(matter.pk, matter.handler_id, FOR_POST[what]), now=now)
