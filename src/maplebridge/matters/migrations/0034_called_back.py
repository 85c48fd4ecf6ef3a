"""A resident who is called back by lot and leaves an unsolved matter at that: a line of its own."""

from importlib import import_module

from django.db import migrations, models

guards = import_module("maplebridge.matters.migrations.0006_the_whole_loop")


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0033_helped_at"),
        ("people", "0005_service_teams"),
    ]

    operations = [
        migrations.RunPython(guards.open_up, guards.guard),
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
                            "name_recourse",
                            "end_recourse",
                            "recount",
                            "pass_on",
                            "call_back",
                        ],
                    )
                ),
                name="event_verb_known",
            ),
        ),
        migrations.RunPython(guards.guard, guards.open_up),
    ]
