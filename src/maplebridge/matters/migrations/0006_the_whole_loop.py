"""States, verbs and clocks of the whole loop; the timeline's guards again, for the new columns too."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

append_only = import_module("maplebridge.matters.migrations.0003_timeline_is_append_only")
MORE = ("earlier_code", "until")
LAWFUL = f"{append_only.same(MORE)} AND {append_only.EVENT_FORGOTTEN}"
UPDATE = "matters_event_no_update"


def open_up(apps, schema_editor):
    """SQLite cannot build a table anew while a trigger of another one reads it."""
    if schema_editor.connection.vendor == "postgresql":
        _replace(schema_editor, append_only.EVENT_FORGOTTEN)
        return
    for name, *_ in append_only.GUARDS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _guard(schema_editor, event_update):
    if schema_editor.connection.vendor == "postgresql":
        _replace(schema_editor, event_update)
        return
    for name, table, verb, lawful in append_only.GUARDS:
        rule = (event_update if name == UPDATE else lawful).replace("IS NOT DISTINCT FROM", "IS")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON matters_{table} "
            f"WHEN ({rule}) IS NOT TRUE BEGIN SELECT RAISE(ABORT, '{append_only.WHY}'); END",
            params=None,
        )


def guard(apps, schema_editor):
    _guard(schema_editor, LAWFUL)


def guard_as_before(apps, schema_editor):
    _guard(schema_editor, append_only.EVENT_FORGOTTEN)


def _replace(schema_editor, lawful):
    schema_editor.execute(
        f"CREATE OR REPLACE FUNCTION {UPDATE}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF ({lawful}) IS NOT TRUE THEN RAISE EXCEPTION '{append_only.WHY}' "
        "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        params=None,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0005_words_to_find_matters_by"),
        ("people", "0004_program_tokens"),
        ("territory", "0004_buildings_move_between_grids"),
    ]

    operations = [
        migrations.RunPython(open_up, guard_as_before),
        migrations.RemoveConstraint(
            model_name="matter",
            name="matter_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="matterevent",
            name="event_verb_known",
        ),
        migrations.RemoveConstraint(
            model_name="matterevent",
            name="event_states_known",
        ),
        migrations.AddField(
            model_name="matter",
            name="act_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="matter",
            name="first_asked",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.post",
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="rung",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="matterevent",
            name="earlier_code",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="matterevent",
            name="until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="matterevent",
            name="code",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("act_at__isnull", False)),
                fields=["act_at", "id"],
                name="matter_alarm",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("first_asked__isnull", False)),
                fields=["first_asked", "-reported_at", "-id"],
                name="matter_handed_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "received",
                            "triaged",
                            "referred",
                            "returned",
                            "accepted",
                            "working",
                            "suspended",
                            "answered",
                            "closed",
                            "reopened",
                        ],
                    )
                ),
                name="matter_state_known",
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
                            "close_undisputed",
                        ],
                    )
                ),
                name="event_verb_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="matterevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "to_state__in",
                        [
                            "received",
                            "triaged",
                            "referred",
                            "returned",
                            "accepted",
                            "working",
                            "suspended",
                            "answered",
                            "closed",
                            "reopened",
                        ],
                    ),
                    (
                        "from_state__in",
                        [
                            "",
                            "received",
                            "triaged",
                            "referred",
                            "returned",
                            "accepted",
                            "working",
                            "suspended",
                            "answered",
                            "closed",
                            "reopened",
                        ],
                    ),
                ),
                name="event_states_known",
            ),
        ),
        migrations.RunPython(guard, open_up),
    ]
