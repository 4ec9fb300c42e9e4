"""manage.py identity_keys status|rotate: which keys are in use, and everything under the newest one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from foundation.api import current_key
from people.services.rotate_keys import keys_in_use, rotate_keys


class Command(BaseCommand):
    """To rotate: put a new key in front of IDENTITY_KEYS, restart, rotate, see status, drop the old one."""

    help = "Say which identity keys are in use, or bring every row under the first of IDENTITY_KEYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["status", "rotate"])

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "rotate":
            done = 0
            for step in rotate_keys():
                done += step
                self.stdout.write(f"{done} rows under {current_key()}")
        for name, count in sorted(keys_in_use().items()):
            now = " (current)" if name == current_key() else ""
            self.stdout.write(f"{name}{now}: {count} rows")
