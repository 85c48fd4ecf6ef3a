"""Closed and sealed periods of a book, and the guard that refuses rows into them."""

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values

from ._guards_0004 import POSTGRESQL, POSTGRESQL_BACK, SQLITE, SQLITE_BACK


def _run(postgresql, sqlite):
    def run(apps, schema_editor):
        statements = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
        for statement in statements:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_books_journals_expiry"),
    ]

    operations = [
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
            name="BookPage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("root", models.BinaryField()),
                (
                    "period",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pages",
                        to="ledger.bookperiod",
                    ),
                ),
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
                ("ends_at", models.DateTimeField()),
                ("posted_in", models.BigIntegerField()),
                ("posted_out", models.BigIntegerField()),
                ("held_in", models.BigIntegerField()),
                ("held_out", models.BigIntegerField()),
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
                ("number", models.BigIntegerField()),
                ("salt", models.BinaryField()),
                ("leaf", models.BinaryField()),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "number"), name="ledger_voucher_number"
                    )
                ],
            },
        ),
        migrations.RunPython(_run(POSTGRESQL, SQLITE), _run(POSTGRESQL_BACK, SQLITE_BACK)),
    ]
