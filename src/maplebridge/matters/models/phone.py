"""Calls that were taken: who sat at the phone, and from when until when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7


class PhoneCall(models.Model):
    """The call in which a matter was reported at the operator's console.

    Nothing is recorded but its beginning and end, and whether the caller agreed to a text message
    about the answer: `agreed` is the version of the words that were read out, "" for no. The number
    stands in MatterAddress. Personal data: that somebody called, and which operator answered.
    Basis and days: those of the matter; then the row goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.PROTECT, related_name="phone_call"
    )
    operator = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    agreed = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("began_at")), name="a_call_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"
