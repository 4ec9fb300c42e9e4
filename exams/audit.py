"""What this room writes into the audit log, in words."""

from django.utils.translation import pgettext_lazy

ACTIONS = {
    "exams.change_question": pgettext_lazy("audit", "Question changed"),
    "exams.change_paper": pgettext_lazy("audit", "Paper changed"),
    "exams.change_exam": pgettext_lazy("audit", "Exam changed"),
}

DATA = {
    "bank": pgettext_lazy("audit", "question bank"),
    "topic": pgettext_lazy("audit", "topic"),
    "version": pgettext_lazy("audit", "version"),
    "sections": pgettext_lazy("audit", "sections"),
    "duration_seconds": pgettext_lazy("audit", "time allowed"),
    "pass_fraction": pgettext_lazy("audit", "pass mark"),
    "attempts_allowed": pgettext_lazy("audit", "attempts allowed"),
}
