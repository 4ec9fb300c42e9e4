"""What this room writes into the audit log, in words."""

from django.utils.translation import pgettext_lazy

ACTIONS = {
    "courses.open_county": pgettext_lazy("audit", "School of a county opened"),
    "courses.open_run": pgettext_lazy("audit", "Run opened"),
    "courses.enrol": pgettext_lazy("audit", "People put into a run"),
    "courses.withdraw": pgettext_lazy("audit", "Person taken off a run"),
    "courses.open_session": pgettext_lazy("audit", "Drill session planned"),
    "courses.move_session": pgettext_lazy("audit", "Drill session moved"),
    "courses.cancel_session": pgettext_lazy("audit", "Drill session cancelled"),
    "courses.close_run": pgettext_lazy("audit", "Run closed"),
    "courses.reopen_run": pgettext_lazy("audit", "Run opened again"),
    "courses.score_drill": pgettext_lazy("audit", "Drill scored"),
    "courses.rescore_drill": pgettext_lazy("audit", "Drill scored anew"),
    "courses.reverse_credit": pgettext_lazy("audit", "Hours corrected"),
}

DATA = {
    "before": pgettext_lazy("audit", "before"),
    "after": pgettext_lazy("audit", "after"),
    "seats_given_back": pgettext_lazy("audit", "seats given back"),
    "drill": pgettext_lazy("audit", "drill"),
    "points": pgettext_lazy("audit", "points"),
    "points_before": pgettext_lazy("audit", "points before"),
    "passed": pgettext_lazy("audit", "passed"),
    "hours": pgettext_lazy("audit", "hours"),
    "day": pgettext_lazy("audit", "day"),
}
