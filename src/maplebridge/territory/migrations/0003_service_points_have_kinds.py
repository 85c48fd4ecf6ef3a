from django.db import migrations, models

KINDS = ["station", "office", "hall", "clinic", "mediation", "reading", "locker", "other"]


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_places_and_homes_end_for_a_reason")]

    operations = [
        migrations.AddField(
            model_name="servicepoint",
            name="kind",
            field=models.CharField(default="station", max_length=12),
        ),
        migrations.AddConstraint(
            model_name="servicepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", KINDS)), name="service_point_kind_known"
            ),
        ),
    ]
