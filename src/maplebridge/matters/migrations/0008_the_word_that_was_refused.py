from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0007_about_it_or_not")]

    operations = [
        migrations.AddField(
            model_name="importrefusal",
            name="cell",
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
