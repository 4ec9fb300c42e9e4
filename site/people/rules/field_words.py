"""What the fields of a person are called on screens and in reasons. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELD_WORDS: dict[str, str | Promise] = {
    "unit": _("Unit"),
    "name": pgettext_lazy("people", "Name"),
    "phone": _("Phone"),
    "post": pgettext_lazy("person", "Post"),
    "state": _("State"),
}
