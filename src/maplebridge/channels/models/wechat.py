"""What the official account needs: one access token for all workers, and a code for each grid."""

from __future__ import annotations

from django.db import models

from maplebridge.core.values import uuid7


class WechatToken(models.Model):
    """The access token of an official account. One worker fetches it, the others wait for it."""

    app_id = models.CharField(max_length=40, primary_key=True)
    token = models.CharField(max_length=600, blank=True)
    expires_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.app_id


class WechatMenu(models.Model):
    """A menu that was published to the official account, in WeChat's own form. Never changed.

    `published_by` is who did so in office, None for the console.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    app_id = models.CharField(max_length=40)
    buttons = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["app_id", "-id"], name="menus_of_an_account")]

    def __str__(self) -> str:
        return f"{self.app_id} {self.published_at:%Y-%m-%d}"


class GridCode(models.Model):
    """The QR code that leads to the official account and says which grid it hangs in.

    `address` is what the square drawing holds; WeChat gives it once, for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    app_id = models.CharField(max_length=40)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["app_id", "place"], name="one_code_a_grid_and_account")
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.app_id}"
