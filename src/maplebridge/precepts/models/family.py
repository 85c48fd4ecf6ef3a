"""What a household holds dear, in its own words, and who of it agreed that others read it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.family import Said, seal


class FamilyPrecept(models.Model):
    """A household's precept. Others read it while `published_at` is set and everybody who lives there
    now has agreed; whoever says no ends that at once, and deleting it empties all. `on_paper` is the
    household's wish that somebody who works for the place notes what its members sign; without it
    nobody outside reads what is not published.

    Personal data: a family's own words and the name that they sign with. Basis: consent of the
    grown-up members (個人信息保護法 art. 13), taken back at any time. Emptied when the household
    deletes it, or 365 days after the last member left.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    shown_name = models.CharField(max_length=40, blank=True)
    on_paper = models.BooleanField(default=False)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(deleted_at__isnull=True),
                name="one_precept_a_household",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True)
                | Q(text="", shown_name="", published_at__isnull=True),
                name="a_deleted_precept_is_empty",
            ),
        ]
        indexes = [models.Index(fields=["published_at", "id"], name="precepts_published")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def seal(self) -> str:
        """Changes with the words and the name below them."""
        return seal(self.text, self.shown_name)


class PreceptVoice(models.Model):
    """What one member of the household said to a precept: on their own page, or on a signed paper
    that somebody who works for the place noted (`noted_by`).

    Personal data: who agreed to what. Basis: proof of consent (個人信息保護法 art. 13). Deleted with the
    precept's words.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    precept = models.ForeignKey(FamilyPrecept, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=10)
    at = models.DateTimeField()
    noted_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["precept", "id"]
        constraints = [
            models.UniqueConstraint(fields=["precept", "person"], name="one_voice_a_member"),
            models.CheckConstraint(
                condition=Q(said__in=[said.value for said in Said]), name="voice_known"
            ),
        ]
        indexes = [models.Index(fields=["person", "precept"], name="precept_voices_of")]

    def __str__(self) -> str:
        return f"{self.said} to {self.precept_id}"
