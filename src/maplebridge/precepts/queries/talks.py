"""The open draft, what residents said about it, and whose names no article should say."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from maplebridge.core.errors import Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import RulesComment, RulesDraft, VillageRules
from ..models.talks import SHOWN

PAGE = 50


def open_draft(viewer: Viewer, rules: VillageRules) -> RulesDraft | None:
    """The draft that is being talked about; None when there is none, or it is not for the viewer."""
    if not policy.sees_draft(viewer, rules.path):
        return None
    return RulesDraft.objects.filter(rules=rules, ended_at__isnull=True).first()


def comments_of(
    viewer: Viewer, draft: RulesDraft, path: str, *, after: UUID | None = None, limit: int = PAGE
) -> list[RulesComment]:
    """What was said, in order: all of it for those who write the draft; for others what was shown,
    and their own. One more than `limit` when there are more."""
    found = RulesComment.objects.filter(draft=draft)
    if not policy.may_draft(viewer, path):
        shown = found.filter(state=SHOWN)
        found = shown | found.filter(person=viewer.person_id) if viewer.person_id else shown
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.order_by("id")[: limit + 1])


def get_comment(comment_id: UUID) -> RulesComment:
    """Raises Missing."""
    found = RulesComment.objects.select_related("draft__rules").filter(pk=comment_id).first()
    if found is None:
        raise Missing("precepts_missing")
    return found


def residents_names(path: str) -> Iterator[str]:
    """The names of those who live in a place, to see whether a draft says one. Shown to nobody."""
    stays = people.HouseholdMember.objects.filter(
        below("household__path", path), ended_on__isnull=True
    )
    return stays.order_by().values_list("person__name", flat=True).iterator(chunk_size=2000)
