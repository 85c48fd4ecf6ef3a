"""By when those above decide is a fact of its own, so that a deadline is watched meanwhile too."""

from django.db import migrations, models
from django.db.models import F, Q


def keep_what_runs(apps, schema_editor):
    """What the clock was to do so far with a matter handed on or back was just this."""
    matters = apps.get_model("matters", "Matter")
    waiting = Q(state="returned") | Q(first_asked__isnull=False)
    matters.objects.filter(waiting, act_at__isnull=False).update(decide_by=F("act_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0024_tasks"),
    ]

    operations = [
        migrations.AddField(
            model_name="matter",
            name="decide_by",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(keep_what_runs, migrations.RunPython.noop),
    ]
