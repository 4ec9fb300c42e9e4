"""A full disk, told to people instead of an anonymous failure."""

import errno

from django.db import OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.errors import GridschoolError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# SQLite's words, and PostgreSQL's with the operating system's reason.
_NO_ROOM_WORDS = ("disk is full", "No space left")
WORDS = _(
    "The disk of this school is full. Nothing was half-written: what was saved before is still there. "
    "Ask the administrator for room, then do it once more."
)


class StorageFull(GridschoolError):
    """There is no room for what should be written."""

    status = 507

    def __init__(self, message: "str | Promise" = WORDS) -> None:
        super().__init__(message, code="disk_full")


def is_disk_full(error: BaseException) -> bool:
    """Whether a failed write to files or the database means that there is no room left."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    return isinstance(error, OperationalError) and any(words in str(error) for words in _NO_ROOM_WORDS)
