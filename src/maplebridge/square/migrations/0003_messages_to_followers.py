from django.db import migrations, models


class Migration(migrations.Migration):
    """What happened before nobody is written to about: it does not wait."""

    dependencies = [("square", "0002_following_and_helping")]

    operations = [
        migrations.RemoveIndex(model_name="publication", name="publication_changed"),
        migrations.AddField(
            model_name="alert", name="waits", field=models.BooleanField(default=False)
        ),
        migrations.AlterField(
            model_name="alert", name="waits", field=models.BooleanField(default=True)
        ),
        migrations.AddField(
            model_name="alert", name="messaged_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("waits", True)), fields=["id"], name="alert_waits"
            ),
        ),
    ]
