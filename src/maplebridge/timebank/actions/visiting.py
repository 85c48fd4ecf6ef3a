"""At the door: come and leave by the number on the elder's screen, or by a signed card typed in later."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import Member, Request, Visit, VisitRating
from ..rules import codes
from ..rules.counting import minutes_between
from ..rules.stages import WENT, Asked, Stage
from .arranging import own_visit
from .asking import move, settle
from .minutes import pay_out, promise
from .rulebook import rules_for
from .taking_part import clean
from .telling import tell_coordinators, tell_elder, tell_helper

COUNTED = [stage.value for stage in WENT - {Stage.VOIDED}]


def come(*, viewer: Viewer, visit_id: UUID, code: str, now: datetime) -> Visit:
    """The helper is there: the instant is kept, and no place.

    Raises Missing, RuleBroken `timebank_wrong_code`, `timebank_too_many_tries`,
    `timebank_not_agreed`, `timebank_other_day`, `timebank_two_homes`, `timebank_visit_moved_on`.
    """
    _look_at_code(viewer, visit_id, code, now)
    with transaction.atomic():
        visit, request = own_visit(viewer, visit_id)
        if request.state != Asked.AGREED:
            raise RuleBroken("timebank_not_agreed", reference=request.reference)
        if request.day != calendar.today(now):
            raise RuleBroken("timebank_other_day", reference=request.reference)
        _only_one_home(visit, now, now)
        visit.came_at = now
        move(visit, Stage.STARTED, now, "came_at")
        audit.record(viewer=viewer, verb="timebank.come", thing=visit, now=now)
    return visit


def leave(*, viewer: Viewer, visit_id: UUID, code: str, now: datetime) -> Visit:
    """The helper leaves; the minutes are promised until somebody confirms them. Raises as `come`."""
    _look_at_code(viewer, visit_id, code, now)
    with transaction.atomic():
        visit, request = own_visit(viewer, visit_id)
        _left(viewer, visit, request, now, now)
        audit.record(
            viewer=viewer, verb="timebank.leave", thing=visit, now=now, minutes=visit.minutes
        )
    return visit


def _look_at_code(viewer: Viewer, visit_id: UUID, code: str, now: datetime) -> None:
    """Outside the verb's transaction, so that a wrong number stays counted."""
    visit = Visit.objects.filter(pk=visit_id, member__person=viewer.person_id).first()
    if visit is None or viewer.person_id is None:
        raise Missing("timebank_missing")
    if visit.tries >= codes.TRIES_MAX:
        raise RuleBroken("timebank_too_many_tries")
    minutes = rules_for(calendar.today(now), now=now).book.code_minutes
    if not codes.fits(code, visit.request.secret, now, minutes):
        Visit.objects.filter(pk=visit_id).update(tries=F("tries") + 1)
        raise RuleBroken("timebank_wrong_code", minutes=minutes)


def _left(viewer: Viewer, visit: Visit, request: Request, left: datetime, now: datetime) -> None:
    """Count the minutes and promise them."""
    assert visit.came_at is not None or visit.stage != Stage.STARTED, "who started has come"
    if visit.came_at is None:
        raise RuleBroken("timebank_visit_moved_on")
    _only_one_home(visit, visit.came_at, left)
    most = rules_for(calendar.today(now), now=now).book.visit_minutes_max
    visit.left_at = left
    visit.minutes = minutes_between(visit.came_at, left, most)
    move(visit, Stage.ENDED, now, "left_at", "minutes", "came_at", "card")
    visit.request = request
    promise(viewer=viewer, visit=visit, now=now)
    visit.save(update_fields=["holds"])
    tell_elder(request, "left", now)


def _only_one_home(visit: Visit, came: datetime, left: datetime) -> None:
    """Nobody is in two homes at one time. Locks the helper's row, after request and visit."""
    Member.objects.select_for_update().get(pk=visit.member_id)
    others = Visit.objects.filter(member=visit.member_id, came_at__isnull=False).exclude(
        pk=visit.pk
    )
    staying = Q(stage=Stage.STARTED.value, came_at__lte=left)
    been = Q(stage__in=COUNTED, came_at__lt=left, left_at__gt=came)
    if others.filter(staying | been).exists():
        raise RuleBroken("timebank_two_homes")


@transaction.atomic
def type_card(
    *, viewer: Viewer, visit_id: UUID, came: datetime, left: datetime, now: datetime
) -> Visit:
    """A coordinator types in the two times of a card that elder and helper signed.

    Raises Missing, Forbidden `timebank_coordinators_only`, RuleBroken `timebank_card_times`,
    `timebank_card_too_late`, `timebank_two_homes`, `timebank_visit_moved_on`.
    """
    visit, request = _of_place(viewer, visit_id)
    if request.state != Asked.AGREED:
        raise RuleBroken("timebank_not_agreed", reference=request.reference)
    day, book = calendar.today(came), rules_for(calendar.today(now), now=now).book
    if not came < left <= now or day != request.day or calendar.today(left) != day:
        raise RuleBroken("timebank_card_times", reference=request.reference)
    if calendar.today(now) > day + timedelta(days=book.paper_days):
        raise RuleBroken("timebank_card_too_late", days=book.paper_days)
    visit.came_at, visit.card = came, True
    _left(viewer, visit, request, left, now)
    audit.record(
        viewer=viewer, verb="timebank.type_card", thing=visit, now=now, minutes=visit.minutes
    )
    return visit


