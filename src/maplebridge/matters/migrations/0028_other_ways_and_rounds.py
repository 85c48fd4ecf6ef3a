"""Another way that a resident has taken, the rounds before a dispute, and the clock's own verbs."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values

guards = import_module("maplebridge.matters.migrations.0006_the_whole_loop")


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0027_groups"),
        ("people", "0005_service_teams"),
    ]

    operations = [
        migrations.RunPython(guards.open_up, guards.guard),
        migrations.CreateModel(
            name="MatterRound",
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
                ("first_answer_due_at", models.DateTimeField()),
                ("settle_due_at", models.DateTimeField()),
                ("first_answered_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["ended_at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="matterevent",
            name="event_verb_known",
        ),
        migrations.AddField(
            model_name="matter",
            name="promised_as",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="matter",
            name="recourse_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="matter",
            name="reply_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="matter",
            name="wrote_at",
            field=models.DateTimeField(null=True),
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
                            "add_task",
                            "take_task",
                            "finish_task",
                            "drop_task",
                            "leave_tasks",
                            "group",
                            "ungroup",
                            "name_recourse",
                            "end_recourse",
                            "recount",
                            "pass_on",
                        ],
                    )
                ),
                name="event_verb_known",
            ),
        ),
        migrations.AddField(
            model_name="matterround",
            name="matter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="matters.matter",
            ),
        ),
        migrations.AddIndex(
            model_name="matterround",
            index=models.Index(fields=["ended_at", "id"], name="matter_round_ended"),
        ),
        migrations.RunPython(guards.guard, guards.open_up),
    ]
