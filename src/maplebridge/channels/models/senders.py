"""Whose address it is: joined to a person by proof alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.senders import LINKED


class Sender(models.Model):
    """An address of a channel that somebody proved to be theirs, by sending a code from their page.

    Numbers for SMS are not here: whose they are stands with the account that proved them.

    Personal data: which address belongs to whom, to tell a person how their matters stand. Basis:
    the person's request. Kept until the person takes it back, or closes the account.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=8)
    account = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=250)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    proved_at = models.DateTimeField()

    class Meta:
        ordering = ["-proved_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "account", "address"], name="an_address_belongs_to_one_person"
            ),
            models.CheckConstraint(condition=Q(channel__in=LINKED), name="sender_channel_known"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.person_id}"


class LinkCode(models.Model):
    """A code that a signed-in person sends from another channel, to prove that both are theirs.

    Only its hash is kept. A new code takes the place of the one before.

    Personal data: who asked for a code. Basis: the person's request. Removed a day after its end.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
