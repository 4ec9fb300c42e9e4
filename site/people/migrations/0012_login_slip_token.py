from django.db import migrations, models


def blank_sheets(apps, schema_editor):
    """Codes that wait to be printed have no token beside them; their officers make new slips."""
    apps.get_model("people", "SlipBatch").objects.exclude(sheet="").update(sheet="")


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0011_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="loginslip",
            name="token_hash",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="loginslip",
            index=models.Index(fields=["token_hash"], name="slip_token"),
        ),
        migrations.RunPython(blank_sheets, migrations.RunPython.noop),
    ]
