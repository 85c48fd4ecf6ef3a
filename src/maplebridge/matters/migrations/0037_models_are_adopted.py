import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import maplebridge.core.values


def adopt(apps, schema_editor):
    """What was kept before was in use from the moment it was made."""
    apps.get_model("matters", "TriageModel").objects.update(adopted_at=F("made_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0036_found_by_what_was_said"),
    ]

    operations = [
        migrations.AddField("triagemodel", "adopted_at", models.DateTimeField(null=True)),
        migrations.RunPython(adopt, migrations.RunPython.noop),
        migrations.CreateModel(
            name="TrainingRun",
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
                ("state", models.CharField(default="waiting", max_length=8)),
                ("texts", models.PositiveIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                (
                    "model",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matters.triagemodel",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=["waiting", "running", "done", "failed"]),
                        name="training_state_known",
                    ),
                    models.UniqueConstraint(
                        fields=["state"], condition=Q(state="waiting"), name="one_training_waits"
                    ),
                ],
            },
        ),
    ]
