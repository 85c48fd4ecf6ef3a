"""Exchanges that were undone; a row stands as it was entered. Who lifts the guards of 0002 lifts these too."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

guards = import_module("maplebridge.bank.migrations.0002_guards")
TABLE = "bank_redemptionundone"


def guard(apps, schema_editor):
    for verb in ("update", "delete"):
        guards._trigger(schema_editor, f"{TABLE}_no_{verb}", f"BEFORE {verb.upper()} ON {TABLE}")


def unguard(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0002_guards"),
        ("people", "0002_shared_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="RedemptionUndone",
            fields=[
                (
                    "redemption",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="undone",
                        serialize=False,
                        to="bank.redemption",
                    ),
                ),
                ("why", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.stocklot",
                    ),
                ),
            ],
        ),
        migrations.RunPython(guard, unguard),
    ]
