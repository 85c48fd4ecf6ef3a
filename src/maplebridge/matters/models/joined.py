"""Several residents, one concern: who joined a matter, and what its words are recognised by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7


class CoReporter(models.Model):
    """Somebody whose concern a matter is too: they said "me too", or their own was joined to it.

    `via` is their own matter that was closed as a repetition; None when they joined by themselves.
    They hear of every step until they stop it (`muted_at`). Whether they may read the words is
    decided as for anybody else, and none of them confirms or disputes an answer.

    Personal data: whose concern it is, to tell them how it goes. Basis: the resident's request
    (個人信息保護法 art. 13). Kept as long as the matter's words.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(
        "matters.Matter", on_delete=models.PROTECT, related_name="co_reporters"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    via = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, null=True, related_name="+")
    joined_at = models.DateTimeField()
    muted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "person"],
                condition=Q(via__isnull=True),
                name="one_joins_a_matter_once",
            ),
            models.UniqueConstraint(
                fields=["matter", "person", "via"], name="joined_once_by_each_matter"
            ),
            models.CheckConstraint(
                condition=~Q(matter=models.F("via")), name="no_matter_joins_itself"
            ),
        ]
        indexes = [models.Index(fields=["person", "-joined_at", "-id"], name="co_reporter_person")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.matter_id}"


class MatterBand(models.Model):
    """One band of the signature of a matter's words; see rules.twins. Found by band and place.

    `cell` is the square around its point, None without one; `grid` the grid that it lies in.

    Personal data: the resident's words, in another form that cannot be turned back. Basis: that of
    the matter. Kept while the matter is open and 30 days after it was closed.
    """

    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(
        "matters.Matter", on_delete=models.PROTECT, related_name="bands", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    band = models.BigIntegerField()
    cell = models.BigIntegerField(null=True)
    grid = models.UUIDField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="one_band_a_number")
        ]
        indexes = [
            models.Index(fields=["band", "cell", "matter"], name="matter_band_cell"),
            models.Index(fields=["band", "grid", "matter"], name="matter_band_grid"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.matter_id}"
