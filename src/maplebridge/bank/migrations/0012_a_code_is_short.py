"""Where a sentence stood is now a code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bank", "0011_why_an_import_stopped")]
    operations = [
        migrations.AlterField("bankimport", "problem", models.CharField(blank=True, max_length=40)),
    ]
