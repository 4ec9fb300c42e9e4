"""Images have a name of their own; what Wagtail's first migrations put into the tree is called in Chinese."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TITLES = {"Root": "全部页面", "Welcome to your new Wagtail site!": "欢迎页"}


def name_in_chinese(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rename the rows that still have Wagtail's English names."""
    pages = apps.get_model("wagtailcore", "Page").objects
    for english, chinese in TITLES.items():
        pages.filter(title=english, depth__lte=2).update(title=chinese, draft_title=chinese)
    apps.get_model("wagtailcore", "Collection").objects.filter(name="Root", depth=1).update(name="全部")


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_visits_and_queue"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.AlterModelOptions(
            name="schoolimage",
            options={
                "verbose_name": "image",
                "verbose_name_plural": "images",
                "permissions": [("choose_schoolimage", "Can choose image")],
            },
        ),
        migrations.RunPython(name_in_chinese, migrations.RunPython.noop, elidable=False),
    ]
