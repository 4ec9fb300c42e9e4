"""Looking for words in every column of every table."""

import json
from functools import cache

from django.db import connection


def columns_holding(*words: str) -> set[str]:
    """ "table.column" of every place that holds one of the words, plain or as JSON writes them."""
    forms = {form for word in words for form in (word, json.dumps(word)[1:-1])}
    with connection.cursor() as cursor:
        return {f"{table}.{column}" for table, column in _columns() if _holds(cursor, table, column, forms)}


@cache
def _columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        return [
            (table, column.name)
            for table in connection.introspection.table_names(cursor)
            for column in connection.introspection.get_table_description(cursor, table)
        ]


def _holds(cursor, table: str, column: str, forms: set[str]) -> bool:
    text = f'CAST("{column}" AS TEXT)'
    # instr and strpos compare as they are: no wildcard, no folding of case
    find = "instr" if connection.vendor == "sqlite" else "strpos"
    conditions = " OR ".join(f"{find}({text}, %s) > 0" for _ in forms)
    cursor.execute(f'SELECT 1 FROM "{table}" WHERE {conditions} LIMIT 1', list(forms))  # noqa: S608  names of our own tables
    return cursor.fetchone() is not None
