"""A matter may come by e-mail; the timeline's guards stand aside while SQLite copies it."""

from importlib import import_module

from django.db import migrations, models

guards = import_module("maplebridge.matters.migrations.0006_the_whole_loop")


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0020_the_monthly_review"),
        ("people", "0004_program_tokens"),
        ("territory", "0004_buildings_move_between_grids"),
    ]

    operations = [
        migrations.RunPython(guards.open_up, guards.guard),
        migrations.RemoveConstraint(
            model_name="matter",
            name="matter_channel_and_visibility_known",
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel__in", ("web", "phone", "sms", "chat", "mail", "desk", "api")),
                    ("visibility__in", ("private", "neighbours", "public")),
                ),
                name="matter_channel_and_visibility_known",
            ),
        ),
        migrations.RunPython(guards.guard, guards.open_up),
    ]
