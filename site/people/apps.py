from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    """Units, persons, logins, roles and who may see what. Its models never refer to Wagtail's."""

    name = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from people import checks, desk, receivers  # noqa: F401  registers checks and receivers
        from people.audit_actions import register_actions
        from people.audit_words import PEOPLE_ACTIONS, PEOPLE_DATA
        from people.dossier import register_section
        from people.gate import open_admin_urls
        from people.selectors.employment import EMPLOYMENTS
        from people.selectors.national import NATIONAL
        from people.selectors.staff import ROLES_SECTION
        from people.services import apply_roster, export_people, undo_roster  # noqa: F401  kinds of jobs
        from people.services.publish_notices import publish_after_migrate
        from people.staff_urls import STAFF_URL_NAMES

        _register_scopes()
        register_actions(PEOPLE_ACTIONS, data=PEOPLE_DATA)
        register_section(EMPLOYMENTS)
        register_section(NATIONAL)
        register_section(ROLES_SECTION)
        open_admin_urls("foundation_job", "foundation_jobs", *STAFF_URL_NAMES)
        desk.register()
        post_migrate.connect(publish_after_migrate, sender=self, dispatch_uid="people.publish_notices")


def _register_scopes() -> None:
    """By which unit each model's rows belong to somebody, and which rows belong to nobody."""
    from foundation.models import Bypass, Job
    from people import models
    from people.scope import leave_unscoped, register_scope

    register_scope(models.Unit, "")
    register_scope(models.Person, "unit")
    register_scope(models.Employment, "person__unit")
    register_scope(models.NationalCertificate, "person__unit")
    register_scope(models.PersonMerge, "kept__unit")
    register_scope(models.RosterImport, "unit")
    register_scope(models.RosterRow, "roster__unit")
    register_scope(models.SlipBatch, "unit")
    register_scope(models.PeopleExport, "unit")
    register_scope(models.AuditEvent, "unit")
    register_scope(models.RoleAssignment, "unit")
    register_scope(models.ConsentRecord, "person__unit")
    register_scope(models.DataRequest, "person__unit")
    leave_unscoped(
        {
            models.DataExport: "for the person alone whose data it holds",
            Bypass: "a key of the append-only rows, for services",
            Job: "shown to whoever started it",
            models.AuditHead: "the end of the audit chain, for services",
            models.AuditLink: "the audit chain, for services and its check",
            models.CodeAsked: "hashes, for the limits of login codes",
            models.LoginCode: "hashes, for the door",
            models.LoginSession: "for the login alone that it carries; officers end, and see none",
            models.LoginThrottle: "counts of wrong passwords, for the door",
            models.LoginSlip: "read through its batch; only a hash is kept",
            models.Notice: "the same words for everybody",
            models.User: "a login; shown as its person or its role",
            models.WorkerNumberCounter: "a counter, for services",
        }
    )
