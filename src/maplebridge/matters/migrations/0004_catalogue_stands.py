"""No version of the catalogue changes or goes, whoever writes."""

from django.db import migrations

WHY = "the versions of the catalogue are append-only"
GUARDS = ("matters_catalogueversion_no_update", "matters_catalogueversion_no_delete")


def guard(apps, schema_editor):
    """Every matter keeps the promise under which it was reported: no version changes or goes."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION matters_catalogue_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{WHY}' USING ERRCODE = 'restrict_violation'; END $$",
            params=None,
        )
        for name, verb in zip(GUARDS, ("UPDATE", "DELETE"), strict=True):
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON matters_catalogueversion "
                "FOR EACH ROW EXECUTE FUNCTION matters_catalogue_stands()",
                params=None,
            )
        schema_editor.execute(
            "CREATE TRIGGER matters_catalogueversion_no_truncate BEFORE TRUNCATE "
            "ON matters_catalogueversion "
            "FOR EACH STATEMENT EXECUTE FUNCTION matters_catalogue_stands()",
            params=None,
        )
        return
    for name, verb in zip(GUARDS, ("UPDATE", "DELETE"), strict=True):
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON matters_catalogueversion "
            f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END",
            params=None,
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION matters_catalogue_stands() CASCADE")
        return
    for name in GUARDS:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("matters", "0003_seals_stand")]
    operations = [migrations.RunPython(guard, unguard)]
