from django.apps import AppConfig

ADMIN_URL_NAMES = (
    "courses_runs",
    "courses_run_open",
    "courses_run",
    "courses_run_people",
    "courses_run_close",
    "courses_run_reopen",
    "courses_withdraw",
    "courses_drills",
    "courses_drill_move",
    "courses_drill_cancel",
    "courses_reviews",
)


class CoursesConfig(AppConfig):
    """Courses, runs, field drills, progress and the ledger of hours."""

    name = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        from wagtail.permissions import policy_registry

        from courses import desk, dossier, models
        from courses.audit import ACTIONS, DATA
        from courses.file_policy import PicturePolicy
        from people.api import leave_unscoped, open_admin_urls, register_actions, register_scope

        register_scope(models.Run, "unit")
        register_scope(models.Enrolment, "run__unit")
        register_scope(models.DrillSession, "run__unit")
        register_scope(models.Booking, "session__run__unit")
        register_scope(models.Attendance, "booking__session__run__unit")
        register_scope(models.RubricSheet, "booking__session__run__unit")
        register_scope(models.RubricScore, "sheet__booking__session__run__unit")
        register_scope(models.StepCompletion, "enrolment__run__unit")
        register_scope(models.LessonVisit, "enrolment__run__unit")
        register_scope(models.CreditEntry, "enrolment__run__unit")
        register_scope(models.CreditHourPolicy, "unit")
        leave_unscoped(
            {
                models.RubricItem: "part of its drill page",
                models.DrillScript: "part of its drill page",
                models.SchoolRendition: "goes with its picture",
                models.ScopedReviewTask: "one for all counties; says nothing of any",
            }
        )
        policy_registry.register(models.SchoolImage, PicturePolicy(), exact_class=True)  # before Wagtail's own
        register_actions(ACTIONS, data=DATA)
        open_admin_urls(*ADMIN_URL_NAMES)
        dossier.register_sections()
        desk.register()
