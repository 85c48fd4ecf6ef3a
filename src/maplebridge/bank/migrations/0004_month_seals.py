"""The seal of a month and a leaf for each of its slips; both stand as they were written."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values

guards = import_module("maplebridge.bank.migrations.0002_guards")
TABLES = ("bank_monthseal", "bank_slip")


def guard(apps, schema_editor):
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            guards._trigger(
                schema_editor, f"{table}_no_{verb.lower()}", f"BEFORE {verb} ON {table}"
            )


def unguard(apps, schema_editor):
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for verb in ("update", "delete"):
            where = f" ON {table}" if on_table else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{where}")


class Migration(migrations.Migration):
    dependencies = [("bank", "0003_undone_exchanges"), ("ledger", "0003_periods_stand")]
    operations = [
        migrations.CreateModel(
            name="MonthSeal",
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
                ("month", models.DateField()),
                ("count", models.PositiveIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("head", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.bookperiod",
                    ),
                ),
            ],
            options={
                "ordering": ["bank", "-month"],
                "constraints": [
                    models.UniqueConstraint(fields=("bank", "month"), name="one_seal_a_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="Slip",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=16)),
                ("leaf", models.BinaryField()),
                (
                    "seal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="bank.monthseal",
                    ),
                ),
            ],
            options={
                "ordering": ["seal", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("seal", "number"), name="one_slip_a_number")
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
