"""A group gets another name, or another post to lead it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import audit, outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import MatterGroup
from ..rules.groups import GroupVerb
from ..rules.states import OPEN
from .grouping import checked_name, lock_group
from .nudging import acting_in


def change_group(
    *,
    viewer: Viewer,
    group_id: UUID,
    name: str | None = None,
    lead_id: UUID | None = None,
    now: datetime,
) -> MatterGroup:
    """Give a running group another name, another lead, or both; None leaves what there is.

    The new lead must be able to answer every matter in it, and somebody must act in that post. A group
    in which nothing is goes only to a post of its own place or above: no other may read its name.
    The lead is written to about the matter that has been in the group longest, once. The same again is no change.
    """
    name = None if name is None else checked_name(name)
    with transaction.atomic():
        group = lock_group(viewer, group_id, GroupVerb.CHANGE)
        changed: list[str] = []
        if name is not None and name != group.name:
            group.name = name
            changed.append("name")
        if lead_id is not None and lead_id != group.lead_id:
            lead = _able(group, lead_id, now)
            group.lead, group.path = lead, lead.path
            changed += ["lead", "path"]
            _tell_lead(group, now)
        if changed:
            group.save(update_fields=changed)
            audit.record(
                viewer=viewer, verb="group.change", thing=group, now=now, changed=changed[0],
                lead_id=str(group.lead_id),
            )  # fmt: skip
        return group


def _able(group: MatterGroup, lead_id: UUID, now: datetime) -> people.Post:
    """The post, when it could answer every matter of the group, or stands over an empty one. Raises
    RuleBroken."""
    post = people.Post.objects.filter(pk=lead_id).first()
    if post is None or not acting_in(post, now):
        raise RuleBroken("group_lead_vacant")
    members = group.members.filter(removed_at=None).select_related("matter")
    if not members and not policy.stands_over(post.role, post.path, group):
        raise RuleBroken("group_lead_elsewhere", name=group.name)
    for member in members:
        if not policy.reaches(post.pk, post.role, post.path, member.matter):
            raise RuleBroken("group_lead_cannot", reference=member.matter.reference)
    return post


def _tell_lead(group: MatterGroup, now: datetime) -> None:
    waiting = group.members.filter(removed_at=None, matter__state__in=sorted(OPEN))
    first = waiting.order_by("added_at", "id").first()
    if first is not None:
        outbox.tell(facts.PostAsked(first.matter_id, group.lead_id, "leads"), now=now)
