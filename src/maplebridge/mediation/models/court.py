"""What a party hands to a court when talks failed, and that a party wants legal aid."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.court import Outcome, Track
from .casefile import MediationFile
from .parties import Party

TRACKS = ["", *(one.value for one in Track)]


class Handover(models.Model):
    """Papers that a party handed to a court, by its own will and each ticked by itself.

    `organisation` is a court that takes part here and reads what was handed over, nothing else;
    `court` its name. `claim` is what the party asks for, in its own words. The other side reads
    none of it. Until the court registered the case the party can take it back.

    Personal data: a claim, and whichever of one's own papers one ticked. Basis: the party's request
    (個人信息保護法 art. 13). Removed with the words of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="handovers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    court = models.CharField(max_length=80)
    claim = models.TextField(blank=True)
    papers = models.JSONField(default=list)
    freeze = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    filed_on = models.DateField(null=True)
    frozen_on = models.DateField(null=True)
    track = models.CharField(max_length=8, blank=True)
    case_number = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    outcome_on = models.DateField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(track__in=TRACKS), name="mediation_track_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome]),
                name="mediation_suit_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on__isnull=True)
                | (~Q(outcome="") & Q(outcome_on__isnull=False)),
                name="mediation_suit_outcome_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["file", "party"],
                condition=Q(outcome="", taken_back_at__isnull=True),
                name="mediation_one_suit_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-id"],
                name="mediation_handed_to",
                condition=Q(organisation__isnull=False, taken_back_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AidWish(models.Model):
    """That a party wants to be sent to legal aid, and the days of that; no answer of the screen.

    Personal data: that somebody wants a lawyer paid for. Basis: their wish (個人信息保護法 art. 13).
    Removed with the words of the file. The other side does not read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="aid")
    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="+")
    wanted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    wanted_at = models.DateTimeField()
    asked_on = models.DateField(null=True)
    granted_on = models.DateField(null=True)
    named_on = models.DateField(null=True)
    refused_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_on__isnull=True) | Q(refused_on__isnull=True),
                name="mediation_aid_granted_or_refused",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
