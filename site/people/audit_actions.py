"""What the audit log's codes mean, in words for people. Each room names its own when it is loaded.

A test fails for a code that is recorded anywhere and has no words here.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

Text = str | Promise

_words: dict[str, Text] = {}


def register_actions(words: Mapping[str, Text]) -> None:
    """Name actions ("room.verb" -> words). Called by a room's AppConfig.ready()."""
    _words.update(words)


def action_words(action: str) -> str:
    """What an action is called; a code without words (of a plugin that is gone) stands for itself."""
    return str(_words.get(action, action))


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
    "people.upload_roster": pgettext_lazy("audit", "Roster uploaded"),
    "people.import": pgettext_lazy("audit", "Roster imported"),
    "people.discard_roster": pgettext_lazy("audit", "Roster given up"),
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
