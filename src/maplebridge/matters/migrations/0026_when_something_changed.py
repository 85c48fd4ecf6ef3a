from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0025_by_when_somebody_decides"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["-last_activity_at", "-id"], name="matter_changed"),
        ),
    ]
