from datetime import timedelta
from typing import Any

from django.db import migrations, models
from django.utils import timezone


def give_a_day(apps: Any, _editor: Any) -> None:
    """What waits already gets a day from now on: nobody is late by an update of the program."""
    waiting = apps.get_model("square", "Publication").objects.filter(waiting=True)
    waiting.update(due_at=timezone.now() + timedelta(days=4))


class Migration(migrations.Migration):
    dependencies = [("square", "0003_messages_to_followers")]

    operations = [
        migrations.AddField(
            model_name="publication", name="due_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="publication", name="told_above_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("told_above_at__isnull", True), ("waiting", True)),
                fields=["due_at", "id"],
                name="publication_due",
            ),
        ),
        migrations.RunPython(give_a_day, migrations.RunPython.noop),
    ]
