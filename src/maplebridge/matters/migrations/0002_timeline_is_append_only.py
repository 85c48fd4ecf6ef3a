"""The database refuses to rewrite the timeline, its photos and ratings, whoever asks.

One way stays open, the lawful forgetting of a closed matter: a line's text and actor and a
rating's text may be emptied, a photo may be removed. A later migration that makes SQLite rebuild
matters_matter or one of these tables (AlterField, AddConstraint) lifts the guards before (`unguard`)
and puts them back after (`guard`): SQLite drops a table's triggers with it, and cannot rebuild a table
that a trigger reads. tests/matters/test_guards.py fails when a guard is gone.
"""

from django.db import migrations

WHY = "the timeline is append-only"
TABLES = ("matterevent", "matterphoto", "rating")
EVENT = (
    "id", "matter_id", "verb", "by_reporter", "deputy_for_id", "to_post_id", "from_state",
    "to_state", "code", "closing", "at", "earlier_code", "until", "place_id", "earlier_place_id",
)  # fmt: skip
RATING = ("id", "matter_id", "closing", "stars", "solved", "at")

CLOSED = "(SELECT state FROM matters_matter WHERE id = OLD.matter_id) = 'closed'"
PHOTO_CLOSED = (
    "(SELECT m.state FROM matters_matterevent e JOIN matters_matter m ON m.id = e.matter_id "
    "WHERE e.id = OLD.event_id) = 'closed'"
)


def same(columns):
    return " AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in columns)


EVENT_FORGOTTEN = (
    f"{same(EVENT)} AND (NEW.text = '' OR NEW.text = OLD.text) "
    "AND (NEW.actor_id IS NULL OR NEW.actor_id = OLD.actor_id) AND " + CLOSED
)
RATING_FORGOTTEN = f"{same(RATING)} AND (NEW.text = '' OR NEW.text = OLD.text) AND {CLOSED}"

# The guard, the table, when, and what is lawful there ("false": nothing).
GUARDS = (
    ("matters_event_no_update", "matterevent", "UPDATE", EVENT_FORGOTTEN),
    ("matters_event_no_delete", "matterevent", "DELETE", "false"),
    ("matters_photo_no_update", "matterphoto", "UPDATE", "false"),
    ("matters_photo_no_delete", "matterphoto", "DELETE", PHOTO_CLOSED),
    ("matters_rating_no_update", "rating", "UPDATE", RATING_FORGOTTEN),
    ("matters_rating_no_delete", "rating", "DELETE", "false"),
)


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
    schema_editor.execute(
        "CREATE FUNCTION matters_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{refuse} END $$",
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
        for name in [*(name for name, *_ in GUARDS), "matters_no_truncate"]:
            schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")
        return
    for name, *_ in GUARDS:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
