from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Courses, runs, field drills, progress and the ledger of hours."""

    name = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        from courses.models import DrillSession, Enrolment, Run
        from people.api import open_admin_urls, register_scope

        register_scope(Run, "unit")
        register_scope(Enrolment, "run__unit")
        register_scope(DrillSession, "run__unit")
        open_admin_urls(
            "courses_runs", "courses_run_open", "courses_run", "courses_run_people", "courses_withdraw"
        )
