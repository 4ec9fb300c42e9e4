from django.apps import AppConfig


class GridschoolConfig(AppConfig):
    """The roof: assembles the rooms and knows no rule."""

    name = "gridschool"
    verbose_name = "Grid School"

    def ready(self) -> None:
        # Loading the Celery app here, not in the package, keeps gridschool.plugins free of everything.
        from gridschool import celery, checks, receivers  # noqa: F401
        from people.api import open_admin_urls

        open_admin_urls("first_steps")
