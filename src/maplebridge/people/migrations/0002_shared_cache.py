"""The table of the shared cache, where sign-in counts its attempts across processes."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    # Kept when migrating back: the table holds nothing but counters that expire.
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
