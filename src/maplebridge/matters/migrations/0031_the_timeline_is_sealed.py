"""Seals over the timeline; the database refuses to change them, but lets the salt of a line go."""

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values

WHY = "the seals of the timeline are append-only"
KEPT = ("id", "seal_id", "position", "kind", "thing", "matter", "veil", "leaf")
SALT_GOES = " AND ".join(
    [*(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in KEPT), "length(NEW.salt) = 0"]
)
GUARDS = (
    ("matters_seal_no_update", "timelineseal", "UPDATE", "false"),
    ("matters_seal_no_delete", "timelineseal", "DELETE", "false"),
    ("matters_sealedline_no_update", "sealedline", "UPDATE", SALT_GOES),
    ("matters_sealedline_no_delete", "sealedline", "DELETE", "false"),
)
TABLES = ("timelineseal", "sealedline")


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _guard_postgresql(schema_editor)
        return
    for name, table, verb, lawful in GUARDS:
        lawful = lawful.replace("IS NOT DISTINCT FROM", "IS")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON matters_{table} "
            f"WHEN ({lawful}) IS NOT TRUE BEGIN SELECT RAISE(ABORT, '{WHY}'); END",
            params=None,
        )


def _guard_postgresql(schema_editor):
    refuse = f"RAISE EXCEPTION '{WHY}' USING ERRCODE = 'restrict_violation';"
    for name, table, verb, lawful in GUARDS:
        kept = "NEW" if verb == "UPDATE" else "OLD"
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({lawful}) IS NOT TRUE THEN {refuse} END IF; RETURN {kept}; END $$",
            params=None,
        )
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON matters_{table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
            params=None,
        )
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER matters_{table}_no_truncate BEFORE TRUNCATE ON matters_{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION matters_no_truncate()",
            params=None,
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER matters_{table}_no_truncate ON matters_{table}")
        for name, *_ in GUARDS:
            schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")
        return
    for name, *_ in GUARDS:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0030_links_and_numbers"),
    ]

    operations = [
        migrations.CreateModel(
            name="TimelineSeal",
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
                ("number", models.BigIntegerField(unique=True)),
                ("count", models.IntegerField()),
                ("root", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("chained", models.CharField(max_length=64, unique=True)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="timeline_seals_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1)), name="a_timeline_seal_has_lines"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.IntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("thing", models.UUIDField()),
                ("matter", models.UUIDField(db_index=True)),
                ("salt", models.BinaryField()),
                ("veil", models.BinaryField()),
                ("leaf", models.BinaryField()),
                (
                    "seal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="matters.timelineseal",
                    ),
                ),
            ],
            options={
                "ordering": ["seal", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("thing", "kind"), name="a_line_is_sealed_once"),
                    models.UniqueConstraint(
                        fields=("seal", "position"), name="one_line_a_position"
                    ),
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
