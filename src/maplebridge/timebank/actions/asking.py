"""A request for help: asked by oneself, by an agent, or by a worker for who phoned; agreed and withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.references import next_reference
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people
from maplebridge.territory.public import Place

from .. import policy, queries
from ..models import HoursRules, Request, Visit
from ..rules.book import Book
from ..rules.stages import LIVE, SEATED, Asked, Stage
from ..rules.windows import Window, sound
from .rulebook import rules_for
from .taking_part import LANGUAGES, THINGS, clean, member_of
from .telling import tell_elder, tell_helper

WINDOWS_MAX = 5
LEAST_MINUTES = 15
WORKER_CHANNELS = ("phone", "desk", "paper")


@dataclass(frozen=True, slots=True)
class Asking:
    """A request as typed. `id` is made by whoever asks and kept for retries."""

    kind: str
    minutes: int
    windows: tuple[Window, ...]
    language: str = ""
    gender: str = ""
    things: tuple[str, ...] = ()
    notes: str = ""
    channel: str = "phone"
    """How it came, when a worker writes it down."""
    id: UUID | None = None


@transaction.atomic
def ask(*, viewer: Viewer, elder_id: UUID, sent: Asking, now: datetime) -> Request:
    """Ask for one visit to `elder_id`: oneself, somebody's agent, or a worker of their place.

    Asked again with the same id it returns the request that stands. Raises Forbidden
    `timebank_not_for_them`, RuleBroken `timebank_no_home`, `timebank_kind_unknown`,
    `timebank_minutes`, `timebank_windows`, `timebank_words`.
    """
    grid, path = people.home_grid(elder_id), people.current_path(elder_id)
    channel = _channel(viewer, elder_id, path, sent, now)
    if sent.id and (standing := Request.objects.filter(pk=sent.id, elder=elder_id).first()):
        return standing
    if grid is None or path is None:
        raise RuleBroken("timebank_no_home")
    rules = rules_for(calendar.today(now), now=now)
    _check(sent, rules.book, now)
    member_of(elder_id, now=now)
    made = _write(viewer, elder_id, sent, channel, grid, path, rules, now)
    audit.record(
        viewer=viewer, verb="timebank.ask", thing=made, now=now, elder=elder_id, channel=channel
    )
    if channel != "self" and viewer.person_id != elder_id:
        people.log_access(
            viewer=viewer, subject_id=elder_id, what="timebank.request", thing_id=made.pk,
            reason=made.reference, now=now,
        )  # fmt: skip
    return made


def _write(
    viewer: Viewer, elder_id: UUID, sent: Asking, channel: str, grid: Place, path: str,
    rules: HoursRules, now: datetime,
) -> Request:  # fmt: skip
    assert viewer.person_id is not None, "whoever asks is signed in"
    return Request.objects.create(
        id=sent.id or uuid7(), reference=next_reference("H", now), elder_id=elder_id,
        entered_by_id=viewer.person_id, channel=channel, kind=sent.kind, minutes=sent.minutes,
        windows=[[one.day.isoformat(), one.first, one.last] for one in sorted(sent.windows)],
        last_day=max(one.day for one in sent.windows), place_id=grid.pk, path=path,
        language=sent.language, gender=sent.gender, things=sorted(sent.things),
        notes=clean(sent.notes, 500), secret=secrets.token_hex(32), rules=rules, asked_at=now,
    )  # fmt: skip


def _channel(viewer: Viewer, elder_id: UUID, path: str | None, sent: Asking, now: datetime) -> str:
    """How the request came, as the record says it; Forbidden for whoever may not ask for them."""
    if viewer.person_id is None:
        raise Forbidden("timebank_sign_in")
    if viewer.person_id == elder_id:
        return "self"
    if people.may_act_for(viewer, elder_id, now):
        return "agent"
    if path is not None and policy.may_write_for(viewer, path):
        return sent.channel if sent.channel in WORKER_CHANNELS else "phone"
    raise Forbidden("timebank_not_for_them")


def _check(sent: Asking, book: Book, now: datetime) -> None:
    if book.kind(sent.kind) is None:
        raise RuleBroken("timebank_kind_unknown")
    if not LEAST_MINUTES <= sent.minutes <= book.visit_minutes_max:
        raise RuleBroken("timebank_minutes", least=LEAST_MINUTES, most=book.visit_minutes_max)
    if sent.gender not in {"", "female", "male"} or not set(sent.things) <= set(THINGS):
        raise RuleBroken("timebank_kind_unknown")
    if sent.language not in {"", *LANGUAGES}:
        raise RuleBroken("timebank_kind_unknown")
    _check_windows(sent.windows, sent.minutes, book, now)


def _check_windows(windows: Sequence[Window], minutes: int, book: Book, now: datetime) -> None:
    today = calendar.today(now)
    last = today + timedelta(days=book.asks_ahead_days)
    fine = 0 < len(windows) <= WINDOWS_MAX and all(
        sound(one.first, one.last) and one.last - one.first >= minutes and today <= one.day <= last
        for one in windows
    )
    if not fine:
        raise RuleBroken("timebank_windows", most=WINDOWS_MAX, days=book.asks_ahead_days)


@transaction.atomic
def agree(*, viewer: Viewer, request_id: UUID, yes: bool, now: datetime) -> Request:
    """Whoever asked says that these helpers suit, or that others should be asked.

    A worker of the place may pass on what the elder said by phone; the record says who did. No
    reason is asked, and the helpers hear that the time does not fit.
    """
    request = locked(viewer, request_id, now)
    if not queries.speaks_for(viewer, request, now):
        raise Forbidden("timebank_elder_agrees")
    if request.state != Asked.FILLED:
        raise RuleBroken("timebank_moved_on", reference=request.reference)
    seated = list(request.visits.filter(stage=Stage.ACCEPTED.value).select_related("member"))
    if yes:
        request.state, request.agreed_at = Asked.AGREED.value, now
        request.agreed_by_id = viewer.person_id
        request.save(update_fields=["state", "agreed_at", "agreed_by"])
    else:
        for visit in seated:
            move(visit, Stage.RELEASED, now)
        request.state = Asked.OPEN.value
        request.day = request.first = request.last = None
        request.save(update_fields=["state", "day", "first", "last"])
    audit.record(viewer=viewer, verb="timebank.agree", thing=request, now=now, yes=yes)
    for visit in seated:
        tell_helper(visit, request, "agreed" if yes else "released", now)
    return request


@transaction.atomic
def withdraw(*, viewer: Viewer, request_id: UUID, now: datetime) -> Request:
    """The help is not needed any more, or not then. Not once a helper is there."""
    request = locked(viewer, request_id, now)
    if not queries.speaks_for(viewer, request, now):
        raise Forbidden("timebank_elder_agrees")
    if Asked(request.state) not in LIVE:
        raise RuleBroken("timebank_moved_on", reference=request.reference)
    if request.visits.filter(stage__in=[Stage.STARTED.value, Stage.ENDED.value]).exists():
        raise RuleBroken("timebank_helper_is_there", reference=request.reference)
    end(request, Asked.WITHDRAWN, now)
    audit.record(viewer=viewer, verb="timebank.withdraw", thing=request, now=now)
    return request


def end(request: Request, how: Asked, now: datetime) -> None:
    """No visit is left to be made; helpers who were asked or had said yes are released and told."""
    waiting = [Stage.PROPOSED.value, Stage.ACCEPTED.value]
    for visit in request.visits.filter(stage__in=waiting).select_related("member"):
        move(visit, Stage.RELEASED, now)
        tell_helper(visit, request, "released", now)
    request.state, request.ended_at = how.value, now
    request.save(update_fields=["state", "ended_at"])


def move(visit: Visit, stage: Stage, now: datetime, *more: str) -> None:
    """Take a visit one stage on and keep `more` of its fields."""
    from ..rules.stages import may_follow

    if not may_follow(Stage(visit.stage), stage):
        raise RuleBroken("timebank_visit_moved_on")
    visit.stage = stage.value
    if stage in {Stage.DECLINED, Stage.RELEASED, Stage.CONFIRMED, Stage.VOIDED}:
        visit.ended_at = now
    visit.save(update_fields=["stage", "ended_at", *more])


def locked(viewer: Viewer, request_id: UUID, now: datetime) -> Request:
    """The request, locked: every verb locks it before its visits. Raises Missing unseen."""
    found = Request.objects.select_for_update().filter(pk=request_id).first()
    if found is None or not queries.may_see(viewer, found, now):
        raise Missing("timebank_missing")
    return found


def settle(request: Request, now: datetime) -> None:
    """Say how far the request is from the stages of its visits; it is done when all who went are through."""
    stages = [Stage(stage) for stage in request.visits.values_list("stage", flat=True)]
    seated = [stage for stage in stages if stage in SEATED]
    went = [stage for stage in stages if stage in {Stage.CONFIRMED, Stage.VOIDED}]
    open_ = [stage for stage in seated if stage is not Stage.CONFIRMED]
    before = Asked(request.state)
    if before not in LIVE:
        return
    if went and not open_:
        end(request, Asked.DONE, now)
    elif before is Asked.AGREED and seated:
        return
    else:
        full = len(seated) >= request.seats
        asked = Stage.PROPOSED in stages or bool(seated)
        then = Asked.FILLED if full else Asked.PROPOSED if asked else Asked.OPEN
        if then is Asked.OPEN:
            request.day = request.first = request.last = None
        request.state = then.value
        request.save(update_fields=["state", "day", "first", "last"])
        if then is Asked.FILLED and before is not Asked.FILLED:
            tell_elder(request, "filled", now)
