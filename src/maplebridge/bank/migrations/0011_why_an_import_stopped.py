"""Why a workbook stopped is a code with facts, said in the language of whoever reads."""

from django.db import migrations, models


def code(apps, schema_editor):
    """What stopped before has a sentence in the worker's language; which rule it was is not known."""
    stopped = apps.get_model("bank", "BankImport").objects.exclude(problem="")
    stopped.update(problem="import_stopped")


class Migration(migrations.Migration):
    dependencies = [("bank", "0010_what_was_there_before")]
    operations = [
        migrations.AddField("bankimport", "facts", models.JSONField(default=dict)),
        migrations.RunPython(code, migrations.RunPython.noop),
    ]
