"""The double-entry book: accounts of a household or of the bank, and one row for each transfer.

The database is the authority (migrations 0002 and 0003): rows are append-only, balances are applied by
triggers, nothing crosses units and no constrained account goes below zero. See docs/ledger.md.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from .rules import (
    AMOUNT_MAX,
    COMMON_BOOK,
    REINSTATE,
    RELEASING,
    RESOLVING,
    REVERSE,
    PeriodState,
    State,
    Unit,
)

_UNITS = [unit.value for unit in Unit]
_RESOLVING = sorted(state.value for state in RESOLVING)
_RELEASING = sorted(state.value for state in RELEASING)
_UNDOING = [REVERSE, REINSTATE]


class AppendOnlyError(TypeError):
    """A programmer tried to change or delete a row that stands for ever."""


class AppendOnly(models.QuerySet[Any]):
    """Refuses readably what the triggers would refuse anyway."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("the ledger is append-only: enter a further transfer instead")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("the ledger is append-only: enter a further transfer instead")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("the ledger is append-only: enter a further transfer instead")


class _Row(models.Model):
    """A row that is entered once: save() inserts, never updates."""

    objects: ClassVar[models.Manager[Any]] = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("the ledger is append-only: enter a further transfer instead")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("the ledger is append-only: enter a further transfer instead")


