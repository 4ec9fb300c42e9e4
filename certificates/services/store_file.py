"""Storing made files whole or not at all."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext as _

from certificates.models.register import random_name
from foundation.api import GridschoolError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFull(GridschoolError):
    """There is no room for another file."""

    status = 507


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
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise StorageFull(
                _(
                    "The disk is full. What was made so far is kept. Ask the administrator for room, then start "
                    "again: it goes on where it stopped."
                ),
                code="disk_full",
            ) from error
        raise
