from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_roster_import")]

    operations = [
        migrations.AddField(
            model_name="rosterimport",
            name="notes",
            field=models.JSONField(default=list),
        ),
    ]
