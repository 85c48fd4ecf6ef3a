"""What came from the scene is added to a file; what was wrong ends with a reason; blame goes on to the reckoning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import CountedDay, SceneRecord
from ..queries import scene as queries
from ..queries.access import Loaded
from ..rules.counting import Counted
from ..rules.damages.claim import Blame
from ..rules.parts import Chair
from ..rules.scene import (
    BLAMING,
    LAWS,
    NUMBER_MAX,
    OFFICE_MAX,
    REASON_MAX,
    RECORDS_MAX,
    RECORDS_OF_ONE,
    WORDS_MAX,
    Record,
    contradict,
    with_blame,
)
from .counting import OLDEST_YEARS, put_day
from .moving import keep, note, pending, tidy
from .reckonings import fill_in

RECORDED, RECORD_ENDED = "scene_recorded", "scene_ended"


@dataclass(frozen=True, slots=True)
class Found:
    """What is entered of it; `blames` by the key of the party, only for papers that say so."""

    kind: Record
    made_on: date
    number: str = ""
    office: str = ""
    served_on: date | None = None
    words: str = ""
    blames: Mapping[UUID, Blame] = field(default_factory=dict)


def record(
    *, viewer: Viewer, file_id: UUID, one: Found, paper: StoredFile | None = None, now: datetime
) -> SceneRecord:
    """Add a picture or paper. The day on which a determination was served begins its clocks.

    Raises Forbidden, Missing, RuleBroken.
    Law: 道路交通安全法 art. 70, 73 (in force 2021-04-29).
    """
    with transaction.atomic():
        loaded = pending(viewer, file_id, now)
        if not _may_record(viewer, loaded, one.kind, calendar.today(now)):
            raise Forbidden("mediation_not_yours")
        rows = SceneRecord.objects.filter(file=loaded.file)
        if rows.count() >= RECORDS_MAX:
            raise RuleBroken("scene_full", most=RECORDS_MAX)
        if loaded.standing.own and rows.filter(by=viewer.person_id).count() >= RECORDS_OF_ONE:
            raise RuleBroken("scene_full", most=RECORDS_OF_ONE)
        _look(one, paper, calendar.today(now))
        for party_id in one.blames:
            loaded.party(party_id)
        said = {
            "kind": one.kind.value, "number": tidy(one.number, NUMBER_MAX),
            "office": tidy(one.office, OFFICE_MAX), "made_on": one.made_on,
            "served_on": one.served_on, "words": tidy(one.words, WORDS_MAX),
            "blames": {str(key): blame.value for key, blame in one.blames.items()},
        }  # fmt: skip
        stands = SceneRecord.objects.filter(file=loaded.file, ended_at__isnull=True, **said)
        if one.kind is not Record.PICTURE and stands.exists():
            raise RuleBroken("scene_there_already")
        made = SceneRecord.objects.create(
            file=loaded.file, paper=paper, by_id=viewer.person_id, at=now, **said
        )
        note(
            loaded, viewer, RECORDED, now, code=one.kind.value, thing_id=made.pk,
            articles=LAWS.get(one.kind, ()),
        )  # fmt: skip
        _served(loaded, viewer, made, now)
    return made


def end_record(
    *, viewer: Viewer, file_id: UUID, record_id: UUID, reason: str, now: datetime
) -> None:
    """A row that is wrong, or that a later paper replaced, counts no more; it stays with the reason."""
    with transaction.atomic():
        loaded = pending(viewer, file_id, now)
        found = queries.record_of(loaded.file, record_id)
        if not policy.may_end_record(loaded.standing, entered=found.by_id == viewer.person_id):
            raise Forbidden("mediation_not_yours")
        if found.ended_at is not None:
            raise RuleBroken("scene_ended_already")
        found.end_reason = tidy(reason, REASON_MAX).replace("\n", " ")
        if not found.end_reason:
            raise RuleBroken("scene_why")
        found.ended_at, found.ended_by_id = now, viewer.person_id
        found.save(update_fields=["ended_at", "ended_by", "end_reason"])
        note(loaded, viewer, RECORD_ENDED, now, code=found.kind, thing_id=found.pk)
        _served(loaded, viewer, found, now)


def take_blame(*, viewer: Viewer, file_id: UUID, record_id: UUID, now: datetime) -> None:
    """Who bears what by this paper goes into the reckoning at work, for whoever is in it.

    Raises Forbidden, Missing, RuleBroken.
    """
    with transaction.atomic():
        loaded = pending(viewer, file_id, now)
        found = queries.record_of(loaded.file, record_id)
        if found.ended_at is not None or not found.blames:
            raise RuleBroken("scene_no_blame")
        blames = queries.blames_of(found)
        fill_in(
            viewer=viewer, file_id=file_id, now=now,
            change=lambda document: with_blame(document, blames),
        )  # fmt: skip


def _served(loaded: Loaded, viewer: Viewer, changed: SceneRecord, now: datetime) -> None:
    """The clocks of a determination run from the one that was served last and counts. A day that
    somebody wrote down by hand stays when the papers say nothing."""
    if changed.kind != Record.CERTIFICATE or changed.served_on is None:
        return
    stand = SceneRecord.objects.filter(
        file=loaded.file, kind=Record.CERTIFICATE.value, ended_at__isnull=True
    )
    last = stand.aggregate(last=Max("served_on"))["last"]
    if last is not None:
        put_day(loaded, viewer, Counted.CERTIFICATE, last, None, now)
    else:
        CountedDay.objects.filter(
            file=loaded.file, kind=Counted.CERTIFICATE.value, day=changed.served_on
        ).delete()
    keep(loaded, now)


def _may_record(viewer: Viewer, loaded: Loaded, kind: Record, today: date) -> bool:
    police = bool(queries.seats_taken(viewer, loaded, Chair.POLICE, today))
    return policy.may_record_scene(loaded.standing, kind, police=police)


def _look(one: Found, paper: StoredFile | None, today: date) -> None:
    oldest = today.year - OLDEST_YEARS
    for each in filter(None, (one.made_on, one.served_on)):
        if each > today or each.year < oldest:
            raise RuleBroken("day_of_the_past")
    if one.served_on is not None and one.served_on < one.made_on:
        raise RuleBroken("scene_served_first")
    if one.kind is Record.PICTURE and paper is None:
        raise RuleBroken("scene_no_picture")
    if one.kind in BLAMING and not one.blames:
        raise RuleBroken("scene_who_bears")
    if contradict(one.blames.values()):
        raise RuleBroken("scene_blames")
