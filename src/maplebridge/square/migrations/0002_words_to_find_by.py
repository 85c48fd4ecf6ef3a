"""A full-text index of each engine's own kind over the pairs of signs; the words go in by their rows."""

from django.db import migrations

TABLES = ("square_publicwords",)
ADD = "INSERT INTO {0}_index(rowid, grams) VALUES (NEW.id, NEW.grams);"
DROP = "INSERT INTO {0}_index({0}_index, rowid, grams) VALUES ('delete', OLD.id, OLD.grams);"
TRIGGERS = (("ai", "INSERT", ADD), ("ad", "DELETE", DROP), ("au", "UPDATE", f"{DROP} {ADD}"))


def index(apps, schema_editor):
    for table in TABLES:
        for statement in _statements(table, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)


def _statements(table, vendor):
    if vendor == "postgresql":
        yield f"CREATE INDEX {table}_index ON {table} USING gin (to_tsvector('simple', grams))"
        return
    yield (
        f"CREATE VIRTUAL TABLE {table}_index USING fts5(grams, content='{table}', "
        "content_rowid='id', tokenize='ascii')"
    )
    for name, verb, body in TRIGGERS:
        body = body.format(table)
        yield f"CREATE TRIGGER {table}_index_{name} AFTER {verb} ON {table} BEGIN {body} END"


def unindex(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX {table}_index")
            continue
        for name, *_ in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {table}_index_{name}")
        schema_editor.execute(f"DROP TABLE {table}_index")


class Migration(migrations.Migration):
    dependencies = [("square", "0001_initial")]
    operations = [migrations.RunPython(index, unindex)]
