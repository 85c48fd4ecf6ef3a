"""Where a matter was found to lie, as lines of its timeline; and parts that lapse untaken."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

append_only = import_module("maplebridge.matters.migrations.0003_timeline_is_append_only")
guards = import_module("maplebridge.matters.migrations.0006_the_whole_loop")
LAWFUL = f"{append_only.same(('place_id', 'earlier_place_id'))} AND {guards.LAWFUL}"


def guard(apps, schema_editor):
    """Neither of the two places of a line may change, like everything else of it."""
    guards._guard(schema_editor, LAWFUL)


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0034_called_back"),
        ("territory", "0004_buildings_move_between_grids"),
    ]

    operations = [
        migrations.RunPython(guards.open_up, guards.guard),
        migrations.RemoveConstraint(
            model_name="matterevent",
            name="event_verb_known",
        ),
        migrations.AddField(
            model_name="matterevent",
            name="earlier_place",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.place",
            ),
        ),
        migrations.AddField(
            model_name="matterevent",
            name="place",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.place",
            ),
        ),
        migrations.AddField(
            model_name="mattertask",
            name="lapses_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="mattertask",
            index=models.Index(
                condition=models.Q(("lapses_at__isnull", False), ("state", "open")),
                fields=["lapses_at", "id"],
                name="task_lapses",
            ),
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
                            "place",
                            "call_back",
                        ],
                    )
                ),
                name="event_verb_known",
            ),
        ),
        migrations.RunPython(guard, guards.open_up),
    ]
