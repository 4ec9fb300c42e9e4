from typing import Any, NoReturn

from django.db import models


class AppendOnlyViolation(Exception):
    """Code tried to change or delete a fact; a correction is a new row."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyViolation(f"{self.model.__name__} rows are never updated")

    def delete(self) -> NoReturn:
        raise AppendOnlyViolation(f"{self.model.__name__} rows are never deleted")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts"):
            raise AppendOnlyViolation(f"{self.model.__name__} rows are never updated")
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyViolation(f"{self.model.__name__} rows are never updated")


class AppendOnlyModel(models.Model):
    """A fact: inserted once, never changed. Triggers in the database say the same to everybody else."""

    # Wagtail would keep one reference row for each fact.
    wagtail_reference_index_ignore = True

    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyViolation(f"{type(self).__name__} rows are never updated")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyViolation(f"{type(self).__name__} rows are never deleted")


class Bypass(models.Model):
    """While a row stands here, SQLite's triggers stand aside. PostgreSQL uses a setting of the transaction."""

    class Meta:
        db_table = "foundation_bypass"
