"""Writing many rows of a time that has passed."""

from collections.abc import Sequence
from typing import Any

from django.db import connections, router, transaction
from django.db.models import Model

MOST_ROWS = 500


@transaction.atomic
def insert_as_told(rows: Sequence[Model]) -> None:
    """Insert rows of one model as they stand, `created_at` included, and give them their keys.

    For seeded schools: Django's own bulk_create would write today into every automatic date. It is the way of
    fixtures (raw rows): constraints and triggers of the database hold, signals are not sent, nothing is updated.
    """
    if not rows:
        return
    model: Any = type(rows[0])
    using = router.db_for_write(model)
    keys = model._meta.db_returning_fields
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    size = min(MOST_ROWS, connections[using].ops.bulk_batch_size(fields, list(rows)))
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        written = model._base_manager._insert(batch, fields=fields, returning_fields=keys, using=using, raw=True)
        for row, values in zip(batch, written, strict=True):
            for field, value in zip(keys, values, strict=True):
                setattr(row, field.attname, value)
            row._state.adding = False
            row._state.db = using
