"""Fill the calendar with the holidays and make-up days of mainland China that are announced."""

from importlib.metadata import version

from django.db import migrations


def fill(apps, schema_editor):
    """Only days that differ from the plain week: weekdays off, weekend days worked."""
    from chinese_calendar import constants

    day_table = apps.get_model("core", "CalendarDay")
    source = f"chinesecalendar {version('chinesecalendar')}, after the State Council's notices"
    offs = [(day, False, name) for day, name in constants.holidays.items() if day.weekday() < 5]
    made_up = [(day, True, name) for day, name in constants.workdays.items() if day.weekday() > 4]
    day_table.objects.bulk_create(
        [
            day_table(date=day, workday=workday, name=str(name), source=source)
            for day, workday, name in sorted(offs + made_up)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0002_append_only")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
