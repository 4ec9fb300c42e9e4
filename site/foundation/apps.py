from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FoundationConfig(AppConfig):
    """What every room stands on: append-only rows, jobs, errors, logs, encryption. It knows no domain word."""

    name = "foundation"
    verbose_name = "Foundation"

    def ready(self) -> None:
        from foundation import checks  # noqa: F401  registers the system checks
        from foundation.append_only import install_triggers
        from foundation.desk import register_desk_items
        from foundation.jobs_desk import FAILED_JOBS

        register_desk_items(FAILED_JOBS)
        post_migrate.connect(install_triggers, dispatch_uid="foundation.install_triggers")
