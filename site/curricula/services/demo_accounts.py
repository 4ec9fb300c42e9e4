"""Passwords of the demonstration: made at random at the first start, kept in a file that only its owner reads."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from people.api import User

FILE_NAME = "demo-accounts.json"
PASSWORD_LENGTH = 10
# Nothing that looks like something else on a screen: 10 of 31 characters are 49 random bits.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class DemoAccount:
    """How somebody tries a role out."""

    role: str
    name: str
    login: str
    password: str


class DemoAccounts:
    """The accounts file. `fixed_password` (for tests) goes before what the file says."""

    def __init__(self, folder: Path, *, fixed_password: str = "") -> None:
        self.path = folder / FILE_NAME
        self.fixed_password = fixed_password
        self.accounts: dict[str, DemoAccount] = {}
        self._stored = self._read()

    def open_for(self, user: User, role: str) -> DemoAccount:
        """Give the login its password when it has none yet, and note the account.

        A password that somebody has changed since is left alone, unless one is fixed.
        """
        password = self.fixed_password or self._stored.get(role, {}).get("password") or _random_password()
        needs_one = not user.has_usable_password() or (self.fixed_password and not user.check_password(password))
        if needs_one:
            user.set_password(password)
            user.must_change_password = False
            user.save(update_fields=["password", "must_change_password"])
        account = DemoAccount(role, user.get_full_name(), user.username, password)
        self.accounts[role] = account
        return account

    def stored(self) -> dict[str, DemoAccount]:
        """The accounts that the file holds."""
        return {role: DemoAccount(**entry) for role, entry in self._stored.items()}

    def store(self) -> None:
        """Write the file with mode 0600. It is new or replaced whole, never half written."""
        text = json.dumps({role: asdict(account) for role, account in self.accounts.items()}, ensure_ascii=False)
        draft = self.path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(self.path)

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            return json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}


def _random_password() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
