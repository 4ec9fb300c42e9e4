"""Storing made files whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext as _

from certificates.models.register import random_name
from foundation.api import StorageFull, is_disk_full


@contextmanager
def stored_file(owner: models.Model, data: bytes) -> Iterator[str]:
    """Store the bytes under a random name for the length of this block, in which its row is written.

    What raises inside, or while storing, takes the file away again. Raises StorageFull.
    """
    name = random_name(owner, "")
    try:
        yield default_storage.save(name, ContentFile(data))
    except BaseException as error:
        default_storage.delete(name)
        if is_disk_full(error):
            raise StorageFull(
                _(
                    "The disk is full. What was made so far is kept. Ask the administrator for room, then start "
                    "again: it goes on where it stopped."
                )
            ) from error
        raise
