"""An answer while parts of the work are open: only with the reason, which the resident reads."""

from __future__ import annotations

from datetime import datetime

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from ..models import Matter
from ..rules.states import Verb
from .steps import optional, step


def leave_open(viewer: Viewer, matter: Matter, why: str, now: datetime) -> None:
    """Write why parts stay open into the timeline of a locked matter; nothing when none is open.

    Raises RuleBroken when a part is open and nothing is said.
    """
    if not matter.tasks.filter(ended_at__isnull=True).exists():
        return
    why = optional(why)
    if not why:
        raise RuleBroken("task_left_open", reference=matter.reference)
    step(viewer, matter, Verb.LEAVE_TASKS, now, text=why)
