"""Parts of the work that are left: by an answer, with the reason; by time, which forgets them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from ..models import Matter, MatterTask
from ..rules.states import Verb
from ..rules.tasks import TaskState
from .looking import end_looks
from .steps import optional, step


def leave_open(
    viewer: Viewer, matter: Matter, why: str, now: datetime, *, of_group: bool = False
) -> None:
    """Write why parts stay open into the timeline of a locked matter; nothing when none is open.

    `of_group` says that parts of its group are open, which an answer to all of it leaves so.
    Raises RuleBroken when a part is open and nothing is said.
    """
    end_looks(matter, now)
    if not of_group and not matter.tasks.filter(ended_at__isnull=True).exists():
        return
    why = optional(why)
    if not why:
        raise RuleBroken("task_left_open", reference=matter.reference)
    step(viewer, matter, Verb.LEAVE_TASKS, now, text=why)


def forget_tasks(found: QuerySet[MatterTask], now: datetime) -> None:
    """Empty what tasks say; what was still open ends. Photos go once nothing points to them."""
    found.filter(ended_at__isnull=True).update(state=TaskState.DROPPED.value, ended_at=now)
    found.update(what="", said="", photo=None)