@transaction.atomic
def confirm(*, viewer: Viewer, visit_id: UUID, now: datetime) -> Visit:
    """The elder, their agent or the coordinator says that it was so: the minutes are posted."""
    visit, request = _seen(viewer, visit_id, now)
    allowed = policy.may_confirm(
        viewer, elder_id=request.elder_id, helper_id=visit.member.person_id, path=request.path,
        agent=people.may_act_for(viewer, request.elder_id, now),
    )  # fmt: skip
    if not allowed:
        raise Forbidden("timebank_not_yours_to_confirm")
    if visit.stage != Stage.ENDED:
        raise RuleBroken("timebank_visit_moved_on")
    _confirmed(viewer, visit, request, visit.minutes, now)
    return visit


def _confirmed(
    viewer: Viewer, visit: Visit, request: Request, minutes: int, now: datetime, *more: str
) -> None:
    pooled = pay_out(viewer=viewer, visit=visit, minutes=minutes, now=now)
    visit.confirmed_by_id, visit.minutes = viewer.person_id, minutes
    move(visit, Stage.CONFIRMED if minutes or not more else Stage.VOIDED, now,
         "confirmed_by", "minutes", *more)  # fmt: skip
    settle(request, now)
    audit.record(
        viewer=viewer, verb="timebank.confirm", thing=visit, now=now, minutes=minutes, pooled=pooled
    )
    tell_helper(visit, request, "confirmed" if minutes else "voided", now)


@transaction.atomic
def dispute(*, viewer: Viewer, visit_id: UUID, words: str, now: datetime) -> Visit:
    """Elder or helper says that it was otherwise; nothing is posted until the coordinator answered."""
    visit, request = _seen(viewer, visit_id, now)
    if not queries.is_party(viewer, visit, request, now):
        raise Forbidden("timebank_not_yours_to_confirm")
    words = clean(words, 500)
    if not words:
        raise RuleBroken("timebank_say_what")
    visit.objection, visit.disputed_by_id = words, viewer.person_id
    move(visit, Stage.DISPUTED, now, "objection", "disputed_by")
    audit.record(viewer=viewer, verb="timebank.dispute", thing=visit, now=now)
    tell_coordinators(request, "disputed", now)
    return visit


@transaction.atomic
def decide(*, viewer: Viewer, visit_id: UUID, minutes: int, answer: str, now: datetime) -> Visit:
    """The coordinator answers both: 0 voids what was promised, else so many minutes are posted.

    Raises Missing, Forbidden, RuleBroken `timebank_answer_missing`, `timebank_too_many_minutes`.
    """
    visit, request = _of_place(viewer, visit_id)
    answer = clean(answer, 500)
    if not answer:
        raise RuleBroken("timebank_answer_missing")
    if visit.stage != Stage.DISPUTED:
        raise RuleBroken("timebank_visit_moved_on")
    if not 0 <= minutes <= visit.minutes:
        raise RuleBroken("timebank_too_many_minutes", most=visit.minutes)
    visit.answer, visit.answered_by_id = answer, viewer.person_id
    _confirmed(viewer, visit, request, minutes, now, "answer", "answered_by")
    tell_elder(request, "answered", now)
    return visit


@transaction.atomic
def rate(*, viewer: Viewer, visit_id: UUID, stars: int, words: str, now: datetime) -> VisitRating:
    """What one of the two thought; said again, it replaces what stood. Only coordinators read it."""
    visit, request = _seen(viewer, visit_id, now)
    if not queries.is_party(viewer, visit, request, now):
        raise Forbidden("timebank_not_yours_to_confirm")
    if Stage(visit.stage) not in WENT or not 1 <= stars <= 5:
        raise RuleBroken("timebank_visit_moved_on")
    assert viewer.person_id is not None, "a party is a person"
    made, _ = VisitRating.objects.update_or_create(
        visit=visit, author_id=viewer.person_id,
        defaults={"stars": stars, "words": clean(words, 500), "at": now},
    )  # fmt: skip
    audit.record(viewer=viewer, verb="timebank.rate", thing=visit, now=now)
    return made


@transaction.atomic
def open_door(*, viewer: Viewer, request_id: UUID, now: datetime) -> people.PersonCard:
    """Name, number and door of the elder: for a helper with a seat of an agreed visit, and at work.

    The elder's log names the request. Raises Missing, Forbidden `timebank_not_agreed_yet`.
    """
    request = Request.objects.filter(pk=request_id).first()
    if request is None or not queries.may_see(viewer, request, now):
        raise Missing("timebank_missing")
    if not queries.may_know_door(viewer, request):
        raise Forbidden("timebank_not_agreed_yet", reference=request.reference)
    return people.read_contact(
        viewer=viewer, person_id=request.elder_id, what="timebank.request", thing_id=request.pk,
        reason=request.reference, now=now,
    )  # fmt: skip


def _seen(viewer: Viewer, visit_id: UUID, now: datetime) -> tuple[Visit, Request]:
    """A visit whose request the viewer may see, locked."""
    visit, request = _locked(visit_id)
    if not queries.may_see(viewer, request, now):
        raise Missing("timebank_missing")
    return visit, request


def _of_place(viewer: Viewer, visit_id: UUID) -> tuple[Visit, Request]:
    """A visit in the coordinator's place that is not their own, locked."""
    visit, request = _locked(visit_id)
    if not queries.at_work(viewer, request):
        raise Missing("timebank_missing")
    helper_id = visit.member.person_id
    if not policy.may_decide(
        viewer, elder_id=request.elder_id, helper_id=helper_id, path=request.path
    ):
        raise Forbidden("timebank_coordinators_only")
    return visit, request


def _locked(visit_id: UUID) -> tuple[Visit, Request]:
    found = Visit.objects.filter(pk=visit_id).values_list("request_id", flat=True).first()
    if found is None:
        raise Missing("timebank_missing")
    request = Request.objects.select_for_update().get(pk=found)
    visit = Visit.objects.select_for_update().select_related("member").get(pk=visit_id)
    visit.request = request
    return visit, request
