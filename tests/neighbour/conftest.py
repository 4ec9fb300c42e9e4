"""The two lands, made once for a module's tests and taken back after them."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from tests.neighbour import probe
from tests.neighbour.world import World, build_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Home and its neighbour, in a transaction that is rolled back when the module is over."""
    changed = {
        "MEDIA_ROOT": tmp_path_factory.mktemp("media"),
        "MIDDLEWARE": [*settings.MIDDLEWARE, probe.PATH],
    }
    logging.disable(logging.ERROR)  # thousands of addresses that are not found
    try:
        with override_settings(**changed), django_db_blocker.unblock(), transaction.atomic():
            yield build_world()
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
