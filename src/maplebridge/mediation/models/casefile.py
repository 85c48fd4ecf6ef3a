"""The file of one quarrel: what it is about, where it belongs, how far it is, who leads it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.court import ENDED
from ..rules.parts import Lane, Source
from ..rules.stages import OVER, Confirmation, Pause, State

_OVER = sorted(state.value for state in OVER)


class MediationFile(models.Model):
    """A quarrel that was brought to the mediation desk, and where it stands now.

    `id` may be made by the client: sending it again finds the same file. `path` repeats the path of
    `place`; `community` and `street` the places of these levels around it, for lists. `kinds` is the
    version of the catalogue that `kind` is from. `lead` is a post: a deputy acts in it. `matter_id`
    is the concern that it grew out of. `answers` are those of the screen by question (yes, no,
    partly). `paused_for` says why it rests, `paused_on` since when, `resume_on` the day on which it goes on by
    itself, None when it waits for what was named; `gaps` are the pauses that do
    not count, each as two days. `agreed_on` is the day on which an agreement took effect.
    `ring_at` is when the next alert is due, None when none is. `held_at`: somebody keeps it beyond
    its days because of a lawsuit, `hold_reason` says which. `emptied`: words and names are gone.
    All instants UTC, days are those of the jurisdiction.

    Personal data: what the parties are at odds about, in their words. Basis: their request
    (個人信息保護法 art. 13). Words go 3,650 days after a file with an agreement was over, 1,095 days
    after one without, a draft that was never sent after 30 days; not while it is held.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=20)
    kinds = models.CharField(max_length=20)
    source = models.CharField(max_length=12, default=Source.PARTY.value)
    lane = models.CharField(max_length=8, default=Lane.STAGED.value)
    facts = models.TextField(blank=True)
    requests = models.TextField(blank=True)
    happened_on = models.DateField(null=True)
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    path = models.CharField(max_length=64)
    community = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    street = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    matter = models.ForeignKey(
        "matters.Matter", on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    lead = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=12, default=State.DRAFT.value)
    paused_for = models.CharField(max_length=10, blank=True)
    paused_on = models.DateField(null=True)
    resume_on = models.DateField(null=True)
    gaps = models.JSONField(default=list)
    ending = models.CharField(max_length=12, blank=True)
    confirmation = models.CharField(max_length=10, blank=True)
    answers = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    agreed_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ring_at = models.DateTimeField(null=True)
    last_activity_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    hold_reason = models.CharField(max_length=200, blank=True)
    emptied = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]), name="mediation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in Source]),
                name="mediation_source_known",
            ),
            models.CheckConstraint(
                condition=Q(lane__in=[one.value for one in Lane]), name="mediation_lane_known"
            ),
            models.CheckConstraint(
                condition=Q(confirmation__in=[one.value for one in Confirmation]),
                name="mediation_confirmation_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OVER, ended_at__isnull=False)
                | (~Q(state__in=_OVER) & Q(ended_at__isnull=True)),
                name="mediation_over_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=State.SUSPENDED.value,
                    paused_for__in=[one.value for one in Pause],
                    paused_on__isnull=False,
                )
                | (~Q(state=State.SUSPENDED.value) & Q(paused_for="", paused_on__isnull=True)),
                name="mediation_rest_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | ~Q(hold_reason=""),
                name="mediation_hold_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="mediation_open", condition=Q(ended_at__isnull=True)),
            models.Index(
                fields=["street", "-id"],
                name="mediation_open_street",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["community", "-id"],
                name="mediation_open_community",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["-id"],
                name="mediation_waits",
                condition=Q(ended_at__isnull=True, lead__isnull=True),
            ),
            models.Index(
                fields=["street", "-id"],
                name="mediation_waits_street",
                condition=Q(ended_at__isnull=True, lead__isnull=True),
            ),
            models.Index(
                fields=["community", "-id"],
                name="mediation_waits_community",
                condition=Q(ended_at__isnull=True, lead__isnull=True),
            ),
            models.Index(fields=["street", "-id"], name="mediation_street"),
            models.Index(fields=["community", "-id"], name="mediation_community"),
            models.Index(fields=["kind", "-id"], name="mediation_kind"),
            models.Index(fields=["street", "kind", "-id"], name="mediation_street_kind"),
            models.Index(fields=["community", "kind", "-id"], name="mediation_community_kind"),
            models.Index(
                fields=["lead", "-id"],
                name="mediation_lead_open",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["resume_on", "id"],
                name="mediation_resume",
                condition=Q(resume_on__isnull=False),
            ),
            models.Index(
                fields=["lead", "kind", "-id"],
                name="mediation_lead_kind",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["kind", "-id"],
                name="mediation_waits_kind",
                condition=Q(ended_at__isnull=True, lead__isnull=True),
            ),
            models.Index(
                fields=["street", "kind", "-id"],
                name="mediation_waits_street_kind",
                condition=Q(ended_at__isnull=True, lead__isnull=True),
            ),
            models.Index(
                fields=["community", "kind", "-id"],
                name="mediation_waits_comm_kind",
                condition=Q(ended_at__isnull=True, lead__isnull=True),
            ),
            models.Index(
                fields=["ring_at", "id"], name="mediation_ring", condition=Q(ring_at__isnull=False)
            ),
            models.Index(
                fields=["ended_at", "id"], name="mediation_to_forget", condition=Q(emptied=False)
            ),
            models.Index(
                fields=["last_activity_at", "id"],
                name="mediation_drafts",
                condition=Q(state=State.DRAFT.value),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def stage(self) -> State:
        return State(self.state)

    @property
    def failed(self) -> bool:
        """Whether talks ended without an agreement; also when the file was put away since."""
        away = self.stage is State.ARCHIVED and self.accepted_at is not None
        return self.stage in ENDED or (away and self.agreed_on is None)

    @property
    def is_over(self) -> bool:
        return self.stage in OVER
