"""Permissions on our picture and document models, which nobody asks for: Wagtail asks for those of its own."""

from typing import Any

from django.db import migrations

MODELS = ("schooldocument", "schoolimage", "schoolrendition")


def delete_rows(apps: Any, schema_editor: Any) -> None:
    permissions = apps.get_model("auth", "Permission").objects
    permissions.filter(content_type__app_label="courses", content_type__model__in=MODELS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("courses", "0004_review_task"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="schooldocument",
            options={"default_permissions": (), "verbose_name": "document", "verbose_name_plural": "documents"},
        ),
        migrations.AlterModelOptions(
            name="schoolimage",
            options={"default_permissions": (), "verbose_name": "image", "verbose_name_plural": "images"},
        ),
        migrations.AlterModelOptions(name="schoolrendition", options={"default_permissions": ()}),
        migrations.RunPython(delete_rows, migrations.RunPython.noop),
    ]
