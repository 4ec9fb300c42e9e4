"""What this room writes into the audit log, in words; and what its views give out."""

from typing import Any

from django.utils.translation import pgettext_lazy

from certificates.models import Certificate, CertificateEvent, IssueBatch
from people.api import mask_search, record_audit, topmost_unit

ACTIONS = {
    "certificates.start_issue": pgettext_lazy("audit", "Certificates issued: list confirmed"),
    "certificates.number": pgettext_lazy("audit", "Certificate number given"),
    "certificates.print": pgettext_lazy("audit", "Certificates opened for printing"),
    "certificates.sign_list": pgettext_lazy("audit", "Sign-for list opened"),
    "certificates.export_sign_list": pgettext_lazy("audit", "Sign-for list exported"),
    "certificates.export_register": pgettext_lazy("audit", "Certificate register exported"),
    "certificates.revoke": pgettext_lazy("audit", "Certificate revoked"),
    "certificates.replace": pgettext_lazy("audit", "Certificate replaced"),
    "certificates.change_template": pgettext_lazy("audit", "Certificate template changed"),
}

DATA = {
    "number": pgettext_lazy("audit", "certificate number"),
    "batch": pgettext_lazy("audit", "batch"),
    "certificates": pgettext_lazy("audit", "certificates"),
    "run": pgettext_lazy("audit", "run"),
    "template": pgettext_lazy("audit", "template"),
    "reason_class": pgettext_lazy("audit", "kind of reason"),
    "q": pgettext_lazy("audit", "searched for"),
    "year": pgettext_lazy("audit", "year"),
    "state": pgettext_lazy("audit", "state"),
    "page": pgettext_lazy("audit", "layout"),
    **dict(CertificateEvent.ReasonClass.choices),
}


def note_batch_given_out(user: Any, action: str, batch: IssueBatch, count: int) -> None:
    """Note that a batch's papers left the system: its print file or its sign-for list."""
    data = {"run": str(batch.run), "certificates": count}
    record_audit(actor=user, action=action, target=batch, unit=batch.run.unit, data=data)


def note_certificate_given_out(user: Any, certificate: Certificate) -> None:
    """Note that one certificate's file was opened by staff."""
    unit = certificate.enrolment.run.unit
    data = {"number": certificate.number}
    record_audit(actor=user, action="certificates.print", target=certificate, unit=unit, data=data)


def note_register_exported(user: Any, count: int, filters: dict[str, Any]) -> None:
    """Note an export of the register; it belongs to the topmost of the officer's units."""
    data = {"rows": count, **{name: value for name, value in filters.items() if value}}
    data |= {"q": mask_search(data["q"])} if "q" in data else {}
    record_audit(
        actor=user, action="certificates.export_register", target=None, unit=topmost_unit(user), data=data
    )
