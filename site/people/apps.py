from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Units, persons, logins, roles and who may see what. Its models never refer to Wagtail's."""

    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from people import checks  # noqa: F401  registers the system checks
        from people.models import Person
        from people.scope import register_scope

        register_scope(Person, "unit")
