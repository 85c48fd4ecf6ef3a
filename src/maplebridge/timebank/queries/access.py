"""Who may see which request, who speaks for the elder, and what stands between a helper and a visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import Member, Request, Visit
from ..rules.conditions import Going
from ..rules.stages import BUSY, SEATED, Asked, Stage
from ..rules.windows import Window

STEP = 4
"""Digits of one step of a path."""
KNOWN = (Stage.ENDED.value, Stage.CONFIRMED.value)
"""Visits after which a helper is no stranger in that home."""


def instant(day: date, minutes: int) -> datetime:
    """So many minutes after midnight of a day, by the clock on the wall."""
    return calendar.start_of(day) + timedelta(minutes=minutes)


def at_work(viewer: Viewer, request: Request) -> bool:
    """Whether the viewer works for the place where the elder lives."""
    return policy.may_write_for(viewer, request.path)


def speaks_for(viewer: Viewer, request: Request, now: datetime) -> bool:
    """The elder, their agent, or a worker of the place who passes on what they said.

    A worker who is asked to help, or goes, speaks for nobody there: else one person would propose
    themselves, agree, and confirm.
    """
    if viewer.person_id is None:
        return False
    if viewer.person_id == request.elder_id or people.may_act_for(viewer, request.elder_id, now):
        return True
    return at_work(viewer, request) and not _goes(viewer, request)


def _goes(viewer: Viewer, request: Request) -> bool:
    mine = request.visits.filter(member__person=viewer.person_id)
    return mine.exclude(stage__in=[Stage.DECLINED.value, Stage.RELEASED.value]).exists()


def helps(viewer: Viewer, request: Request) -> Visit | None:
    """The viewer's own visit for the request."""
    if viewer.person_id is None:
        return None
    return request.visits.filter(member__person=viewer.person_id).first()


def may_see(viewer: Viewer, request: Request, now: datetime) -> bool:
    """Those who speak for the elder, and helpers who were asked; nobody else knows of it."""
    return speaks_for(viewer, request, now) or helps(viewer, request) is not None


def get_request(viewer: Viewer, request_id: UUID, now: datetime) -> Request:
    found = (
        Request.objects.select_related("place", "elder", "rules", "entered_by")
        .filter(pk=request_id)
        .first()
    )
    if found is None or not may_see(viewer, found, now):
        raise Missing("timebank_missing")
    return found


def get_visit(viewer: Viewer, visit_id: UUID) -> Visit:
    """One's own visit."""
    found = (
        Visit.objects.select_related("request__place", "request__rules", "member")
        .filter(pk=visit_id, member__person=viewer.person_id)
        .first()
    )
    if found is None or viewer.person_id is None:
        raise Missing("timebank_missing")
    return found


def is_party(viewer: Viewer, visit: Visit, request: Request, now: datetime) -> bool:
    """The elder, their agent, or the helper of the visit."""
    if viewer.person_id is None:
        return False
    mine = viewer.person_id in (request.elder_id, visit.member.person_id)
    return mine or people.may_act_for(viewer, request.elder_id, now)


def shows_code(viewer: Viewer, request: Request, now: datetime) -> bool:
    """The elder or their agent, on the day of the agreed visit; never who works there or helps."""
    if request.state != Asked.AGREED or request.day != calendar.today(now):
        return False
    if viewer.person_id is None or helps(viewer, request) is not None:
        return False
    return viewer.person_id == request.elder_id or people.may_act_for(viewer, request.elder_id, now)


def may_know_door(viewer: Viewer, request: Request) -> bool:
    """Who works there; a helper with a seat, while the visit is agreed and not over."""
    if at_work(viewer, request):
        return True
    mine = helps(viewer, request)
    going = mine is not None and Stage(mine.stage) in {Stage.ACCEPTED, Stage.STARTED}
    return going and request.state == Asked.AGREED


def get_helper(viewer: Viewer, member_id: UUID) -> Member:
    """Somebody who offers help within the coordinator's places, or around them.

    A helper who goes to the whole community is met by the coordinators of its parts, too. Raises
    Forbidden for who coordinates nothing, Missing otherwise.
    """
    if not policy.coordinates(viewer):
        raise Forbidden("timebank_coordinators_only")
    found = Member.objects.select_related("offer__place", "person").filter(pk=member_id).first()
    if found is None or not hasattr(found, "offer"):
        raise Missing("timebank_missing")
    paths = [post.path for post in viewer.posts if post.role in policy.COORDINATORS]
    area = found.offer.path
    if not any(area.startswith(path) or path.startswith(area) for path in paths):
        raise Missing("timebank_missing")
    return found


def going(members: Sequence[Member], request: Request) -> dict[UUID, Going]:
    """What the conditions ask about each helper: insurance, whether known there, when taken."""
    ids = [member.pk for member in members]
    known = knows(ids, [request.elder_id])
    taken = taken_by(ids, without=request.pk)
    return {
        member.pk: Going(
            insured_until=member.insured_until,
            knows_elder=(member.pk, request.elder_id) in known,
            taken=tuple(taken.get(member.pk, ())),
        )
        for member in members
    }


def knows(member_ids: Sequence[UUID], elder_ids: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """Which helper was at whose home before."""
    found = Visit.objects.filter(
        member__in=member_ids, request__elder__in=elder_ids, stage__in=KNOWN
    )
    return set(found.values_list("member_id", "request__elder_id"))


def taken_by(
    member_ids: Sequence[UUID], *, without: UUID | None = None
) -> dict[UUID, list[Window]]:
    """When each helper goes somewhere already; having been asked alone binds nobody."""
    stages = [stage.value for stage in BUSY & SEATED]
    found = Visit.objects.filter(member__in=member_ids, stage__in=stages).select_related("request")
    taken: dict[UUID, list[Window]] = {}
    for visit in found.exclude(request=without):
        if visit.request.when:
            taken.setdefault(visit.member_id, []).append(visit.request.when)
    return taken


def name_of(person_id: UUID, viewer: Viewer) -> str:
    """As it may be printed for the viewer: covered unless it is their own or of somebody in office."""
    return people.names_for([person_id], viewer).get(person_id, "")
