"""What waits for a post to release it, and all that is needed to decide about one matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters

from .. import policy
from ..models import Publication, PublicPicture
from ..rules.stages import Stage
from .published import WITHDRAWN

PAGE = 25


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue."""

    id: UUID
    reference: str
    title: str
    category: str
    place: str
    allowed_at: datetime
    stage: Stage
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Work:
    """A matter on the moderation page: the original, the answers, the photos, what was decided."""

    matter: matters.Matter
    publication: Publication
    answers: list[tuple[matters.MatterEvent, str]]
    photos: list[tuple[matters.MatterPhoto, PublicPicture | None]]


def queue(viewer: Viewer, *, after: str = "", limit: int = PAGE) -> tuple[list[Waiting], str]:
    """What waits for the viewer's posts, those allowed longest ago first; and the next page's mark."""
    found = _of_posts(viewer)
    if after:
        at, key = matters.read_cursor(after)
        found = found.filter(allowed_at__gte=at)
        found = found.filter(Q(allowed_at__gt=at) | Q(allowed_at=at, id__gt=key))
    fields = (
        "id", "matter_id", "matter__reference", "matter__words", "category", "grid__name",
        "community__name", "allowed_at", "stage", "due_at",
    )  # fmt: skip
    rows = list(found.order_by("allowed_at", "id").values_list(*fields)[: limit + 1])
    shown = [
        Waiting(matter_id, reference, matters.title_of(words), category, grid or community or "",
                allowed_at, Stage(stage), due_at)
        for _, matter_id, reference, words, category, grid, community, allowed_at, stage, due_at
        in rows[:limit]
    ]  # fmt: skip
    if len(rows) <= limit:
        return shown, ""
    last = rows[limit - 1]
    return shown, matters.cursor(last[7], last[0])


def _of_posts(viewer: Viewer) -> QuerySet[Publication]:
    condition = Q(matter__handler__in=[post.post_id for post in viewer.posts])
    for post in viewer.posts:
        if post.role in policy.RELEASING_ROLES and post.level in policy.RELEASING_LEVELS:
            condition |= below("matter__path", post.path) or Q(waiting=True)
    found = Publication.objects.filter(condition, waiting=True, matter__visibility="public")
    own = Q(matter__reporter=viewer.person_id) | Q(matter__on_behalf_by=viewer.person_id)
    return found.exclude(own).exclude(matter__closing_code=WITHDRAWN)


def work_on(viewer: Viewer, matter_id: UUID) -> Work:
    """Raises Missing where the viewer sees no such matter, Forbidden where they do not decide."""
    matter = matters.get_summary(viewer, matter_id)
    if not policy.may_release(viewer, matter):
        raise Forbidden("square_not_yours", reference=matter.reference)
    publication = Publication.objects.filter(matter=matter).first()
    if publication is None or publication.stage == Stage.TAKEN_BACK:
        raise Missing("square_missing")
    events = matters.events_of(matter)
    worded = dict(publication.lines.values_list("event_id", "words"))
    decided = {p.photo_id: p for p in publication.pictures.all()}
    answers = [(e, worded.get(e.pk, "")) for e in events if e.verb == matters.Verb.ANSWER]
    photos = [(p, decided.get(p.pk)) for e in events for p in e.photos.all()]
    return Work(matter, publication, answers, photos)


def moderated_photo(
    viewer: Viewer, matter_id: UUID, photo_id: UUID
) -> tuple[Work, matters.MatterPhoto, PublicPicture | None]:
    work = work_on(viewer, matter_id)
    for photo, decided in work.photos:
        if photo.pk == photo_id:
            return work, photo, decided
    raise Missing("square_missing")
