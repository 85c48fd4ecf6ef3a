"""Co-reporters and signatures of words; two verbs more, so the timeline's guards again."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values

loop = import_module("maplebridge.matters.migrations.0006_the_whole_loop")


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0009_conversations"),
        ("people", "0004_program_tokens"),
    ]

    operations = [
        migrations.RunPython(loop.open_up, loop.guard),
        migrations.CreateModel(
            name="CoReporter",
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
                ("joined_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["joined_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="MatterBand",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("band", models.BigIntegerField()),
                ("cell", models.BigIntegerField(null=True)),
                ("grid", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="matterevent",
            name="event_verb_known",
        ),
        migrations.AddConstraint(
            model_name="matterevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        [
                            "report",
                            "triage",
                            "accept",
                            "refer",
                            "return",
                            "assign",
                            "start",
                            "suspend",
                            "resume",
                            "escalate",
                            "answer",
                            "add_words",
                            "take_part",
                            "rate",
                            "dispute",
                            "withdraw",
                            "mark_duplicate",
                            "join",
                            "split",
                            "close_undisputed",
                        ],
                    )
                ),
                name="event_verb_known",
            ),
        ),
        migrations.AddField(
            model_name="coreporter",
            name="matter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="co_reporters",
                to="matters.matter",
            ),
        ),
        migrations.AddField(
            model_name="coreporter",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="coreporter",
            name="via",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="matters.matter",
            ),
        ),
        migrations.AddField(
            model_name="matterband",
            name="matter",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bands",
                to="matters.matter",
            ),
        ),
        migrations.AddIndex(
            model_name="coreporter",
            index=models.Index(fields=["person", "-joined_at", "-id"], name="co_reporter_person"),
        ),
        migrations.AddConstraint(
            model_name="coreporter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("via__isnull", True)),
                fields=("matter", "person"),
                name="one_joins_a_matter_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="coreporter",
            constraint=models.UniqueConstraint(
                fields=("matter", "person", "via"), name="joined_once_by_each_matter"
            ),
        ),
        migrations.AddConstraint(
            model_name="coreporter",
            constraint=models.CheckConstraint(
                condition=models.Q(("matter", models.F("via")), _negated=True),
                name="no_matter_joins_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="matterband",
            index=models.Index(fields=["band", "cell", "matter"], name="matter_band_cell"),
        ),
        migrations.AddIndex(
            model_name="matterband",
            index=models.Index(fields=["band", "grid", "matter"], name="matter_band_grid"),
        ),
        migrations.AddConstraint(
            model_name="matterband",
            constraint=models.UniqueConstraint(
                fields=("matter", "number"), name="one_band_a_number"
            ),
        ),
        migrations.RunPython(loop.guard, loop.open_up),
    ]
