import django.db.models.deletion
from django.db import migrations, models

INDEX = "square_publicwords_index"
ADD = "INSERT INTO {index}(rowid, grams) VALUES (NEW.id, NEW.grams);"
DROP = "INSERT INTO {index}({index}, rowid, grams) VALUES ('delete', OLD.id, OLD.grams);"
TRIGGERS = (("ai", "INSERT", ADD), ("ad", "DELETE", DROP), ("au", "UPDATE", f"{DROP} {ADD}"))


def index(apps, schema_editor):
    """A full-text index of each engine's own kind; the words go in by the same rows."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {INDEX} ON square_publicwords USING gin (to_tsvector('simple', grams))",
            params=None,
        )
        return
    schema_editor.execute(
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(grams, content='square_publicwords', "
        "content_rowid='id', tokenize='ascii')",
        params=None,
    )
    for name, verb, body in TRIGGERS:
        schema_editor.execute(
            f"CREATE TRIGGER {INDEX}_{name} AFTER {verb} ON square_publicwords "
            f"BEGIN {body.format(index=INDEX)} END",
            params=None,
        )


def unindex(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")
        return
    for name, *_ in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {INDEX}_{name}")
    schema_editor.execute(f"DROP TABLE {INDEX}")


class Migration(migrations.Migration):
    dependencies = [
        ("square", "0005_figures_of_a_week"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicWords",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("grams", models.TextField()),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="found_by",
                        to="square.publication",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RunPython(index, unindex),
    ]
