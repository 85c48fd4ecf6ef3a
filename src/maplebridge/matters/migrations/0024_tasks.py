"""Tasks, and the steps of tasks and groups; verbs more, so the timeline's guards again."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values

guards = import_module("maplebridge.matters.migrations.0006_the_whole_loop")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_files_nobody_sent"),
        ("matters", "0023_who_joined_stops_messages"),
        ("people", "0004_program_tokens"),
    ]

    operations = [
        migrations.RunPython(guards.open_up, guards.guard),
        migrations.CreateModel(
            name="MatterTask",
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
                ("what", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("state", models.CharField(default="open", max_length=8)),
                ("said", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["asked_at", "id"],
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
                            "add_task",
                            "take_task",
                            "finish_task",
                            "drop_task",
                            "leave_tasks",
                            "group",
                            "ungroup",
                        ],
                    )
                ),
                name="event_verb_known",
            ),
        ),
        migrations.AddField(
            model_name="mattertask",
            name="asked",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.post",
            ),
        ),
        migrations.AddField(
            model_name="mattertask",
            name="matter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="matters.matter",
            ),
        ),
        migrations.AddField(
            model_name="mattertask",
            name="photo",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.storedfile",
            ),
        ),
        migrations.AddIndex(
            model_name="mattertask",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["asked", "due_on", "id"],
                name="task_owed",
            ),
        ),
        migrations.AddIndex(
            model_name="mattertask",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["asked", "-ended_at", "-id"],
                name="task_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="mattertask",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "taken", "done", "dropped"])),
                name="task_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mattertask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state__in", ["open", "taken"])),
                    models.Q(("ended_at__isnull", False), ("state__in", ["done", "dropped"])),
                    _connector="OR",
                ),
                name="a_task_that_ended_says_when",
            ),
        ),
        migrations.RunPython(guards.guard, guards.open_up),
    ]