class LedgerAccount(_Row):
    """What one owner has of one unit in one book. Holds opaque ids and no personal data.

    A book is an opaque id, such as one village bank; transfers never cross from one into another.
    The four counters are written by triggers only. A constrained account (a wallet) never has less
    than nothing available and pays out only with the codes of wiring.WALLET_CODES. On PostgreSQL the
    legs of an unconstrained account wait in LedgerTail until they are folded in: read balances
    through queries.balance, never from the counters.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book_id = models.UUIDField(default=COMMON_BOOK)
    unit = models.CharField(max_length=3)
    kind = models.CharField(max_length=40)
    owner_id = models.UUIDField(null=True)
    constrained = models.BooleanField()
    posted_in = models.BigIntegerField(default=0)
    posted_out = models.BigIntegerField(default=0)
    held_in = models.BigIntegerField(default=0)
    held_out = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(unit__in=_UNITS), name="ledger_unit_known"),
            models.CheckConstraint(
                condition=Q(constrained=False) | Q(posted_in__gte=F("posted_out") + F("held_out")),
                name="ledger_available_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(posted_in__gte=0, posted_out__gte=0, held_in__gte=0, held_out__gte=0),
                name="ledger_counters_not_negative",
            ),
            models.UniqueConstraint(
                fields=["id", "unit", "book_id"], name="ledger_account_unit_and_book"
            ),
            models.UniqueConstraint(
                fields=["book_id", "unit", "kind", "owner_id"],
                condition=Q(owner_id__isnull=False),
                name="ledger_one_account_an_owner",
            ),
            models.UniqueConstraint(
                fields=["book_id", "unit", "kind"],
                condition=Q(owner_id__isnull=True),
                name="ledger_one_account_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit}"


class Transfer(_Row):
    """One row for one transfer between two accounts: out of `debit`, into `credit`.

    `id` is the idempotency key: whoever asks makes it and keeps it for retries. `state` says what
    the row does (rules.State); the row itself never changes. `resolves` and `released` are set only
    by rows that settle, void or expire a hold, `expires_at` only by holds that end by themselves.
    `reverses` names the row that this one undoes, mirrored and whole. `thing_kind`/`thing_id` name
    what the transfer is for, and `rulebook` the version of the tariff that set the amount. No
    personal data: ids only.

    That both accounts are of its unit and book is held by triggers, which migrations make.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book_id = models.UUIDField(default=COMMON_BOOK)
    unit = models.CharField(max_length=3)
    debit = models.ForeignKey(
        LedgerAccount,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    credit = models.ForeignKey(
        LedgerAccount,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    amount = models.BigIntegerField()
    state = models.CharField(max_length=8)
    resolves = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="resolution"
    )
    released = models.BigIntegerField(default=0)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversal"
    )
    expires_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40)
    journal_id = models.UUIDField(null=True)
    thing_kind = models.CharField(max_length=40, blank=True)
    thing_id = models.UUIDField(null=True)
    rulebook = models.CharField(max_length=80, blank=True)
    entered_by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=AMOUNT_MAX), name="ledger_amount_positive"
            ),
            models.CheckConstraint(
                condition=~Q(debit=F("credit")), name="ledger_two_different_accounts"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="ledger_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_RESOLVING, resolves__isnull=False, released__gt=0)
                | (~Q(state__in=_RESOLVING) & Q(resolves__isnull=True) & Q(released=0)),
                name="ledger_only_resolutions_resolve",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SETTLED.value) | Q(amount__lte=F("released")),
                name="ledger_settled_within_the_hold",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_RELEASING) | Q(amount=F("released")),
                name="ledger_voided_whole",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(state=State.PENDING.value, expires_at__gt=F("at")),
                name="ledger_only_holds_expire",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False, state=State.POSTED.value, code__in=_UNDOING)
                | (Q(reverses__isnull=True) & ~Q(code__in=_UNDOING)),
                name="ledger_undoing_names_what_it_undoes",
            ),
        ]
        indexes = [
            models.Index(fields=["book_id", "at", "id"], name="ledger_book_at"),
            models.Index(
                fields=["expires_at", "id"],
                condition=Q(expires_at__isnull=False),
                name="ledger_expiry",
            ),
            models.Index(
                fields=["debit", "expires_at"],
                condition=Q(expires_at__isnull=False),
                name="ledger_expiry_of_account",
            ),
            models.Index(fields=["debit", "at", "id"], name="ledger_debit_at"),
            models.Index(fields=["credit", "at", "id"], name="ledger_credit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount} {self.unit}"


class LedgerTail(models.Model):
    """A leg of an unconstrained account that is not folded into its counters yet (PostgreSQL only).

    The account that issues points takes part in every reward; a row lock on it, held until the
    commit is on disk, would put all rewards of a county in one queue. Deleting a row here adds it
    to the account, by trigger, so folding can neither lose nor double a leg.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="tail", db_constraint=False
    )
    posted_in = models.BigIntegerField()
    posted_out = models.BigIntegerField()
    held_in = models.BigIntegerField()
    held_out = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.pk)


class BookPeriod(models.Model):
    """A stretch of a book that is closed for entering: from `starts_at` up to, without, `ends_at`.

    What lies after the last one is open. Sealed, it has a number for each row (Voucher), the Merkle
    roots of rows and of balances, and a head that chains it to the period before.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book_id = models.UUIDField()
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=6)
    closed_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    count = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64, blank=True)
    balances = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["book_id", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PeriodState]),
                name="ledger_period_state_known",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="ledger_period_ends_after_it_starts",
            ),
            models.UniqueConstraint(fields=["book_id", "number"], name="ledger_period_number"),
            models.UniqueConstraint(fields=["book_id", "ends_at"], name="ledger_period_end"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Voucher(models.Model):
    """The number of a row in its closed period, without a gap, and the leaf that the seal covers.

    The salt is kept here and nowhere in what is published; once it is emptied, nobody can try out
    what a published leaf or path was made of.
    """

    transfer = models.OneToOneField(
        Transfer,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="voucher",
        db_constraint=False,
    )
    period = models.ForeignKey(
        BookPeriod, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    number = models.BigIntegerField()
    salt = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="ledger_voucher_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class BookPage(models.Model):
    """A page of a sealed book: rules.leaves.PAGE vouchers, less on the last, and their Merkle root."""

    id = models.BigAutoField(primary_key=True)
    period = models.ForeignKey(
        BookPeriod, on_delete=models.PROTECT, related_name="pages", db_index=False
    )
    number = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    root = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="ledger_page_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Checkpoint(models.Model):
    """What an account that moved in a period had when it ended; later balances count on from here."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(
        LedgerAccount,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    period = models.ForeignKey(
        BookPeriod, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ends_at = models.DateTimeField()
    posted_in = models.BigIntegerField()
    posted_out = models.BigIntegerField()
    held_in = models.BigIntegerField()
    held_out = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "ends_at"], name="ledger_checkpoint_an_account"
            ),
            models.UniqueConstraint(
                fields=["period", "account"], name="ledger_checkpoint_a_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ends_at}"
