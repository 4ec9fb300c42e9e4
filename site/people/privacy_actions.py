"""What is done with people's data at their own wish, in the words of the audit log."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

PRIVACY_ACTIONS: dict[str, str | Promise] = {
    "people.ask_about_data": pgettext_lazy("audit", "Request about one's own data"),
    "people.request_done": pgettext_lazy("audit", "Request about data carried out"),
    "people.request_refused": pgettext_lazy("audit", "Request about data refused"),
    "people.request_withdrawn": pgettext_lazy("audit", "Request about data taken back"),
    "people.download_my_data": pgettext_lazy("audit", "Copy of one's own data downloaded"),
    "people.correct": pgettext_lazy("audit", "Personal data corrected"),
    "people.erase": pgettext_lazy("audit", "Personal data erased"),
    "people.forget_expired": pgettext_lazy("audit", "What had run out was deleted"),
}
