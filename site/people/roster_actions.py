"""What is done to people by rosters, exports and hand, in the words of the audit log."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

ROSTER_ACTIONS: dict[str, str | Promise] = {
    "people.left": pgettext_lazy("audit", "Person marked as left"),
    "people.back": pgettext_lazy("audit", "Person back in post"),
}
