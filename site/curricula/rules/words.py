"""What the kinds of items are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KIND_WORDS = {
    "course": _("Course"),
    "bank": _("Question bank"),
    "question": pgettext_lazy("curricula", "Question"),
    "paper": _("Paper"),
    "picture": pgettext_lazy("curricula", "Picture"),
    "lesson": _("Lesson"),
    "drill": _("Drill"),
    "exam": _("Exam"),
    "certificate": _("Certificate"),
}
