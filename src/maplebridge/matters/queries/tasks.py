"""Tasks: those of a matter, those asked of the viewer's posts, and whom one may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core.errors import Missing
from maplebridge.core.models import StoredFile
from maplebridge.core.scope import below
from maplebridge.core.viewer import Role, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy
from ..models import Matter, MatterGroup, MatterTask
from ..rules.tasks import ORDER_MAX
from .counts import COUNT_MAX
from .routing import teams_near
from .rows import PAGE, cursor, read_cursor

_WHO_ANSWERS = (*policy.ANSWERING, Role.SERVICE_TEAM)
POSTS_MAX = 60
PLACES_FOUND = 12


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Tasks in order, and the mark of the page after them ("" on the last)."""

    tasks: list[MatterTask]
    after: str


def get_task(viewer: Viewer, task_id: UUID) -> MatterTask:
    """A task that the viewer was asked, or whose matter they work on. Raises Missing."""
    found = MatterTask.objects.select_related(
        "asked__place",
        "asked__person",
        "asked__service_point",
        "matter__place",
        "matter__grid",
        "matter__community",
    )
    task = found.filter(pk=task_id).first()
    if task is None or not policy.hands_of(viewer, task):
        raise Missing("task_missing")
    return task


def get_task_photo(viewer: Viewer, task_id: UUID) -> StoredFile:
    """The photo of a task that was done. Raises Missing."""
    task = get_task(viewer, task_id)
    if task.photo is None:
        raise Missing("task_missing")
    return task.photo


def tasks_of(matter: Matter) -> list[MatterTask]:
    """The parts of a matter in the handler's order, then by day. One query; TASKS_MAX at most."""
    found = list(
        matter.tasks.select_related("asked__place", "asked__person", "asked__service_point")
    )
    return sorted(found, key=lambda t: (t.order or ORDER_MAX + 1, t.due_on, t.pk))


def my_tasks(
    viewer: Viewer, *, ended: bool = False, after: str = "", limit: int = PAGE
) -> TaskPage:
    """What the viewer's posts were asked: what is due first; or what ended, latest first."""
    found = _asked(viewer).filter(ended_at__isnull=not ended)
    found = found.select_related("asked__place", "matter__grid", "matter__community", "group")
    if ended:
        rows = list(
            _after(found, after, "ended_at", "lt").order_by("-ended_at", "-id")[: limit + 1]
        )
        keys = [task.ended_at for task in rows]
    else:
        rows = list(_after(found, after, "due_on", "gt").order_by("due_on", "id")[: limit + 1])
        keys = [datetime.combine(task.due_on, time.min, UTC) for task in rows]
    at = keys[limit - 1] if len(rows) > limit else None
    return TaskPage(rows[:limit], cursor(at, rows[limit - 1].pk) if at is not None else "")


def count_tasks(viewer: Viewer) -> int:
    """How many parts the viewer's posts owe; nobody counts beyond COUNT_MAX + 1."""
    owed = _asked(viewer).filter(ended_at__isnull=True).order_by().values_list("pk", flat=True)
    return len(owed[: COUNT_MAX + 1])


def posts_to_ask(thing: Matter | MatterGroup, typed: str, today: date) -> list[people.Post]:
    """Whom one may ask for a part: who answers in the community and above it, and the chiefs,
    volunteers and service teams of the place; with `typed`, who answers at the places of that
    name. Four queries at most."""
    if typed:
        places = territory.search_places(typed, limit=PLACES_FOUND)
        near = Q(place__in=[place.pk for place in places], role__in=_WHO_ANSWERS)
    else:
        near = Q(path__in=territory.lineage(thing.path)) | below("path", thing.path)
        if isinstance(thing, Matter):
            if thing.community is not None:
                near |= below("path", thing.community.path) & Q(role=Role.GRID_WORKER.value)
            near |= Q(pk__in=[team.pk for team, _point in teams_near(thing, today)])
    posts = people.Post.objects.filter(near, term_from__lte=today)
    posts = posts.filter(Q(term_to__isnull=True) | Q(term_to__gte=today))
    posts = posts.select_related("person", "place", "service_point")
    return list(posts.order_by("path", "role", "id")[:POSTS_MAX])


def _asked(viewer: Viewer) -> QuerySet[MatterTask]:
    return MatterTask.objects.filter(asked__in=[post.post_id for post in viewer.posts])


def _after(found: QuerySet[MatterTask], mark: str, field: str, way: str) -> QuerySet[MatterTask]:
    if not mark:
        return found
    at, key = read_cursor(mark)
    value = at.date() if field == "due_on" else at
    return found.filter(Q(**{f"{field}__{way}": value}) | Q(**{field: value, f"id__{way}": key}))
