"""Why pieces were written off, kept as it was entered; and no opening points without who prepared them.

Who lifts the guards of 0002 lifts these too.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import maplebridge.core.values

guards = import_module("maplebridge.bank.migrations.0002_guards")
TABLE = "bank_writeoff"


def guard(apps, schema_editor):
    for verb in ("update", "delete"):
        guards._trigger(schema_editor, f"{TABLE}_no_{verb}", f"BEFORE {verb.upper()} ON {TABLE}")


def unguard(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("bank", "0007_points_pacts")]

    operations = [
        migrations.CreateModel(
            name="WriteOff",
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
                ("pieces", models.PositiveIntegerField()),
                ("cost_fen", models.BigIntegerField()),
                ("why", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="write_offs",
                        to="bank.reward",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["reward", "at"], name="bank_write_offs_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            ("cost_fen__gte", 0), ("pieces__gt", 0), Q(("why", ""), _negated=True)
                        ),
                        name="bank_a_write_off_says_why",
                    )
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
        migrations.RemoveConstraint(model_name="openingbalance", name="bank_opening_four_eyes"),
        migrations.AlterField(
            model_name="openingbalance",
            name="prepared_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddConstraint(
            model_name="openingbalance",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("state", "prepared"),
                    Q(
                        ("decided_by__isnull", False),
                        ("prepared_by__isnull", False),
                        Q(("decided_by", models.F("prepared_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="bank_opening_four_eyes",
            ),
        ),
    ]
