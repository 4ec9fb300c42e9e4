from django.apps import AppConfig

ADMIN_URL_NAMES = (
    "certificates_register",
    "certificates_export",
    "certificates_runs",
    "certificates_waiting",
    "certificates_candidates",
    "certificates_batch",
    "certificates_resume",
    "certificates_print",
    "certificates_sign_list",
    "certificates_batch_export",
    "certificates_certificate",
    "certificates_revoke",
    "certificates_replace",
)


class CertificatesConfig(AppConfig):
    """Templates, eligibility, the register, printing and verification."""

    name = "certificates"
    verbose_name = "Certificates"

    def ready(self) -> None:
        from certificates import desk, dossier, models
        from certificates.audit import ACTIONS, DATA
        from certificates.models import Certificate, CertificateTemplate, IssueBatch
        from certificates.services import issue_batch  # noqa: F401  registers the kind of job
        from people.api import open_admin_urls, register_actions, register_scope

        register_scope(CertificateTemplate, "unit")
        register_scope(Certificate, "enrolment__run__unit")
        register_scope(IssueBatch, "run__unit")
        register_scope(models.CertificateEvent, "certificate__enrolment__run__unit")
        register_scope(models.CertificateFile, "certificate__enrolment__run__unit")
        register_scope(models.IssueItem, "batch__run__unit")
        register_scope(models.TemplateVersion, "template__unit")
        register_scope(models.NumberCounter, "unit")
        register_actions(ACTIONS, data=DATA)
        open_admin_urls(*ADMIN_URL_NAMES)
        dossier.register_sections()
        desk.register()
