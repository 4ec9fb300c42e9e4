from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.models import User
from people.services.second_factor import reset_second_factor


class Command(BaseCommand):
    help = "Take the second factor from a login whose owner lost the phone and the recovery codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="the name with which that person signs in")

    def handle(self, *args: Any, login: str, **options: Any) -> None:
        user = User.objects.filter(username__iexact=login).first()
        if user is None:
            raise CommandError(f"没有这个登录名。There is no login called {login!r}.")
        reset_second_factor(actor=None, user=user)
        self.stdout.write(f"{user.username}：动态码已清除，下次登录时重新设置。The second factor is reset.")
