from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0032_lists_at_a_million"),
    ]

    operations = [
        migrations.AddField(
            model_name="matter",
            name="helped_at",
            field=models.DateTimeField(null=True),
        ),
    ]
