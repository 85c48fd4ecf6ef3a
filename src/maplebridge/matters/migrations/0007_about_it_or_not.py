from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0006_prepared_imports")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="about_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.RemoveConstraint(
            model_name="conversation", name="conversation_asks_something_known"
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("asking__in", ["", "words", "place", "reason", "which"])),
                name="conversation_asks_something_known",
            ),
        ),
    ]
