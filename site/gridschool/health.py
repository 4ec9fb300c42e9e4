"""/healthz says that the process answers, /readyz that what it needs is there too."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process can answer at all."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, cache and files work, else 503; the body names each by itself."""
    found = {name: _passes(probe) for name, probe in PROBES.items()}
    is_ready = all(found.values())
    body = {
        "status": "ok" if is_ready else "unavailable",
        "checks": found,
        "plugins_refused": settings.PLUGIN_FINDINGS.refused,
    }
    return JsonResponse(body, status=200 if is_ready else 503)


def _passes(probe: Callable[[], bool]) -> bool:
    try:
        return probe()
    except Exception:  # whatever is wrong, the answer is "not ready"
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache_remembers() -> bool:
    key = f"readyz-{uuid.uuid4()}"
    cache.set(key, "1", 10)
    return cache.get(key) == "1"


def _files_answer() -> bool:
    return default_storage.exists("readyz") in {True, False}


PROBES: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "migrations": _is_migrated,
    "cache": _cache_remembers,
    "files": _files_answer,
}
