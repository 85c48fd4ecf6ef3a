"""What came through programs of others: which key sent it, how to reach the sender, who read that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7


class ProgramReport(models.Model):
    """A matter that a program sent: by whose key, and how to reach the sender in the sender's words.

    Nobody has proved the contact, so it is joined to no person. `account_id` is whose key it was, so
    that the same account hears what becomes of the matter; no foreign key, for accounts end sooner.
    `program` is the name of an office's program and "" for those of residents: figures of who sent
    what name offices and never a resident.

    Personal data: name, number and address that the sender gave, so that the handler can ask back.
    Basis: the sender's request (個人信息保護法 art. 13). Emptied 90 days after the matter was closed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.PROTECT, related_name="sent_by_program"
    )
    account_id = models.UUIDField(null=True)
    program = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=170, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    mail = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["account_id", "matter"], name="program_report_account"),
            models.Index(fields=["at", "program"], name="program_report_figures"),
            models.Index(
                fields=["matter"],
                name="program_report_contact",
                condition=~Q(name="", phone="", mail=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.matter_id)

    @property
    def has_contact(self) -> bool:
        return bool(self.name or self.phone or self.mail)


class ContactReading(models.Model):
    """Somebody who works on a matter read the contact that its sender gave, and why.

    Whoever holds the receipt code reads it with the matter: there is no person whose log it could
    stand in.

    Personal data: who read and why. Basis: 個人信息保護法 arts. 51, 54. Goes with the matter's words.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(
        "matters.Matter", on_delete=models.PROTECT, related_name="contact_readings"
    )
    reader = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.reader_id} of {self.matter_id}"


class ProgramUpdate(models.Model):
    """An update that a program sent under a key of its own: sent again it is the same line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account_id = models.UUIDField()
    once = models.CharField(max_length=200)
    event = models.ForeignKey("matters.MatterEvent", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account_id", "once"], name="one_update_under_a_key")
        ]

    def __str__(self) -> str:
        return str(self.event_id)
