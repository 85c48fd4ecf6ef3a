"""The reporter says who may read a matter, and takes it back: at once, without a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from .. import queries
from ..models import Publication, PublicWords
from ..rules.stages import Stage, may_follow
from .looking import let_wait
from .points import public_point

PURPOSE = "publish"


@transaction.atomic
def choose_readers(
    *,
    viewer: Viewer,
    matter_id: UUID,
    visibility: str,
    exact_spot: bool = False,
    text_version: str = "",
    receipt_hash: str = "",
    now: datetime,
) -> matters.Matter:
    """Nobody else, the neighbours, or everybody once it is released. A receipt is kept of the last.

    Who reported without a name says it by the receipt code: then there is no person on whose page a
    consent could stand, and the publication itself keeps the wording and the moment of the yes.

    The matter is locked first, here and where it is released: what is taken back stays so. Raises
    Missing, Forbidden, RuleBroken (a wording that has changed, a spot that is somebody's door).
    """
    matter = matters.open_to(
        viewer=viewer, matter_id=matter_id, visibility=visibility, receipt_hash=receipt_hash,
        now=now,
    )  # fmt: skip
    publication = Publication.objects.filter(matter=matter).first()
    if visibility != "public":
        if publication is not None:
            _take_back(viewer, publication, now)
        return matter
    if matter.closing_code == queries.WITHDRAWN:
        raise RuleBroken("square_withdrawn", reference=matter.reference)
    if exact_spot and not queries.spot_allowed(matter):
        raise RuleBroken("square_spot_not_public")
    if matter.reporter_id is not None:
        people.record_consent(
            viewer=viewer, person_id=matter.reporter_id, purpose=PURPOSE, about=matter.pk,
            text_version=text_version, now=now,
        )  # fmt: skip
    elif people.ABOUT[PURPOSE].version != text_version:
        raise RuleBroken("text_changed")
    _ask(viewer, matter, publication, exact_spot, text_version, now)
    return matter


@transaction.atomic
def ask_after_report(*, matter_id: UUID, now: datetime) -> None:
    """The reporter allowed it on the form: what `choose_readers` does, once. Twice is once."""
    matter = matters.lock_matter(matter_id)
    if matter.visibility != "public" or matter.reporter_id is None:
        return
    if matter.closing_code == queries.WITHDRAWN:
        return
    if Publication.objects.filter(matter=matter).exists():
        return
    version = people.ABOUT[PURPOSE].version
    reporter = Viewer(person_id=matter.reporter_id)
    people.record_consent(
        viewer=reporter, person_id=matter.reporter_id, purpose=PURPOSE, about=matter.pk,
        text_version=version, now=matter.reported_at,
    )  # fmt: skip
    _ask(reporter, matter, None, False, version, now)


@transaction.atomic
def take_back_withdrawn(*, matter_id: UUID, now: datetime) -> None:
    """Whoever withdraws a matter takes it back from everybody, as if they had said so. Twice is once."""
    matter = matters.lock_matter(matter_id)
    publication = Publication.objects.filter(matter=matter).first()
    if publication is not None and matter.closing_code == queries.WITHDRAWN:
        _take_back(Viewer(person_id=matter.reporter_id), publication, now)


def _ask(
    viewer: Viewer,
    matter: matters.Matter,
    publication: Publication | None,
    exact_spot: bool,
    text_version: str,
    now: datetime,
) -> None:
    """A new request waits in the queue; of a released one only the point can change here.

    A point that shows less is shown at once, one that shows more waits for a post to release it.
    """
    if publication is None:
        publication = Publication(matter=matter, allowed_at=now, changed_at=now)
        publication.waiting = False
    if may_follow(Stage(publication.stage), Stage.ASKED):
        publication.stage = Stage.ASKED.value
        publication.allowed_at = now
    elif (
        publication.exact_spot != exact_spot and exact_spot is False and publication.lon is not None
    ):
        publication.lon, publication.lat = public_point(matter, exact=False)
    if publication.stage == Stage.ASKED or (exact_spot and not publication.exact_spot):
        let_wait(publication, now)
    publication.exact_spot = exact_spot
    publication.allowed_by_id = viewer.person_id
    publication.text_version = text_version
    publication.category = matter.category
    publication.grid_id, publication.community_id = matter.grid_id, matter.community_id
    publication.street_id = matter.street_id
    publication.changed_at = now
    publication.save()
    audit.record(
        viewer=viewer, verb="square.allow", thing=publication, now=now,
        matter=matter.pk, exact_spot=exact_spot,
    )  # fmt: skip


def _take_back(viewer: Viewer, publication: Publication, now: datetime) -> None:
    """Gone at once: wording, copies and point. What was printed or copied meanwhile is out of reach."""
    if publication.stage == Stage.TAKEN_BACK:
        return
    publication.lines.all().delete()
    PublicWords.objects.filter(publication=publication).delete()
    publication.pictures.all().delete()
    publication.stage = Stage.TAKEN_BACK.value
    publication.waiting = False
    publication.due_at = publication.told_above_at = None
    publication.words = publication.reason = ""
    publication.lon = publication.lat = publication.released_at = None
    publication.exact_spot = False
    publication.changed_at = now
    publication.save()
    matter = publication.matter
    if matter.reporter_id is not None:
        people.end_consent(
            viewer=viewer, person_id=matter.reporter_id, purpose=PURPOSE, about=matter.pk, now=now
        )
    audit.record(
        viewer=viewer, verb="square.take_back", thing=publication, now=now, matter=matter.pk
    )
