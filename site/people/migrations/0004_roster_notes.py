from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_audit_chain")]

    operations = [
        migrations.AddField(
            model_name="rosterimport",
            name="notes",
            field=models.JSONField(default=list),
        ),
    ]
