"""What the audit log's codes mean, in words for people. Each room names its own when it is loaded.

A test fails for a code that is recorded anywhere and has no words here.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from people.models import RoleAssignment

Text = str | Promise

_words: dict[str, Text] = {}
_data_words: dict[str, Text] = {}


def register_actions(words: Mapping[str, Text], *, data: Mapping[str, Text] | None = None) -> None:
    """Name actions ("room.verb" -> words), and the keys and code words of their data. For AppConfig.ready()."""
    _words.update(words)
    _data_words.update(data or {})


def action_words(action: str) -> str:
    """What an action is called; a code without words (of a plugin that is gone) stands for itself."""
    return str(_words.get(action, action))


def data_words(key: str) -> str:
    """What a key or a code word in an event's data is called; what has no words stands for itself."""
    return str(_data_words.get(key, key))


def has_data_words(key: str) -> bool:
    """Whether somebody has named a key or code word of an event's data."""
    return key in _data_words


def known_actions() -> dict[str, str]:
    """Every named action with its words, ordered by room."""
    return {action: str(words) for action, words in sorted(_words.items())}


PEOPLE_ACTIONS: dict[str, Text] = {
    "people.add": pgettext_lazy("audit", "Person added"),
    "people.assign_role": pgettext_lazy("audit", "Role given"),
    "people.take_role": pgettext_lazy("audit", "Role taken away"),
    "people.view_identity": pgettext_lazy("audit", "Full identity number shown"),
    "people.rotate_keys": pgettext_lazy("audit", "Encryption keys changed"),
    "people.merge": pgettext_lazy("audit", "Two records merged"),
    "people.split": pgettext_lazy("audit", "Merged records split"),
    "people.close_login": pgettext_lazy("audit", "Login closed"),
    "people.open_login": pgettext_lazy("audit", "Login opened again"),
    "people.issue_slips": pgettext_lazy("audit", "Login slips issued"),
    "people.show_slips": pgettext_lazy("audit", "Login slips shown for printing"),
    "people.import": pgettext_lazy("audit", "Roster imported"),
    "people.export_refused": pgettext_lazy("audit", "Refused rows downloaded"),
    "people.load_units": pgettext_lazy("audit", "Units loaded"),
    "people.login": pgettext_lazy("audit", "Signed in"),
    "people.login_failed": pgettext_lazy("audit", "Wrong password"),
    "people.login_locked": pgettext_lazy("audit", "Locked after wrong passwords"),
    "people.login_refused": pgettext_lazy("audit", "County's sign-on knows somebody who is not in the roster"),
    "people.logout": pgettext_lazy("audit", "Signed out"),
    "people.change_password": pgettext_lazy("audit", "Password changed"),
    "people.second_factor_on": pgettext_lazy("audit", "Two-step sign-in turned on"),
    "people.second_factor_off": pgettext_lazy("audit", "Two-step sign-in turned off"),
    "people.second_factor_failed": pgettext_lazy("audit", "Wrong code from the app"),
    "people.second_factor_locked": pgettext_lazy("audit", "Locked after wrong codes"),
    "people.reset_second_factor": pgettext_lazy("audit", "Two-step sign-in reset for somebody else"),
    "people.export_audit": pgettext_lazy("audit", "Audit log exported"),
}

PEOPLE_DATA: dict[str, Text] = {
    "role": pgettext_lazy("people", "Role"),
    "officer": RoleAssignment.Role.OFFICER.label,
    "trainer": RoleAssignment.Role.TRAINER.label,
    "rows": pgettext_lazy("audit", "rows"),
    "people": pgettext_lazy("audit", "people"),
    "slips": pgettext_lazy("audit", "slips"),
    "file": pgettext_lazy("audit", "file"),
    "format": pgettext_lazy("audit", "format"),
    "filters": pgettext_lazy("audit", "searched for"),
    "changed": pgettext_lazy("audit", "changed"),
    "unchanged": pgettext_lazy("audit", "unchanged"),
    "created": pgettext_lazy("audit", "new"),
    "new": pgettext_lazy("audit", "new"),
    "moved": pgettext_lazy("audit", "moved"),
    "refused": pgettext_lazy("audit", "refused"),
    "done": pgettext_lazy("audit", "carried out"),
    "title": pgettext_lazy("audit", "title"),
    "restored": pgettext_lazy("audit", "put back"),
    "removed": pgettext_lazy("audit", "taken out again"),
    "kept": pgettext_lazy("audit", "left as it was"),
    "left": pgettext_lazy("audit", "left their posts"),
    "reason": pgettext_lazy("audit", "Reason"),
    "name": pgettext_lazy("audit", "name typed"),
    "way": pgettext_lazy("audit", "way"),
    "second_factor": pgettext_lazy("audit", "second factor"),
    "key": pgettext_lazy("audit", "new key"),
    "kind": pgettext_lazy("audit", "kind"),
    "form": pgettext_lazy("audit", "format"),
    "with": pgettext_lazy("audit", "other record"),
    "merge": pgettext_lazy("audit", "merge number"),
    "person": pgettext_lazy("audit", "person"),
    "actor": pgettext_lazy("audit", "by whom"),
    "action": pgettext_lazy("audit", "deed"),
    "target": pgettext_lazy("audit", "target"),
    "since": pgettext_lazy("audit", "from"),
    "until": pgettext_lazy("audit", "to"),
}
