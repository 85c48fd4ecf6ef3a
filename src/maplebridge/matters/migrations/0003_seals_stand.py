"""Seals over the timeline; the database refuses to change them, but lets the salt of a line go."""

from django.db import migrations

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
    dependencies = [("matters", "0002_timeline_is_append_only")]
    operations = [migrations.RunPython(guard, unguard)]
