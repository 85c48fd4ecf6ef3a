"""A file that nothing points to goes a day after it was last handed in; the sweep asks for both."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0003_holidays")]
    operations = [migrations.RenameField("storedfile", "created_at", "handed_in_at")]
