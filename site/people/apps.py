from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Units, persons, logins, roles and who may see what. Its models never refer to Wagtail's."""

    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from people import checks  # noqa: F401  registers the system checks
        from people.audit_actions import PEOPLE_ACTIONS, register_actions
        from people.gate import open_admin_urls
        from people.models import AuditEvent, Person, RoleAssignment, RosterImport, SlipBatch, Unit
        from people.scope import register_scope
        from people.services import apply_roster  # noqa: F401  registers its kind of job
        from people.staff_urls import STAFF_URL_NAMES

        register_scope(Unit, "")
        register_scope(Person, "unit")
        register_scope(RosterImport, "unit")
        register_scope(SlipBatch, "unit")
        register_scope(AuditEvent, "unit")
        register_scope(RoleAssignment, "unit")
        register_actions(PEOPLE_ACTIONS)
        open_admin_urls("foundation_job", *STAFF_URL_NAMES)
