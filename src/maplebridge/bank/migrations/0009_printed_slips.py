"""All slips of a village on their way to the printer, part by part."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import maplebridge.core.values


def key():
    return models.UUIDField(
        default=maplebridge.core.values.uuid7, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0008_write_offs"),
        ("core", "0003_holidays"),
        ("people", "0002_shared_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="SlipRun",
            fields=[
                ("id", key()),
                ("language", models.CharField(max_length=10)),
                ("state", models.CharField(default="printing", max_length=10)),
                ("problem", models.CharField(blank=True, max_length=40)),
                ("facts", models.JSONField(default=dict)),
                ("after", models.PositiveIntegerField(default=0)),
                ("made", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.monthseal",
                    ),
                ),
            ],
            options={
                "ordering": ["seal", "-id"],
                "indexes": [
                    models.Index(
                        condition=Q(("state", "gone"), _negated=True),
                        fields=["moved_at"],
                        name="bank_slip_runs_to_forget",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("state__in", ("printing", "ready", "gone"))),
                        name="bank_slip_run_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("state", "gone"), _negated=True),
                        fields=("seal", "language"),
                        name="bank_slips_are_printed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlipPart",
            fields=[
                ("id", key()),
                ("first", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="bank.sliprun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "first"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "first"), name="bank_a_slip_is_in_one_part"
                    )
                ],
            },
        ),
    ]
