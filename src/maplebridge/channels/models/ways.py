"""Which way a person wants to be written to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.ways import Wish


class ChosenWay(models.Model):
    """By which way a person wants to hear of their own matters; no row is "as it came".

    Personal data: a wish about being written to. Basis: the person's request (個人信息保護法
    art. 13). Kept until they choose anew or close the account.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=[wish.value for wish in Wish]), name="chosen_way_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.way} for {self.person_id}"
