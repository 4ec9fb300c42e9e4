"""What the tests of a module share: made once, while each test takes back what it did to it.

Wagtail's pages are dear to make, and most tests only look at them.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models, transaction

Made = TypeVar("Made")


@contextmanager
def made_once(blocker: Any, build: Callable[[], Made]) -> Iterator[Made]:
    """Keep what `build` makes for the tests of a module; its rows are taken back. Not for tests that commit.

    `blocker` is pytest-django's, which keeps fixtures of modules from the database.
    """
    with blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def read_anew(made: Any) -> Any:
    """The same with every row read again, so that no test sees what another one left in memory."""
    if isinstance(made, models.Model):
        return type(made)._base_manager.get(pk=made.pk)
    if isinstance(made, list):
        return [read_anew(one) for one in made]
    if not hasattr(made, "__dict__"):
        return made
    again = copy.copy(made)
    vars(again).update({name: read_anew(value) for name, value in vars(made).items()})
    return again
