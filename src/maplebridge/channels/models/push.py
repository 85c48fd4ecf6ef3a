"""Browsers that wish to be told."""

from __future__ import annotations

from django.db import models

from maplebridge.core.values import uuid7

from ..rules.push import ENDPOINT_MAX


class PushDevice(models.Model):
    """A browser that a person let be told of news: its address with a push service, and its keys.

    A browser belongs to whoever switched it on last: phones are shared.

    Personal data: which browsers a person uses, as an address made by the maker of the browser.
    Basis: consent (個人信息保護法 art. 13). Removed 365 days after `created_at`, and before that when
    the person switches it off, takes the consent back or closes the account, or when the push service
    says that it is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    endpoint = models.CharField(max_length=ENDPOINT_MAX, unique=True)
    point = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return str(self.pk)
