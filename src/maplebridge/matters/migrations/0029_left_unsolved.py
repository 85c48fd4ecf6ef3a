"""A matter may end unsolved; the timeline's guards stand aside while SQLite copies it."""

from importlib import import_module

from django.db import migrations, models

guards = import_module("maplebridge.matters.migrations.0006_the_whole_loop")

CODES = [
    "fixed",
    "answered",
    "not_ours",
    "cannot_fix",
    "duplicate",
    "withdrawn",
    "no_contact",
    "unsolved",
]
NAME = "a_closed_matter_says_how_and_when"


class Migration(migrations.Migration):
    dependencies = [("matters", "0028_other_ways_and_rounds")]

    operations = [
        migrations.RunPython(guards.open_up, guards.guard),
        migrations.RemoveConstraint(model_name="matter", name=NAME),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state", "closed"),
                        ("closing_code__in", CODES),
                    ),
                    models.Q(
                        models.Q(("state", "closed"), _negated=True),
                        ("closed_at__isnull", True),
                        ("closing_code", ""),
                    ),
                    _connector="OR",
                ),
                name=NAME,
            ),
        ),
        migrations.RunPython(guards.guard, guards.open_up),
    ]
