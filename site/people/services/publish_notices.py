"""Notices in files become rows, so that a consent can point at the very words it was given under."""

from typing import Any

from django.db import connection, transaction

from people.models import Notice
from people.notices import LANGUAGES, notice_files


@transaction.atomic
def publish_notices() -> int:
    """Write a row for every version that has none yet; a row that stands is never changed. Returns how many."""
    known = set(Notice.objects.values_list("version", flat=True))
    new = [file for file in notice_files() if file["version"] not in known]
    for file in new:
        texts = {language: file[language] for language in LANGUAGES}
        Notice.objects.create(version=file["version"], effective_from=file["effective_from"], texts=texts)
    return len(new)


def publish_after_migrate(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Signal handler of post_migrate; the table is not there when people was migrated back to nothing."""
    if using == "default" and Notice._meta.db_table in connection.introspection.table_names():
        publish_notices()
