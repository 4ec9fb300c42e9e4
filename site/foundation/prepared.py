"""Queries that are put together once per process and asked for every page.

Django puts a query together anew each time, which costs several times what the database then takes to answer it. A
`PreparedQuery` is an ordinary queryset of `values_list` in which a `Slot` stands for what changes from one reader
to the next. Use it only on the few pages that everybody opens; everywhere else a plain queryset is good enough.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, models
from django.db.models.expressions import Expression


class Slot(Expression):
    """Stands in a query for a value that is named when it is asked; `field` says how the database wants it."""

    allowed_default = True

    def __init__(self, name: str, field: models.Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", (self,)

    def written(self, values: dict[str, Any]) -> Any:
        """What is sent to the database."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


@dataclass(frozen=True)
class _Statement:
    """SQL, its parameters with the slots among them, and per column what makes the database's value ours."""

    sql: str
    params: Sequence[Any]
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]


class PreparedQuery:
    """Asks what `build` returns, a queryset of `values_list` with slots. Made when first asked."""

    def __init__(self, build: Callable[[], "models.QuerySet[Any, Any]"]) -> None:
        self._build = build

    @cached_property
    def _statement(self) -> _Statement:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return _Statement(sql, params, compiler.get_converters([column[0] for column in compiler.select]))

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, one for each slot by its name. One query."""
        statement = self._statement
        params = [one.written(values) if isinstance(one, Slot) else one for one in statement.params]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            found = cursor.fetchall()
        return [self._converted(row) for row in found] if statement.converters else found

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, (converters, expression) in self._statement.converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return tuple(values)


__all__ = ["PreparedQuery", "Slot"]
