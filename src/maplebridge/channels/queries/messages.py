"""What the keeper of the machine room reads: messages that did not arrive, or wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from maplebridge.core.errors import Forbidden
from maplebridge.core.policy import may_operate
from maplebridge.core.viewer import Viewer

from ..models import Outgoing
from ..rules.messages import UNDELIVERED, OutgoingState, covered

PAGE = 25


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message without its words, its address covered: nobody's news is read in the machine room."""

    id: UUID
    channel: str
    to: str
    label: str
    state: OutgoingState
    tries: int
    error: str
    made_at: datetime
    due_at: datetime
    replaced: bool

    @property
    def may_retry(self) -> bool:
        return self.state in UNDELIVERED


@dataclass(frozen=True, slots=True)
class MessagePage:
    rows: list[ShownMessage]
    older_than: UUID | None


def operators_only(viewer: Viewer) -> None:
    """Raises Forbidden for everybody but the operator or head of the whole jurisdiction."""
    if not may_operate(viewer):
        raise Forbidden("not_the_operator")


def outgoing(viewer: Viewer, state: OutgoingState, *, before: UUID | None = None) -> MessagePage:
    """Messages in one state, newest first, a page at a time."""
    operators_only(viewer)
    found = Outgoing.objects.filter(state=state.value).order_by("-id")
    found = found.prefetch_related("replacements").defer("text", "data")
    rows = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    return MessagePage(
        rows=[_shown(row) for row in rows[:PAGE]],
        older_than=rows[PAGE - 1].pk if len(rows) > PAGE else None,
    )


def demo_messages(*, before: UUID | None = None) -> tuple[list[Outgoing], UUID | None]:
    """In a demo: every message with its words, newest first, and where the next page begins."""
    found = Outgoing.objects.order_by("-id")
    rows = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def _shown(row: Outgoing) -> ShownMessage:
    return ShownMessage(
        id=row.pk,
        channel=row.channel,
        to=covered(row.to),
        label=row.label,
        state=OutgoingState(row.state),
        tries=row.tries,
        error=row.error,
        made_at=row.made_at,
        due_at=row.due_at,
        replaced=bool(row.replacements.all()),
    )
