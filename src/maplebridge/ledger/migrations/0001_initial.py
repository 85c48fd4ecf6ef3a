import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LedgerAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "book_id",
                    models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000")),
                ),
                ("unit", models.CharField(max_length=3)),
                ("kind", models.CharField(max_length=40)),
                ("owner_id", models.UUIDField(null=True)),
                ("constrained", models.BooleanField()),
                ("posted_in", models.BigIntegerField(default=0)),
                ("posted_out", models.BigIntegerField(default=0)),
                ("held_in", models.BigIntegerField(default=0)),
                ("held_out", models.BigIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["PT", "MIN", "FEN"])),
                        name="ledger_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("constrained", False),
                            (
                                "posted_in__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("posted_out"), "+", models.F("held_out")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_available_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_in__gte", 0),
                            ("held_out__gte", 0),
                            ("posted_in__gte", 0),
                            ("posted_out__gte", 0),
                        ),
                        name="ledger_counters_not_negative",
                    ),
                    models.UniqueConstraint(
                        fields=("id", "unit", "book_id"), name="ledger_account_unit_and_book"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("owner_id__isnull", False)),
                        fields=("book_id", "unit", "kind", "owner_id"),
                        name="ledger_one_account_an_owner",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("owner_id__isnull", True)),
                        fields=("book_id", "unit", "kind"),
                        name="ledger_one_account_a_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BookPeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("book_id", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField()),
                ("state", models.CharField(max_length=6)),
                ("closed_at", models.DateTimeField()),
                ("sealed_at", models.DateTimeField(null=True)),
                ("count", models.BigIntegerField(default=0)),
                ("root", models.CharField(blank=True, max_length=64)),
                ("balances", models.CharField(blank=True, max_length=64)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("head", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["book_id", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["closed", "sealed"])),
                        name="ledger_period_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at__isnull", True),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="ledger_period_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        fields=("book_id", "number"), name="ledger_period_number"
                    ),
                    models.UniqueConstraint(
                        fields=("book_id", "ends_at"), name="ledger_period_end"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "book_id",
                    models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000")),
                ),
                ("unit", models.CharField(max_length=3)),
                (
                    "debit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.ledgeraccount",
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.ledgeraccount",
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("state", models.CharField(max_length=8)),
                (
                    "resolves",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolution",
                        to="ledger.transfer",
                    ),
                ),
                ("released", models.BigIntegerField(default=0)),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversal",
                        to="ledger.transfer",
                    ),
                ),
                ("expires_at", models.DateTimeField(null=True)),
                ("code", models.CharField(max_length=40)),
                ("journal_id", models.UUIDField(null=True)),
                ("thing_kind", models.CharField(blank=True, max_length=40)),
                ("thing_id", models.UUIDField(null=True)),
                ("rulebook", models.CharField(blank=True, max_length=80)),
                ("entered_by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["book_id", "at", "id"], name="ledger_book_at"),
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False)),
                        fields=["expires_at", "id"],
                        name="ledger_expiry",
                    ),
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False)),
                        fields=["debit", "expires_at"],
                        name="ledger_expiry_of_account",
                    ),
                    models.Index(fields=["debit", "at", "id"], name="ledger_debit_at"),
                    models.Index(fields=["credit", "at", "id"], name="ledger_credit_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("amount__lte", 1000000000000)),
                        name="ledger_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debit", models.F("credit")), _negated=True),
                        name="ledger_two_different_accounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["posted", "pending", "settled", "voided", "expired"])
                        ),
                        name="ledger_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("released__gt", 0),
                                ("resolves__isnull", False),
                                ("state__in", ["expired", "settled", "voided"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["expired", "settled", "voided"]), _negated=True
                                ),
                                ("resolves__isnull", True),
                                ("released", 0),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_only_resolutions_resolve",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "settled"), _negated=True),
                            ("amount__lte", models.F("released")),
                            _connector="OR",
                        ),
                        name="ledger_settled_within_the_hold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["expired", "voided"]), _negated=True),
                            ("amount", models.F("released")),
                            _connector="OR",
                        ),
                        name="ledger_voided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__isnull", True),
                            models.Q(("expires_at__gt", models.F("at")), ("state", "pending")),
                            _connector="OR",
                        ),
                        name="ledger_only_holds_expire",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("code__in", ["reverse", "reinstate"]),
                                ("reverses__isnull", False),
                                ("state", "posted"),
                            ),
                            models.Q(
                                ("reverses__isnull", True),
                                models.Q(("code__in", ["reverse", "reinstate"]), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_undoing_names_what_it_undoes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerTail",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tail",
                        to="ledger.ledgeraccount",
                    ),
                ),
                ("posted_in", models.BigIntegerField()),
                ("posted_out", models.BigIntegerField()),
                ("held_in", models.BigIntegerField()),
                ("held_out", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="BookPage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "period",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="ledger.bookperiod",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("root", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("period", "number"), name="ledger_page_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.ledgeraccount",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.bookperiod",
                    ),
                ),
                ("ends_at", models.DateTimeField()),
                ("posted_in", models.BigIntegerField()),
                ("posted_out", models.BigIntegerField()),
                ("held_in", models.BigIntegerField()),
                ("held_out", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "ends_at"), name="ledger_checkpoint_an_account"
                    ),
                    models.UniqueConstraint(
                        fields=("period", "account"), name="ledger_checkpoint_a_period"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                (
                    "transfer",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="voucher",
                        serialize=False,
                        to="ledger.transfer",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.bookperiod",
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("salt", models.BinaryField()),
                ("leaf", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "number"), name="ledger_voucher_number"
                    )
                ],
            },
        ),
    ]
