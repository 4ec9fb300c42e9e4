from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0007_picture_uid")]

    operations = [
        migrations.AddField("drillsession", "cancelled_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "drillsession", "cancel_reason", models.CharField(blank=True, editable=False, max_length=200)
        ),
    ]
