"""The parts that a matter is cut into, each asked of one post."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.tasks import RUNNING, TaskState


class MatterTask(models.Model):
    """One part of a matter, or of a group of them, asked of a post: what is to be done, by which day, what became of it.

    The matter's own clocks and who answers for it are untouched by it. `id` may be made by the
    client. `order` is the handler's own numbering, 0 for none. `said` are the words with which it
    was done or dropped. Who took each step stands in the timeline of the matter; of a group's task
    in the audit.

    `lapses_at`: the rulebook asked for it, and by then somebody must have taken it on; None for what
    a person asked.

    Personal data: what workers wrote about somebody's concern, and a photo of the work. Basis and
    days: those of the matter.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(
        "matters.Matter", on_delete=models.PROTECT, null=True, related_name="tasks"
    )
    group = models.ForeignKey(
        "matters.MatterGroup", on_delete=models.PROTECT, null=True, related_name="tasks"
    )
    asked = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    order = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, default=TaskState.OPEN.value)
    said = models.TextField(blank=True)
    photo = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(matter__isnull=False, group__isnull=True)
                | Q(matter__isnull=True, group__isnull=False),
                name="a_task_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in TaskState]),
                name="task_state_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[state.value for state in sorted(RUNNING)], ended_at__isnull=True
                )
                | Q(
                    state__in=[TaskState.DONE.value, TaskState.DROPPED.value],
                    ended_at__isnull=False,
                ),
                name="a_task_that_ended_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked", "due_on", "id"],
                name="task_owed",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["lapses_at", "id"],
                name="task_lapses",
                condition=Q(state=TaskState.OPEN.value, lapses_at__isnull=False),
            ),
            models.Index(
                fields=["asked", "-ended_at", "-id"],
                name="task_ended",
                condition=Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.matter_id or self.group_id}"
