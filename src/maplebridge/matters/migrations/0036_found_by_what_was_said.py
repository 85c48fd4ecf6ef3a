import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

TABLE = "matters_insidewords"
INDEX = f"{TABLE}_index"
ADD = f"INSERT INTO {INDEX}(rowid, grams) VALUES (NEW.id, NEW.grams);"
DROP = f"INSERT INTO {INDEX}({INDEX}, rowid, grams) VALUES ('delete', OLD.id, OLD.grams);"
TRIGGERS = (("ai", "INSERT", ADD), ("ad", "DELETE", DROP), ("au", "UPDATE", f"{DROP} {ADD}"))


def index(apps, schema_editor):
    """A full-text index of each engine's own kind, as migration 0005 made for what all find by."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {INDEX} ON {TABLE} USING gin (to_tsvector('simple', grams))", params=None
        )
        return
    schema_editor.execute(
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(grams, content='{TABLE}', "
        "content_rowid='id', tokenize='ascii')",
        params=None,
    )
    for name, verb, body in TRIGGERS:
        schema_editor.execute(
            f"CREATE TRIGGER {INDEX}_{name} AFTER {verb} ON {TABLE} BEGIN {body} END", params=None
        )


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")
        return
    for name, *_ in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {INDEX}_{name}")
    schema_editor.execute(f"DROP TABLE {INDEX}")


class Migration(migrations.Migration):
    """`whole` may be empty and has no default, so that SQLite adds the column without making the
    table anew, which would lose the triggers of its index."""

    dependencies = [
        ("matters", "0035_placed_anew"),
    ]

    operations = [
        migrations.AddField("matterwords", "whole", models.BooleanField(null=True)),
        migrations.AddIndex(
            "matterwords",
            models.Index(fields=["id"], name="words_of_old", condition=Q(whole__isnull=True)),
        ),
        migrations.CreateModel(
            name="InsideWords",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("grams", models.TextField()),
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worked_by",
                        to="matters.matter",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RunPython(index, unindex),
    ]
